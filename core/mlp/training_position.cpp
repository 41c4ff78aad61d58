#include "mlp/training_position.h"

#include "base/random.h"
#include "params/model_fields.h"

#include <algorithm>

namespace epochlab::core {

TrainingPosition::TrainingPosition(const ParamSet& config, std::int64_t rows, std::int64_t layers)
    : m_seed(static_cast<std::uint64_t>(config.integer("seed"))),
      m_batches(makeBatchPlan(rows, config.integer("batch-size"), trainsBatchNorm(config))),
      m_gradientSums(static_cast<std::size_t>(layers), 0.0) {}

TrainingPosition::Batch TrainingPosition::next() {
    const std::int64_t epoch = m_step / m_batches.batchCount();
    const std::int64_t number = m_step % m_batches.batchCount();
    if (number == 0) {
        std::ranges::fill(m_gradientSums, 0.0);
        m_gradientBatches = 0;
    }
    if (m_orderEpoch != epoch) {
        m_order = permutation({m_seed, RandomPurpose::Shuffle, static_cast<std::uint32_t>(epoch), 0, 0},
                              static_cast<std::int32_t>(m_batches.starts.back()));
        m_orderEpoch = epoch;
    }
    ++m_step;
    const auto at = static_cast<std::size_t>(number);
    const std::int64_t first = m_batches.starts[at];
    const auto count = static_cast<std::size_t>(m_batches.starts[at + 1] - first);
    return {std::span(m_order).subspan(static_cast<std::size_t>(first), count), first, static_cast<std::uint32_t>(epoch),
            static_cast<std::uint32_t>(number)};
}

void TrainingPosition::addGradients(std::span<const double> squaredNorms) {
    for (std::size_t layer = 0; layer < m_gradientSums.size(); ++layer) m_gradientSums[layer] += squaredNorms[layer];
    ++m_gradientBatches;
}

std::vector<double> TrainingPosition::meanGradients() const {
    std::vector<double> means = m_gradientSums;
    for (double& mean : means) mean /= static_cast<double>(std::max<std::int64_t>(m_gradientBatches, 1));
    return means;
}

void TrainingPosition::writeTo(MlpSessionState& state) const {
    state.step = m_step;
    state.gradientSums = m_gradientSums;
    state.gradientBatches = m_gradientBatches;
}

void TrainingPosition::readFrom(const MlpSessionState& state) {
    m_step = state.step;
    m_gradientSums = state.gradientSums;
    m_gradientBatches = state.gradientBatches;
}

SessionShape shapeOf(const ParamSet& config, const MlpArchitecture& architecture, const TrainingPosition& position) {
    SessionShape shape;
    shape.parameterCount = architecture.parameterCount;
    shape.stepsPerEpoch = position.batches().batchCount();
    shape.layerNames = architecture.layerNames();
    shape.threads = threadsOf(config);
    shape.notes = planNotes(position.batches(), config.integer("batch-size"));
    return shape;
}

} // namespace epochlab::core
