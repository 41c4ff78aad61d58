#include "mlp/fused.h"

#include "data/picture_table.h"
#include "mlp/fused_session.h"
#include "mlp/weights.h"

#include <new>

namespace epochlab::core {
namespace {

Error outOfMemory() {
    return {ErrorCode::OutOfMemory, "there is not enough memory for this network and batch", "batch-size",
            "take a smaller batch or a smaller network"};
}

class FusedPredictor final : public Predictor {
public:
    FusedPredictor(const KernelSet& kernels, CompiledPlan plan, OpenedModel model)
        : m_kernels(kernels), m_plan(std::move(plan)), m_model(std::move(model)),
          m_arena(static_cast<std::size_t>(inferenceArena(m_plan))) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override {
        if (const Result<void> fit = m_model.checkFeatures(features, rows); !fit) return fit.error();
        const std::vector<float> inputs = m_model.transform.apply(features.data(), rows, m_model.features);
        std::vector<float> shares(static_cast<std::size_t>(rows * m_plan.step.classes));
        InferenceJob job;
        job.plan = &m_plan.step;
        job.parameters = m_model.weights.parameters.data();
        job.running = m_model.weights.running.data();
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
    OpenedModel m_model;
    AlignedFloats m_arena;
};

class FusedTrainer final : public Trainer {
public:
    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset, const WorkWatch& watch) override {
        if (Result<void> fit = checkTrainingData(config, *dataset); !fit) return fit.error();
        const Result<const KernelSet*> kernels = chooseKernels(config.text("engine-isa"));
        if (!kernels) return kernels.error();
        try {
            Result<DatasetPointer> table = tableOf(config, dataset, watch);
            if (!table) return table.error();
            return std::unique_ptr<TrainingSession>(std::make_unique<FusedSession>(config, *std::move(table), **kernels));
        } catch (const std::bad_alloc&) {
            return outOfMemory();
        }
    }

    Result<std::unique_ptr<Predictor>> predictor(const Model& model) override {
        Result<OpenedModel> opened = openModel(model);
        if (!opened) return opened.error();
        // A model may come from a machine with other instructions.
        Result<const KernelSet*> kernels = chooseKernels(model.config.text("engine-isa"));
        if (!kernels) kernels = chooseKernels("auto");
        try {
            CompiledPlan plan = compilePlan(opened->architecture, model.config, inferenceRows, (*kernels)->lanes);
            return std::unique_ptr<Predictor>(std::make_unique<FusedPredictor>(**kernels, std::move(plan), std::move(*opened)));
        } catch (const std::bad_alloc&) {
            return outOfMemory();
        }
    }
};

} // namespace

std::shared_ptr<Trainer> makeFusedTrainer() { return std::make_shared<FusedTrainer>(); }

} // namespace epochlab::core
