#pragma once

#include "mlp/architecture.h"
#include "mlp/session_state.h"

#include <span>
#include <vector>

namespace epochlab::core {

/// Where a network's training stands, the same for every engine: steps done, the batches and the order of the rows that they are cut from,
/// and the sums of the epoch's gradients.
class TrainingPosition {
public:
    /// rows: of the training split. layers: that gradients are counted for.
    TrainingPosition(const ParamSet& config, std::int64_t rows, std::int64_t layers);

    struct Batch {
        std::span<const std::int32_t> rows; ///< numbers of the training rows; valid until the next epoch
        std::int64_t first = 0;             ///< their place in the epoch's order
        std::uint32_t epoch = 0;            ///< from 0
        std::uint32_t number = 0;           ///< within the epoch, from 0
    };
    /// The next batch, which counts as a step from now on. An epoch's first one brings a new order and empty sums.
    Batch next();

    std::int64_t step() const { return m_step; }
    const BatchPlan& batches() const { return m_batches; }
    /// Row numbers of the epoch at hand.
    const std::vector<std::int32_t>& order() const { return m_order; }

    /// ‖g‖² of each layer in a batch that was trained.
    void addGradients(std::span<const double> squaredNorms);
    /// Averaged over the batches since the epoch began.
    std::vector<double> meanGradients() const;

    void writeTo(MlpSessionState& state) const;
    void readFrom(const MlpSessionState& state);

private:
    std::uint64_t m_seed;
    BatchPlan m_batches;
    std::int64_t m_step = 0;
    std::int64_t m_orderEpoch = -1; ///< the epoch that m_order belongs to
    std::vector<std::int32_t> m_order;
    std::vector<double> m_gradientSums;
    std::int64_t m_gradientBatches = 0;
};

/// Facts of an MLP's session that no engine changes; engine, device and instruction set are the caller's to add.
SessionShape shapeOf(const ParamSet& config, const MlpArchitecture& architecture, const TrainingPosition& position);

/// One batch for each rate, up to the first that diverges. trainBatch(rate, divergence) → StepResult.
template <typename TrainBatch> AdvanceReport advanceBatches(std::span<const double> rates, const TrainBatch& trainBatch) {
    AdvanceReport report;
    report.steps.reserve(rates.size());
    for (const double rate : rates) {
        report.steps.push_back(trainBatch(rate, report.divergence));
        if (report.divergence) break;
    }
    return report;
}

} // namespace epochlab::core
