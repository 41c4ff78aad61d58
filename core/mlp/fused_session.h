#pragma once

#include "mlp/aligned.h"
#include "mlp/kernel_sets.h"
#include "mlp/plan.h"
#include "mlp/team.h"
#include "mlp/training_position.h"
#include "run/predictions.h"

#include <array>
#include <memory>

namespace epochlab::core {

/// A training with the fused kernels: the steps' data, and the buffers they work in.
class FusedSession final : public TrainingSession {
public:
    /// Preconditions: checkTrainingData(). kernels: of this processor. May throw std::bad_alloc.
    FusedSession(const ParamSet& config, DatasetPointer dataset, const KernelSet& kernels);

    const SessionShape& shape() const override { return m_shape; }
    std::int64_t step() const override { return m_position.step(); }
    void heedStop(std::stop_token stop) override { m_stop = std::move(stop); }
    Result<AdvanceReport> advance(std::span<const double> learningRates) override;
    std::vector<double> gradients() const override { return m_position.meanGradients(); }
    std::vector<std::span<const float>> layerParameters() override { return layerParametersOf(m_architecture, m_parameters.data()); }
    Result<Evaluation> evaluate(Split split) override;
    void keepAnswers(Split split) override { m_answers.keep(split); }
    const SplitPredictions* lastPredictions(Split split) const override { return m_answers.find(split); }
    ModelWeights weights() const override;
    std::vector<std::byte> saveState() const override;
    Result<void> loadState(std::span<const std::byte> state) override;

private:
    struct SplitRows {
        std::vector<float> inputs; ///< transformed, [rows × inputs]
        const std::vector<std::int32_t>* labels = nullptr;
        std::int64_t rows = 0;
    };

    void prepareSplits();
    void prepareBuffers();
    void drawDropout(const TrainingPosition::Batch& batch);
    StepResult trainBatch(double learningRate, std::optional<Divergence>& divergence);
    Divergence divergenceOf(StepOutcome outcome, std::int64_t rows) const;
    /// But for the arena.
    InferenceJob inferenceJob(const SplitRows& rows, std::int64_t first, std::int64_t count) const;
    MlpSessionState state() const;

    ParamSet m_config;
    DatasetPointer m_dataset;
    const KernelSet& m_kernels;
    InputTransform m_transform;
    MlpArchitecture m_architecture;
    TrainingPosition m_position;
    CompiledPlan m_plan;
    CompiledPlan m_inference; ///< one tile
    UpdateRule m_rule;
    StepJob m_job; ///< what does not change from step to step is set once
    std::array<SplitRows, 3> m_splits;
    KeptAnswers m_answers;
    std::stop_token m_stop;
    std::vector<float> m_classWeights;
    AlignedFloats m_arena;
    AlignedFloats m_inferenceArena; ///< one for each thread
    AlignedFloats m_parameters;
    AlignedFloats m_gradient;
    std::array<AlignedFloats, 2> m_moments;
    AlignedFloats m_running;
    std::vector<double> m_layerNorms;
    SessionShape m_shape;
    Team m_team;
};

} // namespace epochlab::core
