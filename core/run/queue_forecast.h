#pragma once

#include "run/events.h"
#include "run/speed_memory.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A run of a queue, as far as cores, time and memory go.
struct QueuedWork {
    double seconds = 0.0; ///< that remain
    int cores = 1;
    std::int64_t bytes = 0;
};

struct QueuePlan {
    double seconds = 0.0;   ///< until the last one ends
    std::int64_t bytes = 0; ///< the most at any time
};

/// What the queue will do: those that run hold their cores; the others start in order, each as soon as enough cores are free.
QueuePlan planQueue(std::span<const QueuedWork> running, std::span<const QueuedWork> waiting, int cores);

/// The cores that a configuration holds on such a machine.
int coresOf(const ParamSet& config, int cores);

/// The size of a configuration's data; it may have to be loaded.
using DataSizes = std::function<Result<DataSize>(const ParamSet&)>;
/// Asks `load` once for each data set.
DataSizes rememberedDataSizes(DatasetLoader load);

/// Time and memory of runs that wait for so many cores. `speed` may be null. The loader's error where a run's data cannot be read.
Result<QueuePlan> previewRuns(std::span<const ParamSet* const> configs, const DataSizes& sizes, const SpeedMemory* speed, int cores);

/// Tells how long a queue will take, from what its own runs took: each run that ends or is under way teaches the speed for runs like it.
/// One thread at a time. `now` is the reading of one clock, in seconds.
class QueueForecast {
public:
    /// `speed` stands in until a run has shown its own; may be null.
    QueueForecast(std::shared_ptr<const SpeedMemory> speed, int cores) : m_speed(std::move(speed)), m_cores(cores) {}

    void began(const RunId& run, const ParamSet& config, double now);
    void hear(const Event& event, double now);
    void ended(const RunId& run) { m_running.erase(run); }
    /// All running ones did nothing for so many seconds.
    void stoodStill(double seconds) {
        for (auto& [id, run] : m_running) run.since += seconds;
    }

    /// Share of its steps that a running run has done.
    double shareOf(const RunId& run) const;
    /// Seconds until all that run and wait have ended; nothing while no run's data is known.
    std::optional<double> remaining(std::span<const std::shared_ptr<const ParamSet>> waiting, double now) const;

private:
    struct Running {
        ParamSet config;
        double since;
        std::optional<DataSize> size = {};
        std::int64_t stepsPerEpoch = 0;
        std::int64_t firstStep = 0;
        std::int64_t steps = 0; ///< done here
        std::int64_t totalSteps = 0;
    };
    void learn(Running& run, double now);
    const DataSize* sizeFor(const ParamSet& config) const;
    double secondsOf(const ParamSet& config, const DataSize& size) const;

    std::shared_ptr<const SpeedMemory> m_speed;
    const int m_cores;
    SpeedMemory m_own{""};
    bool m_learned = false;
    std::map<RunId, Running> m_running;
    std::map<std::string, DataSize> m_sizes; ///< by dataKey
};

} // namespace epochlab::core
