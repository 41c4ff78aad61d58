#include "run/queue_forecast.h"

#include "params/model_fields.h"

#include <algorithm>
#include <queue>

namespace epochlab::core {
namespace {

constexpr double secondsPerRun = 0.015;    ///< to begin and to keep one, however little it trains
constexpr std::size_t mostEstimated = 500; ///< of a longer queue, some stand for those behind them: the answer takes milliseconds

/// The cores in use over time, while runs are placed one after another.
class Placing {
public:
    explicit Placing(int cores) : m_free(cores), m_cores(cores) {}

    void start(const QueuedWork& work) {
        const int wanted = std::min(work.cores, m_cores);
        while (m_free < wanted && !m_ends.empty()) endFirst();
        m_free -= wanted;
        m_bytes += work.bytes;
        m_plan.bytes = std::max(m_plan.bytes, m_bytes);
        const double end = m_now + work.seconds;
        m_ends.push({end, wanted, work.bytes});
        m_plan.seconds = std::max(m_plan.seconds, end);
    }
    const QueuePlan& plan() const { return m_plan; }

private:
    struct End {
        double time;
        int cores;
        std::int64_t bytes;
        bool operator>(const End& other) const { return time > other.time; }
    };
    void endFirst() {
        const End& end = m_ends.top();
        m_now = std::max(m_now, end.time);
        m_free += end.cores;
        m_bytes -= end.bytes;
        m_ends.pop();
    }

    int m_free;
    const int m_cores;
    double m_now = 0.0;
    std::int64_t m_bytes = 0;
    QueuePlan m_plan;
    std::priority_queue<End, std::vector<End>, std::greater<>> m_ends;
};

} // namespace

QueuePlan planQueue(std::span<const QueuedWork> running, std::span<const QueuedWork> waiting, int cores) {
    Placing placing(std::max(1, cores));
    for (const QueuedWork& work : running) placing.start(work);
    for (const QueuedWork& work : waiting) placing.start(work);
    return placing.plan();
}

int coresOf(const ParamSet& config, int cores) { return std::clamp(threadsOf(config), 1, cores); }

DataSizes rememberedDataSizes(DatasetLoader load) {
    auto known = std::make_shared<std::map<std::string, Result<DataSize>>>();
    return [load = std::move(load), known](const ParamSet& config) {
        const std::string key = dataKey(config);
        if (const auto found = known->find(key); found != known->end()) return found->second;
        const Result<DatasetPointer> dataset = load(config);
        Result<DataSize> size = dataset ? Result<DataSize>(dataSizeOf(**dataset)) : Result<DataSize>(dataset.error());
        return known->emplace(key, std::move(size)).first->second;
    };
}

Result<QueuePlan> previewRuns(std::span<const ParamSet* const> configs, const DataSizes& sizes, const SpeedMemory* speed, int cores) {
    std::vector<QueuedWork> waiting;
    for (const ParamSet* config : configs) {
        const Result<DataSize> size = sizes(*config);
        if (!size) return size.error();
        const RunEstimate estimate = estimateRun(*config, *size, speed ? speed->speedFor(*config, *size) : 1.0);
        waiting.push_back({secondsPerRun + estimate.seconds, coresOf(*config, cores), estimate.memoryBytes});
    }
    return planQueue({}, waiting, cores);
}

void QueueForecast::began(const RunId& run, const ParamSet& config, double now) { m_running.insert_or_assign(run, Running{config, now}); }

void QueueForecast::hear(const Event& event, double now) {
    const auto found = m_running.find(event.run);
    if (found == m_running.end()) return;
    Running& run = found->second;
    if (const auto* started = std::get_if<StartedEvent>(&event.payload)) {
        run.stepsPerEpoch = started->shape.stepsPerEpoch;
        run.totalSteps = run.stepsPerEpoch * started->epochs;
        run.firstStep = started->resumedFrom;
        if (started->dataset) run.size = dataSizeOf(*started->dataset);
        if (run.size) m_sizes.insert_or_assign(dataKey(run.config), *run.size);
    }
    if (const auto* progress = std::get_if<ProgressEvent>(&event.payload)) run.steps = progress->step - run.firstStep;
    if (const auto* end = std::get_if<FinishedEvent>(&event.payload))
        run.steps = std::max(run.steps, end->epochs * run.stepsPerEpoch - run.firstStep);
    learn(run, now);
}

/// From its taking out of the queue on: loading the run's data is part of what the next ones cost.
void QueueForecast::learn(Running& run, double now) {
    if (!run.size || run.steps < std::max<std::int64_t>(1, run.stepsPerEpoch)) return;
    const double training = std::max(0.5 * (now - run.since), now - run.since - secondsPerRun);
    const double whole = training * static_cast<double>(run.totalSteps) / static_cast<double>(run.steps);
    const std::int64_t estimated = estimateRun(run.config, *run.size, 1.0).stepsPerEpoch * trainingLength(run.config);
    m_own.learn(run.config, *run.size, whole / static_cast<double>(estimated));
    m_learned = true;
}

const DataSize* QueueForecast::sizeFor(const ParamSet& config) const {
    const auto found = m_sizes.find(dataKey(config));
    if (found != m_sizes.end()) return &found->second;
    return m_sizes.empty() ? nullptr : &m_sizes.begin()->second;
}

double QueueForecast::secondsOf(const ParamSet& config, const DataSize& size) const {
    const double speed = m_learned ? m_own.speedFor(config, size) : m_speed ? m_speed->speedFor(config, size) : 1.0;
    return secondsPerRun + estimateRun(config, size, speed).seconds;
}

double QueueForecast::shareOf(const RunId& run) const {
    const auto found = m_running.find(run);
    if (found == m_running.end() || found->second.totalSteps == 0) return 0.0;
    return static_cast<double>(found->second.firstStep + found->second.steps) / static_cast<double>(found->second.totalSteps);
}

std::optional<double> QueueForecast::remaining(std::span<const std::shared_ptr<const ParamSet>> waiting, double now) const {
    if (m_sizes.empty()) return std::nullopt;
    std::vector<QueuedWork> running;
    for (const auto& [id, run] : m_running) {
        const double whole = secondsOf(run.config, run.size ? *run.size : *sizeFor(run.config));
        const double left = run.steps > 0 ? whole * (1.0 - shareOf(id)) : whole - (now - run.since);
        running.push_back({std::max(0.0, left), coresOf(run.config, m_cores), 0});
    }
    std::vector<QueuedWork> others;
    const std::size_t stride = waiting.size() / mostEstimated + 1;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (i % stride != 0) {
            others.push_back(others.back());
            continue;
        }
        const ParamSet& config = *waiting[i];
        others.push_back({secondsOf(config, *sizeFor(config)), coresOf(config, m_cores), 0});
    }
    return planQueue(running, others, m_cores).seconds;
}

} // namespace epochlab::core
