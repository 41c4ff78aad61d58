#include "mlp/fused_session.h"

#include "base/random.h"
#include "mlp/weights.h"
#include "params/model_fields.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

std::int64_t largestBatch(const BatchPlan& batches) {
    std::int64_t largest = 0;
    for (std::size_t b = 0; b + 1 < batches.starts.size(); ++b) largest = std::max(largest, batches.starts[b + 1] - batches.starts[b]);
    return largest;
}

bool allFinite(const float* values, std::int64_t count) {
    return std::all_of(values, values + count, [](float value) { return std::isfinite(value); });
}

std::span<const float> spanOf(const AlignedFloats& floats) { return {floats.data(), floats.size()}; }
std::vector<float> copyOf(const AlignedFloats& floats) { return {floats.data(), floats.data() + floats.size()}; }
void copyTo(const AlignedFloats& to, const std::vector<float>& from) { std::ranges::copy(from, to.data()); }

} // namespace

FusedSession::FusedSession(const ParamSet& config, DatasetPointer dataset, const KernelSet& kernels)
    : m_config(config), m_dataset(std::move(dataset)), m_kernels(kernels),
      m_transform(fitInputTransform(config, m_dataset->rows(Split::Training), m_dataset->featureCount())),
      m_architecture(makeArchitecture(config, m_dataset->featureCount(), m_dataset->classCount())),
      m_position(config, m_dataset->rows(Split::Training).count, m_architecture.layerCount()),
      m_plan(compilePlan(m_architecture, config, largestBatch(m_position.batches()), kernels.lanes)),
      m_inference(compilePlan(m_architecture, config, inferenceRows, kernels.lanes)), m_rule(updateRuleOf(config)),
      m_team(threadsOf(config)) {
    prepareSplits();
    prepareBuffers();
    m_shape = shapeOf(config, m_architecture, m_position);
    m_shape.engine = "fused";
    m_shape.device = "cpu";
    m_shape.instructionSet = m_kernels.name;
}

void FusedSession::prepareSplits() {
    for (const Split split : allSplits) {
        const TableRows& rows = m_dataset->rows(split);
        m_splits[static_cast<std::size_t>(split)] = {m_transform.apply(rows.features.data(), rows.count, m_dataset->featureCount()),
                                                     &rows.labels, rows.count};
    }
    if (m_config.text("class-weights") == "balanced") m_classWeights = balancedClassWeights(*m_dataset);
}

void FusedSession::prepareBuffers() {
    const auto parameters = static_cast<std::size_t>(m_architecture.parameterCount);
    m_arena = AlignedFloats(static_cast<std::size_t>(m_plan.step.arenaFloats));
    m_inferenceArena = AlignedFloats(static_cast<std::size_t>(inferenceArena(m_inference) * m_team.size()));
    m_parameters = AlignedFloats(parameters);
    m_gradient = AlignedFloats(parameters);
    for (int i = 0; i < momentCount(m_rule.method); ++i) m_moments[static_cast<std::size_t>(i)] = AlignedFloats(parameters);
    m_running = AlignedFloats(static_cast<std::size_t>(m_plan.statisticsCount));
    copyTo(m_parameters, initialParameters(m_architecture, m_config));
    for (const LayerPlan& layer : m_plan.layers)
        if (layer.gamma >= 0) std::fill_n(m_running.data() + layer.runningMean + layer.outputs, layer.outputs, 1.0F);
    m_layerNorms.assign(m_plan.layers.size(), 0.0);

    m_job.plan = &m_plan.step;
    m_job.rule = &m_rule;
    m_job.arena = m_arena.data();
    m_job.parameters = m_parameters.data();
    m_job.gradient = m_gradient.data();
    m_job.moment1 = m_moments[0].data();
    m_job.moment2 = m_moments[1].data();
    m_job.running = m_running.data();
    m_job.layerNorms = m_layerNorms.data();
    m_job.inputs = m_splits[0].inputs.data();
    m_job.labels = m_splits[0].labels->data();
    m_job.classWeights = m_classWeights.empty() ? nullptr : m_classWeights.data();
    m_job.smoothing = m_config.real("label-smoothing");
}

/// The masks, 0 or 1 / (1 − rate), into the buffers that the layers' outputs will overwrite. Drawn row by row, as the LibTorch trainer
/// does.
void FusedSession::drawDropout(const TrainingPosition::Batch& batch) {
    const double rate = m_config.real("dropout");
    const auto limit = static_cast<float>(rate);
    const auto kept = static_cast<float>(1.0 / (1.0 - rate));
    const std::int64_t tileRows = m_plan.step.tileRows;
    for (std::size_t index = 0; index + 1 < m_plan.layers.size(); ++index) {
        const LayerPlan& layer = m_plan.layers[index];
        RandomStream stream({static_cast<std::uint64_t>(m_config.integer("seed")), RandomPurpose::Dropout, batch.epoch, batch.number,
                             static_cast<std::uint32_t>(index)});
        for (std::int64_t row = 0; row < static_cast<std::int64_t>(batch.rows.size()); ++row) {
            float* to = m_arena.data() + layer.output + placeInTiles(m_plan.step, row, 0, layer.outputs);
            for (std::int64_t feature = 0; feature < layer.outputs; ++feature)
                to[feature * tileRows] = stream.uniformFloat() < limit ? 0.0F : kept;
        }
    }
}

StepResult FusedSession::trainBatch(double learningRate, std::optional<Divergence>& divergence) {
    const TrainingPosition::Batch batch = m_position.next();
    m_job.rows = batch.rows.data();
    m_job.rowCount = static_cast<std::int64_t>(batch.rows.size());
    m_job.learningRate = learningRate;
    m_job.step = m_position.step();
    if (m_plan.step.dropout) drawDropout(batch);
    m_team.run([this](const Worker& worker) { m_kernels.train(m_job, worker); });
    if (m_job.outcome == StepOutcome::Trained || m_job.outcome == StepOutcome::BadWeight) m_position.addGradients(m_layerNorms);
    if (m_job.outcome != StepOutcome::Trained) divergence = divergenceOf(m_job.outcome, m_job.rowCount);
    return {m_job.loss, m_job.correct, m_job.rowCount};
}

/// The first layer with a number that is not finite, and in what.
Divergence FusedSession::divergenceOf(StepOutcome outcome, std::int64_t rows) const {
    const auto found = [this](std::size_t layer, std::string quantity) {
        return Divergence{step(), static_cast<std::int64_t>(layer), m_shape.layerNames[layer], std::move(quantity)};
    };
    const std::int64_t tileRows = m_plan.step.tileRows;
    for (std::size_t i = 0; i < m_plan.layers.size(); ++i) {
        const LayerPlan& layer = m_plan.layers[i];
        const std::int64_t next = i + 1 < m_plan.layers.size() ? m_plan.layers[i + 1].weight : m_architecture.parameterCount;
        if (outcome == StepOutcome::BadGradient && !std::isfinite(m_layerNorms[i])) return found(i, "gradient");
        if (outcome == StepOutcome::BadWeight && !allFinite(m_parameters.data() + layer.weight, next - layer.weight))
            return found(i, "weight");
        if (outcome != StepOutcome::BadLoss || !layer.hidden) continue; // the last layer's outputs are gradients by now
        for (std::int64_t row = 0; row < rows; ++row) {
            const float* column = m_arena.data() + layer.output + placeInTiles(m_plan.step, row, 0, layer.outputs);
            for (std::int64_t feature = 0; feature < layer.outputs; ++feature)
                if (!std::isfinite(column[feature * tileRows])) return found(i, "activation");
        }
    }
    return found(m_plan.layers.size() - 1, outcome == StepOutcome::BadLoss ? "loss" : "gradient");
}

Result<AdvanceReport> FusedSession::advance(std::span<const double> learningRates) {
    return advanceBatches(learningRates,
                          [this](double rate, std::optional<Divergence>& divergence) { return trainBatch(rate, divergence); });
}

/// In pieces that the threads share; their losses are added in order, so that the number of threads changes no bit.
Result<Evaluation> FusedSession::evaluate(Split split) {
    constexpr std::int64_t pieceRows = 2048;
    const SplitRows& rows = m_splits[static_cast<std::size_t>(split)];
    if (rows.rows == 0) return Evaluation{};
    std::vector<InferenceJob> pieces(static_cast<std::size_t>((rows.rows + pieceRows - 1) / pieceRows));
    SplitPredictions* const answers = m_answers.begin(split);
    std::vector<float> probabilities(answers ? static_cast<std::size_t>(rows.rows * m_architecture.outputs) : 0);
    const auto arena = static_cast<std::size_t>(inferenceArena(m_inference));
    m_team.run([&](const Worker& worker) {
        const auto count = static_cast<std::int64_t>(pieces.size());
        for (std::int64_t i = worker.begin(count); i < worker.end(count) && !m_stop.stop_requested(); ++i) {
            InferenceJob& piece = pieces[static_cast<std::size_t>(i)];
            piece = inferenceJob(rows, i * pieceRows, std::min(pieceRows, rows.rows - i * pieceRows));
            if (answers) piece.probabilities = probabilities.data() + i * pieceRows * m_architecture.outputs;
            piece.arena = m_inferenceArena.data() + static_cast<std::size_t>(worker.index) * arena;
            m_kernels.infer(piece);
        }
    });
    if (m_stop.stop_requested()) return stoppedEvaluation();
    if (answers) addPredictions(*answers, probabilities, *rows.labels, m_dataset->classCount());
    double loss = 0.0;
    std::int64_t correct = 0;
    for (const InferenceJob& piece : pieces) {
        loss += piece.lossSum;
        correct += piece.correct;
    }
    const auto count = static_cast<double>(rows.rows);
    return Evaluation{loss / count, static_cast<double>(correct) / count, rows.rows};
}

InferenceJob FusedSession::inferenceJob(const SplitRows& rows, std::int64_t first, std::int64_t count) const {
    InferenceJob job;
    job.plan = &m_inference.step;
    job.parameters = m_parameters.data();
    job.running = m_running.data();
    job.inputs = rows.inputs.data() + first * m_inference.step.inputs;
    job.rowCount = count;
    job.labels = rows.labels->data() + first;
    return job;
}

ModelWeights FusedSession::weights() const { return exportWeights(m_architecture, spanOf(m_parameters), spanOf(m_running), m_transform); }

MlpSessionState FusedSession::state() const {
    MlpSessionState state;
    state.dataFingerprint = m_dataset->fingerprint;
    state.threads = m_shape.threads;
    state.parameters = copyOf(m_parameters);
    state.running = copyOf(m_running);
    for (const AlignedFloats& moment : m_moments)
        if (moment.size() > 0) state.moments.push_back(copyOf(moment));
    m_position.writeTo(state);
    return state;
}

std::vector<std::byte> FusedSession::saveState() const { return saveMlpState(state()); }

Result<void> FusedSession::loadState(std::span<const std::byte> bytes) {
    const Result<MlpSessionState> loaded = loadMlpState(bytes, state());
    if (!loaded) return loaded.error();
    copyTo(m_parameters, loaded->parameters);
    copyTo(m_running, loaded->running);
    for (std::size_t i = 0; i < loaded->moments.size(); ++i) copyTo(m_moments[i], loaded->moments[i]);
    m_position.readFrom(*loaded);
    return {};
}

} // namespace epochlab::core
