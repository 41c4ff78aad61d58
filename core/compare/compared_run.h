#pragma once

#include "params/param_set.h"
#include "run/events.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// One series of a run. x ascending: the epoch, and of "batch_loss" the step; not finite values of y are kept.
struct ComparedSeries {
    std::vector<double> x;
    std::vector<double> y;
};

/// What a comparison knows of a run. A plain value; the series are shared, so that copies are cheap and may go to another thread.
struct ComparedRun {
    RunId id;
    std::string name;               ///< for people; may be empty
    std::optional<ParamSet> config; ///< nothing: a log of another program, which has no settings
    std::string state;              ///< a RunEnd's name, or "running" or "waiting"
    std::map<std::string, std::shared_ptr<const ComparedSeries>> series{};
    std::optional<BestEpoch> best{};
    double stepsPerEpoch = 1.0;
    bool steered = false; ///< its learning rate was changed while it trained

    bool diverged() const { return state == "diverged"; }
    bool underWay() const { return state == "running" || state == "waiting"; }
};
using ComparedRuns = std::vector<ComparedRun>;

/// What is compared: the values of one series ("validation_accuracy").
struct Metric {
    std::string series = "validation_accuracy";

    bool largerIsBetter() const { return series.ends_with("_accuracy"); }
    /// "validation accuracy"
    std::string words() const;
};

/// The best epoch by the validation accuracies that a run has: of a log, which names none. Nothing: it has none.
std::optional<BestEpoch> bestOfSeries(const ComparedRun& run);

/// The metric at the run's best epoch, which validation chooses: "best, not last". NaN: not known.
double valueAtBest(const ComparedRun& run, const Metric& metric);

} // namespace epochlab::core
