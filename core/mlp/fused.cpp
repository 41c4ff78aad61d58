#include "mlp/fused.h"

#include "mlp/fused_session.h"
#include "mlp/weights.h"

#include <algorithm>
#include <new>

namespace epochlab::core {
namespace {

constexpr std::int64_t predictionRows = 64;

Error outOfMemory() {
    return {ErrorCode::OutOfMemory, "there is not enough memory for this network and batch", "batch-size",
            "take a smaller batch or a smaller network"};
}

class FusedPredictor final : public Predictor {
public:
    FusedPredictor(const KernelSet& kernels, CompiledPlan plan, ImportedWeights weights, InputTransform transform, std::int64_t features)
        : m_kernels(kernels), m_plan(std::move(plan)), m_weights(std::move(weights)), m_transform(std::move(transform)),
          m_features(features), m_arena(static_cast<std::size_t>(inferenceArena(m_plan.step))) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override {
        if (static_cast<std::int64_t>(features.size()) != rows * m_features) {
            return Error{ErrorCode::DataShape, "the rows do not have the " + std::to_string(m_features) + " features of the model", "",
                         "give the columns that the model was trained with"};
        }
        const std::vector<float> inputs = m_transform.apply(features.data(), rows, m_features);
        std::vector<float> shares(static_cast<std::size_t>(rows * m_plan.step.classes));
        InferenceJob job;
        job.plan = &m_plan.step;
        job.parameters = m_weights.parameters.data();
        job.running = m_weights.running.data();
        job.arena = m_arena.data();
        job.inputs = inputs.data();
        job.rowCount = rows;
        job.probabilities = shares.data();
        m_kernels.infer(job);
        return shares;
    }

private:
    const KernelSet& m_kernels;
    CompiledPlan m_plan;
    ImportedWeights m_weights;
    InputTransform m_transform;
    std::int64_t m_features;
    AlignedFloats m_arena;
};

class FusedTrainer final : public Trainer {
public:
    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset) override {
        if (Result<void> fit = checkTrainingData(config, *dataset); !fit) return fit.error();
        const Result<const KernelSet*> kernels = chooseKernels(config.text("engine-isa"));
        if (!kernels) return kernels.error();
        try {
            return std::unique_ptr<TrainingSession>(std::make_unique<FusedSession>(config, std::move(dataset), **kernels));
        } catch (const std::bad_alloc&) {
            return outOfMemory();
        }
    }

    Result<std::unique_ptr<Predictor>> predictor(const Model& model) override {
        if (!model.weights) return Error{ErrorCode::Internal, "the model has no weights", "", "train it first"};
        // A model may come from a machine with other instructions.
        Result<const KernelSet*> kernels = chooseKernels(model.config.text("engine-isa"));
        if (!kernels) kernels = chooseKernels("auto");
        const auto features = static_cast<std::int64_t>(model.featureNames.size());
        const auto classes = static_cast<std::int64_t>(model.classNames.size());
        const MlpArchitecture architecture = makeArchitecture(model.config, features, classes);
        Result<InputTransform> transform = transformOf(model, architecture.inputs);
        if (!transform) return transform.error();
        Result<ImportedWeights> weights = importWeights(architecture, *model.weights);
        if (!weights) return weights.error();
        try {
            return std::unique_ptr<Predictor>(
                std::make_unique<FusedPredictor>(**kernels, compilePlan(architecture, model.config, predictionRows, (*kernels)->lanes),
                                                 std::move(*weights), std::move(*transform), features));
        } catch (const std::bad_alloc&) {
            return outOfMemory();
        }
    }
};

} // namespace

std::shared_ptr<Trainer> makeFusedTrainer() { return std::make_shared<FusedTrainer>(); }

} // namespace epochlab::core
