#pragma once

#include "run/live_run.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace epochlab::core {

/// The learning-rate range test (Smith, "Cyclical Learning Rates for Training Neural Networks", WACV 2017): train a few batches while the
/// rate rises geometrically, and see where the loss falls and where it bursts.
struct RateFinderRequest {
    ParamSet config;                                ///< its learning rate and schedule are not asked
    std::shared_ptr<const RunCheckpoint> from = {}; ///< the weights to begin with; null: the initial ones
    double lowest = 1e-6;
    double highest = 10.0;
    std::int64_t steps = 200; ///< batches
};

struct RatePoint {
    double rate = 0.0;
    double loss = 0.0;     ///< of the batch, as minimised
    double smoothed = 0.0; ///< a debiased moving average over a twentieth of the range
};

/// LossRose: the smoothed loss passed four times its least.
enum class RateTestEnd { Completed, LossRose, NotFinite, Cancelled };

struct RateTest {
    std::vector<RatePoint> points; ///< rates ascend
    RateTestEnd end = RateTestEnd::Completed;
    std::optional<double> suggestion; ///< two digits; where the smoothed loss falls steepest per decade before its least
    std::string verdict;              ///< one sentence: what the curve says, or why there is no suggestion
};

/// The curve as it grows, without a trainer.
class RateCurve {
public:
    /// 0 < lowest < highest, steps ≥ 2.
    RateCurve(double lowest, double highest, std::int64_t steps);
    double rateOf(std::int64_t step) const; ///< step counts from 0
    /// The loss at the next rate. False: the test is over.
    bool add(double loss);
    const std::vector<RatePoint>& points() const { return m_points; }
    RateTest judged(bool cancelled) const;

private:
    bool fell(std::size_t least) const;
    std::size_t steepestBefore(std::size_t least) const;
    std::string whyNothing(RateTestEnd end) const;

    double m_lowest;
    double m_highest;
    std::int64_t m_steps;
    std::size_t m_window; ///< steps that the average looks back over
    std::vector<RatePoint> m_points;
    double m_average = 0.0; ///< not debiased
    double m_weight = 0.0;  ///< of the losses in it
    std::size_t m_least = 0;
    RateTestEnd m_end = RateTestEnd::Completed;
};

/// Runs the test on the calling thread, in a session of its own: no run and no model is touched. It waits for cores as a run does, and
/// stops at the next batch once `stop` is asked for. `onPoint` hears each point as it is measured. Errors: of data, settings and engine
/// as a run's; ConfigRange where the range is none.
Result<RateTest> findRate(const RateFinderRequest& request, const RunServices& services, const std::stop_token& stop,
                          const std::function<void(const RatePoint&)>& onPoint);

} // namespace epochlab::core
