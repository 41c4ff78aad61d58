#pragma once

#include "base/result.h"
#include "base/work_watch.h"
#include "data/dataset.h"
#include "params/param_set.h"
#include "run/model.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace epochlab::core {

struct SplitPredictions; // run/predictions.h

struct Evaluation {
    double loss = 0.0;     ///< mean over the rows, evaluation mode
    double accuracy = 0.0; ///< share of right answers
    std::int64_t rows = 0;
};

struct StepResult {
    double loss = 0.0; ///< mean over the batch, without the penalty terms
    std::int64_t correct = 0;
    std::int64_t rows = 0;
};

/// A name of SessionShape::layerNames within a sentence: "layer 1", "the output layer".
std::string layerInWords(const std::string& name);
/// What TrainingSession::evaluate() answers where heedStop()'s stop was asked for.
Error stoppedEvaluation();

/// The first number that was not finite.
struct Divergence {
    std::int64_t step = 0;  ///< global, from 1
    std::int64_t layer = 0; ///< index into SessionShape::layerNames
    std::string layerName;
    std::string quantity; ///< "loss", "gradient", "weight" or "activation"
};

struct AdvanceReport {
    std::vector<StepResult> steps; ///< shorter than asked only where it diverged (the last one is the bad step) or was stopped
    std::optional<Divergence> divergence;
};

/// Facts of a session that do not change while it trains.
struct SessionShape {
    std::int64_t parameterCount = 0;
    std::int64_t stepsPerEpoch = 0;
    std::vector<std::string> layerNames; ///< one for each entry of gradients(), input side first: "layer 0" … "output"
    std::string engine;                  ///< "libtorch"
    std::string device;                  ///< "cpu", "cuda:0"
    int threads = 1;
    std::string instructionSet;     ///< "AVX512"
    std::vector<std::string> notes; ///< "last batch of 1 row merged into the one before"
};

/// A training in progress, driven by the one loop of core/run. Used by one thread. Between two calls it
/// stands at a batch boundary, and its state is complete: saveState then loadState in a fresh session (same request, same
/// threads) continues bitwise.
class TrainingSession {
public:
    virtual ~TrainingSession() = default;

    virtual const SessionShape& shape() const = 0;
    /// Steps done so far, over all epochs.
    virtual std::int64_t step() const = 0;
    /// Told once, before training: where batches or splits take long, this stop ends advance() early, and evaluate() with Stopped.
    virtual void heedStop(std::stop_token) {}
    /// Trains learningRates.size() ≥ 1 batches, one rate a batch. Must not cross an epoch's end. How a stretch is cut into calls never
    /// changes a bit of the result. Stops after the first batch with a number that is not finite.
    virtual Result<AdvanceReport> advance(std::span<const double> learningRates) = 0;
    /// ‖g‖² by layer (weights and bias together), averaged over the batches since the epoch began.
    virtual std::vector<double> gradients() const = 0;
    /// The trained parameters of each of layerNames as they are; none where the layers have none to tell (trees). Valid until the next
    /// call of this or of advance().
    virtual std::vector<std::span<const float>> layerParameters() { return {}; }
    /// A whole split in evaluation mode. rows == 0 for an empty split.
    virtual Result<Evaluation> evaluate(Split split) = 0;
    /// Told before training: evaluate() of this split shall keep what it answers for each row, where that takes no second look.
    virtual void keepAnswers(Split) {}
    /// What evaluate() answered for each row of the split, the last time; null where the session does not keep it, and a Predictor of its
    /// weights() has to look at all rows again. Valid until the next evaluate().
    virtual const SplitPredictions* lastPredictions(Split) const { return nullptr; }
    virtual ModelWeights weights() const = 0;
    /// Weights, buffers, optimiser, position, the epoch's running sums.
    virtual std::vector<std::byte> saveState() const = 0;
    virtual Result<void> loadState(std::span<const std::byte> state) = 0;
};

/// A configuration with nothing left open, and what was found on the way, in sentences.
struct SettledConfig {
    ParamSet config;
    std::vector<std::string> notes;
};

/// Makes sessions and predictors for one engine. Thread-safe.
class Trainer {
public:
    virtual ~Trainer() = default;
    /// What only a trial on this machine can settle of a configuration; as it is, where nothing is left open. On the run's own thread,
    /// before prepare(). Stopped where `watch` asks for that.
    virtual Result<SettledConfig> settle(const ParamSet& config, const DatasetPointer&, const WorkWatch&) {
        return SettledConfig{config, {}};
    }
    /// Called on the run's own thread before its first step; sets that thread's intra-op count. It may take minutes, and tells of it;
    /// Stopped where `watch` asks for that.
    virtual Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset, const WorkWatch& watch) = 0;
    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset) {
        return prepare(config, std::move(dataset), {});
    }
    virtual Result<std::unique_ptr<Predictor>> predictor(const Model& model) = 0;
};

/// Finds the trainer for a configuration, loading its engine if need be (may take a second; never call it on the GUI thread).
using TrainerProvider = std::function<Result<std::shared_ptr<Trainer>>(const ParamSet& config)>;

} // namespace epochlab::core
