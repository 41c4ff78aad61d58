#pragma once

#include "run/estimate.h"
#include "run/events.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// How fast this machine trains, learned from its runs and kept in a small JSON file. Any thread.
class SpeedMemory {
public:
    /// `file` empty: kept in memory only. A missing or damaged file is an empty memory, and one that cannot be written stays as it
    /// was: an estimate is a convenience, no result.
    explicit SpeedMemory(std::string file);
    /// $XDG_CACHE_HOME/epochlab/speed.json, else ~/.cache/epochlab/speed.json.
    static std::string defaultFile();

    /// The `speed` for estimateRun: the mean of those measured, the trainings most like this one before all; 1 where none was measured.
    double speedFor(const ParamSet& config, const DataSize& data) const;
    /// secondsPerStep: mean over whole epochs, evaluations included.
    void learn(const ParamSet& config, const DataSize& data, double secondsPerStep);

private:
    struct Measurement {
        std::vector<double> size; ///< logarithms to base 2: layers, width, batch rows, inputs; of trees: depth, rows, features, classes
        std::string kind;         ///< optimiser, batch norm, …: what else the cost of a step depends on
        double speed = 1.0;
    };
    static Measurement describe(const ParamSet& given, const DataSize& data);
    static double distance(const Measurement& left, const Measurement& right);
    void load();
    std::string textOf() const;

    const std::string m_file;
    mutable std::mutex m_mutex;
    std::vector<Measurement> m_measurements; ///< oldest first
};

/// Hands a run's events on and teaches the memory: at the end of the first epoch, and at the run's end.
class SpeedLearner final : public RunObserver {
public:
    /// `memory` may be null; `next` outlives this.
    SpeedLearner(std::shared_ptr<SpeedMemory> memory, RunObserver& next) : m_memory(std::move(memory)), m_next(next) {}
    void onEvent(Event event) override;

private:
    void measure(const ProgressEvent& progress);
    void learn();

    std::shared_ptr<SpeedMemory> m_memory;
    RunObserver& m_next;
    std::optional<ParamSet> m_config;
    DataSize m_size;
    std::int64_t m_stepsPerEpoch = 1;
    std::int64_t m_resumedFrom = 0;
    double m_secondsPerStep = 0.0; ///< 0: not known well enough
    bool m_learned = false;
};

} // namespace epochlab::core
