#include "run/rate_finder.h"

#include "params/model_fields.h"
#include "run/core_budget.h"
#include "run/data_conflicts.h"
#include "run/guarded.h"
#include "run/loop_state.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace epochlab::core {
namespace {

constexpr double burst = 4.0;              ///< times the least loss, and the test is over
constexpr double leastFall = 1e-3;         ///< of the loss; anything less is rounding
constexpr double windowShare = 1.0 / 20.0; ///< of the steps
constexpr std::int64_t mostSteps = 100'000;

std::string shortText(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2g", value);
    return text.data();
}

double rounded(double value) { return std::strtod(shortText(value).c_str(), nullptr); }

} // namespace

RateCurve::RateCurve(double lowest, double highest, std::int64_t steps)
    : m_lowest(lowest), m_highest(highest), m_steps(steps),
      m_window(static_cast<std::size_t>(std::max(5.0, windowShare * static_cast<double>(steps)))) {}

double RateCurve::rateOf(std::int64_t step) const {
    return m_lowest * std::pow(m_highest / m_lowest, static_cast<double>(step) / static_cast<double>(m_steps - 1));
}

bool RateCurve::add(double loss) {
    if (!std::isfinite(loss)) {
        m_end = RateTestEnd::NotFinite;
        return false;
    }
    const double keep = 1.0 - 1.0 / static_cast<double>(m_window);
    m_average = keep * m_average + (1.0 - keep) * loss;
    m_weight = keep * m_weight + (1.0 - keep);
    const double smoothed = m_average / m_weight;
    m_points.push_back({rateOf(static_cast<std::int64_t>(m_points.size())), loss, smoothed});
    const std::size_t last = m_points.size() - 1;
    // The first few averages are hardly any: what they say of the least would be one batch's luck.
    if (last < m_window || smoothed < m_points[m_least].smoothed) m_least = last;
    if (smoothed > burst * m_points[m_least].smoothed) m_end = RateTestEnd::LossRose;
    return m_end == RateTestEnd::Completed && static_cast<std::int64_t>(m_points.size()) < m_steps;
}

/// By more than the losses of single batches scatter about their average.
bool RateCurve::fell(std::size_t least) const {
    if (least <= m_window) return false;
    double squares = 0.0;
    for (std::size_t i = m_window; i <= least; ++i) squares += std::pow(m_points[i].loss - m_points[i].smoothed, 2.0);
    const double scatter = std::sqrt(squares / static_cast<double>(least - m_window + 1));
    const double start = m_points[m_window].smoothed;
    return start - m_points[least].smoothed > std::max(scatter, leastFall * std::abs(start));
}

/// Rates are equally spaced in decades, so the steepest step is the steepest decade; taken over a window, since one step is noise.
std::size_t RateCurve::steepestBefore(std::size_t least) const {
    const std::size_t half = std::max<std::size_t>(1, m_window / 2);
    std::size_t steepest = least;
    double deepest = 0.0;
    for (std::size_t i = half; i + half <= least; ++i) {
        const double fall = m_points[i - half].smoothed - m_points[i + half].smoothed;
        if (fall <= deepest) continue;
        deepest = fall;
        steepest = i;
    }
    return steepest;
}

std::string RateCurve::whyNothing(RateTestEnd end) const {
    const std::string range = shortText(m_lowest) + " and " + shortText(m_highest);
    switch (end) {
    case RateTestEnd::Cancelled: return "The test was stopped before it said anything";
    case RateTestEnd::NotFinite: return "The loss is no longer finite before it falls: try lower rates";
    case RateTestEnd::LossRose: return "The loss rises before it falls: try lower rates";
    case RateTestEnd::Completed: break;
    }
    return "The loss does not fall between " + range + " by more than its batches differ: try other rates, or more batches";
}

RateTest RateCurve::judged(bool cancelled) const {
    RateTest test;
    test.points = m_points;
    test.end = cancelled ? RateTestEnd::Cancelled : m_end;
    if (cancelled || m_points.empty() || !fell(m_least)) {
        test.verdict = whyNothing(test.end);
        return test;
    }
    test.suggestion = rounded(m_points[steepestBefore(m_least)].rate);
    test.verdict = "The loss falls steepest at " + shortText(*test.suggestion);
    const bool falling = m_end == RateTestEnd::Completed && m_least + 1 == m_points.size();
    test.verdict += falling ? ", and still falls at the highest rate" : ", and is least at " + shortText(m_points[m_least].rate);
    return test;
}

namespace {

Result<void> checkRange(const RateFinderRequest& request) {
    if (isTreeModel(request.config))
        return Error{ErrorCode::ConfigConflict, "the range test is for networks: each of its batches would be a round of trees", "model",
                     "choose another model, or compare values of eta with a sweep"};
    if (pictureMethodOf(request.config) == PictureMethod::Logistic)
        return Error{ErrorCode::ConfigConflict, "the range test is for steps along a gradient, and logistic regression takes none",
                     "method", "choose probing, or compare values of inverse-penalty with a sweep"};
    const bool sound = std::isfinite(request.highest) && request.lowest > 0.0 && request.lowest < request.highest;
    if (!sound)
        return Error{ErrorCode::ConfigRange, "the rates do not rise from above 0 to a higher one", "lr-find",
                     "give a lowest rate below the highest"};
    if (request.steps < 10 || request.steps > mostSteps)
        return Error{ErrorCode::ConfigRange, std::to_string(request.steps) + " batches are no test", "steps", "give 10 to 100000"};
    if (const auto problems = request.config.validate(); !problems.empty()) return problems.front().error;
    return {};
}

Result<std::unique_ptr<TrainingSession>> sessionFor(const RateFinderRequest& request, const RunServices& services,
                                                    const std::stop_token& stop) {
    const Result<DatasetPointer> dataset = services.loadData(request.config);
    if (!dataset) return dataset.error();
    if (const auto conflicts = dataConflicts(request.config, **dataset); !conflicts.empty()) return conflicts.front().error;
    const Result<std::shared_ptr<Trainer>> trainer = services.findTrainer(request.config);
    if (!trainer) return trainer.error();
    const WorkWatch watch{stop, {}};
    const Result<SettledConfig> settled = (*trainer)->settle(request.config, *dataset, watch);
    if (!settled) return settled.error();
    Result<std::unique_ptr<TrainingSession>> session = (*trainer)->prepare(settled->config, *dataset, watch);
    if (session && request.from)
        if (const Result<void> loaded = (*session)->loadState(request.from->session); !loaded) return loaded.error();
    return session;
}

Result<RateTest> test(const RateFinderRequest& request, const RunServices& services, const std::stop_token& stop,
                      const std::function<void(const RatePoint&)>& onPoint) {
    RateCurve curve(request.lowest, request.highest, request.steps);
    const CoreBudget::Lease lease = CoreBudget::ofMachine().take(threadsOf(request.config), stop);
    if (!lease.held() || stop.stop_requested()) return curve.judged(true);
    const Result<std::unique_ptr<TrainingSession>> session = sessionFor(request, services, stop);
    if (!session && stop.stop_requested()) return curve.judged(true);
    if (!session) return session.error();
    for (std::int64_t step = 0; !stop.stop_requested(); ++step) {
        const double rate = curve.rateOf(step);
        const Result<AdvanceReport> report = (*session)->advance(std::span(&rate, 1));
        if (!report) return report.error();
        const bool sound = !report->divergence && report->steps.size() == 1;
        const bool goesOn = curve.add(sound ? report->steps.front().loss : NAN);
        if (sound && std::isfinite(report->steps.front().loss)) onPoint(curve.points().back());
        if (!goesOn) return curve.judged(false);
    }
    return curve.judged(true);
}

} // namespace

Result<RateTest> findRate(const RateFinderRequest& request, const RunServices& services, const std::stop_token& stop,
                          const std::function<void(const RatePoint&)>& onPoint) {
    if (const Result<void> range = checkRange(request); !range) return range.error();
    return guarded([&] { return test(request, services, stop, onPoint); }, [](Error error) { return Result<RateTest>(std::move(error)); });
}

} // namespace epochlab::core
