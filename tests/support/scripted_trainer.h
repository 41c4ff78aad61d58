#pragma once

#include "run/live_run.h"
#include "run/predictions.h"
#include "run/trainer.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace epochlab::test {

/// Holds a scripted session before each batch until the test lets it pass, so that tests need not sleep.
class Gate {
public:
    explicit Gate(std::int64_t allowed = 0) : m_allowed(allowed) {}
    void allow(std::int64_t batches);      ///< lets that many more pass
    void open();                           ///< lets all pass
    void awaitArrival(std::int64_t batch); ///< until the session stands before that batch (from 1) or beyond
    void pass();                           ///< the session's side

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::int64_t m_allowed;
    std::int64_t m_arrived = 0;
    std::int64_t m_passed = 0;
    bool m_open = false;
};

/// Opens a gate at the end of a scope, so that a failed check leaves no session waiting for ever.
struct OpenedAtEnd {
    std::shared_ptr<Gate> gate;
    ~OpenedAtEnd() { gate->open(); }
};

/// What a scripted training does. The curve falls toward 0.1 by the learning rates it is given, with a deterministic ripple.
struct Script {
    std::int64_t stepsPerEpoch = 4;
    std::int64_t batchRows = 8;
    std::int64_t parameterCount = 4;
    bool hasLayers = true; ///< trees have none
    std::int64_t validationRows = 16;
    std::int64_t testRows = 16;
    std::vector<std::string> notes = {};
    std::optional<std::int64_t> divergeAtStep = {};
    std::optional<core::Error> prepareError = {};
    std::function<void()> onPrepare = {}; ///< may throw
    /// Work before the first step: makes of the watch what it will; an error ends the preparation.
    std::function<core::Result<void>(const core::WorkWatch&)> onWatchedPrepare = {};
    std::function<core::SettledConfig(const core::ParamSet&)> onSettle = {};
    std::function<void(std::int64_t step)> onStep = {};                               ///< on the run's thread before each batch; may throw
    std::function<core::Evaluation(core::Split, std::int64_t epoch)> onEvaluate = {}; ///< replaces the curve
    std::shared_ptr<Gate> gate = {};
};

class ScriptedTrainer final : public core::Trainer {
public:
    explicit ScriptedTrainer(Script script) : m_script(std::move(script)) {}
    using core::Trainer::prepare;
    core::Result<core::SettledConfig> settle(const core::ParamSet& config, const core::DatasetPointer& dataset,
                                             const core::WorkWatch& watch) override;
    core::Result<std::unique_ptr<core::TrainingSession>> prepare(const core::ParamSet& config, core::DatasetPointer dataset,
                                                                 const core::WorkWatch& watch) override;
    /// Answers with equal probabilities, but the class nearest to the row's first feature has twice the others'.
    core::Result<std::unique_ptr<core::Predictor>> predictor(const core::Model& model) override;

private:
    Script m_script;
};

/// What its sessions answer at an epoch's end where answers are kept: which row is hardest changes from epoch to epoch.
core::SplitPredictions scriptedAnswers(const core::TableDataset& dataset, core::Split split, std::int64_t epoch);
/// Two classes, two features, a handful of rows in each split.
core::DatasetPointer smallDataset();
/// Loader of smallDataset() and a provider of one scripted trainer.
core::RunServices scriptedServices(Script script);

} // namespace epochlab::test
