#include "torch/picture_session.h"

#include "mlp/weights.h"
#include "nets/picture_weights.h"
#include "params/model_fields.h"
#include "run/predictions.h"
#include "torch/fast_mode.h"
#include "torch/logistic_fit.h"
#include "torch/optimizer.h"
#include "torch/picture_loss.h"
#include "torch/picture_parts.h"
#include "torch/runtime.h"
#include "torch/tensor_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

/// Trained parameters that share a learning rate.
struct ParameterGroup {
    at::Tensor flat;
    at::Tensor gradient;
    FlatOptimizer optimizer;
    double rateFactor = 1.0;
};

class PictureSession final : public TrainingSession {
public:
    PictureSession(const ParamSet& config, DatasetPointer dataset, const std::string& device, PictureParts parts);

    const SessionShape& shape() const override { return m_shape; }
    std::int64_t step() const override { return m_position.step(); }
    void heedStop(std::stop_token stop) override { m_stop = std::move(stop); }
    Result<AdvanceReport> advance(std::span<const double> learningRates) override;
    std::vector<double> gradients() const override { return m_position.meanGradients(); }
    std::vector<std::span<const float>> layerParameters() override;
    Result<Evaluation> evaluate(Split split) override;
    const SplitPredictions* lastPredictions(Split split) const override { return &m_answers[static_cast<std::size_t>(split)]; }
    ModelWeights weights() const override;
    std::vector<std::byte> saveState() const override { return saveMlpState(state()); }
    Result<void> loadState(std::span<const std::byte> state) override;

private:
    void addGroups(const ParamSet& config);
    void describe(const ParamSet& config);
    const PictureArchitecture& net() const { return m_parts.network.architecture(); }
    void addFit(const ParamSet& config);
    Result<AdvanceReport> advanced(std::span<const double> learningRates);
    AdvanceReport fitted(std::size_t steps);
    Result<at::Tensor> trainBatch(const TrainingPosition::Batch& batch, double learningRate);
    at::Tensor layerNorms() const;
    void update(const at::Tensor& loss, const at::Tensor& norms, double learningRate);
    bool takeRecord(const TrainingPosition::Batch& batch, const double* record, std::int64_t step, AdvanceReport& report);
    Divergence badForward(const TrainingPosition::Batch& batch, std::int64_t step);
    std::int64_t layerWithBadWeights() const;
    Divergence bad(std::int64_t step, std::int64_t layer, std::string quantity) const;
    MlpSessionState state() const;

    DatasetPointer m_dataset;
    std::string m_device;
    mutable PictureParts m_parts;
    PictureLoss m_loss;
    std::vector<LayerRange> m_layers; ///< the trained ones, as SessionShape::layerNames
    TrainingPosition m_position;
    mutable std::vector<ParameterGroup> m_groups;
    std::optional<LogisticFit> m_fit; ///< logistic regression: each step is one of Newton's on all rows
    std::array<at::Tensor, 3> m_labels;
    std::array<SplitPredictions, 3> m_answers;
    SessionShape m_shape;
    bool m_fast;
    double m_clip;
    std::stop_token m_stop;
    at::Tensor m_onHost; ///< what layerParameters() told
    at::Tensor m_sound;  ///< whether all steps of this stretch were finite, on the device
};

std::vector<float> classWeightsOf(const ParamSet& config, const TableDataset& dataset) {
    return config.text("class-weights") == "balanced" ? balancedClassWeights(dataset) : std::vector<float>{};
}

PictureSession::PictureSession(const ParamSet& config, DatasetPointer dataset, const std::string& device, PictureParts parts)
    : m_dataset(std::move(dataset)), m_device(device), m_parts(std::move(parts)),
      m_loss(m_dataset->classCount(), config.real("label-smoothing"), classWeightsOf(config, *m_dataset), device),
      m_layers(trainedLayers(net(), net().parameterCount - m_parts.network.gradient().numel())),
      m_position(positionOf(config, *m_dataset, std::ssize(m_layers))), m_fast(config.text("precision") == "fast"),
      m_clip(config.real("gradient-clip")) {
    for (const Split split : allSplits) m_labels[static_cast<std::size_t>(split)] = labelsOf(m_dataset->rows(split).labels, device);
    if (pictureMethodOf(config) == PictureMethod::Logistic)
        addFit(config);
    else
        addGroups(config);
    describe(config);
}

void PictureSession::addFit(const ParamSet& config) {
    const Result<at::Tensor> features = m_parts.inputs->evaluation(Split::Training, 0, m_dataset->rows(Split::Training).count);
    m_fit.emplace(*features, m_labels[0], m_dataset->classCount(), config.real("inverse-penalty"), classWeightsOf(config, *m_dataset));
}

void PictureSession::addGroups(const ParamSet& config) {
    at::Tensor& gradient = m_parts.network.gradient();
    const std::int64_t frozen = net().parameterCount - gradient.numel();
    const double headRate = pictureMethodOf(config) == PictureMethod::Finetune ? config.real("head-learning-rate") : 0.0;
    const auto add = [&](std::int64_t first, std::int64_t last, double factor) {
        if (first >= last) return;
        const at::Tensor flat = m_parts.network.flat().narrow(0, first, last - first);
        m_groups.push_back({flat, gradient.narrow(0, first - frozen, last - first), FlatOptimizer(config, flat), factor});
    };
    const std::int64_t head = std::max(net().headOffset, frozen);
    add(frozen, head, 1.0);
    add(head, net().parameterCount, headRate > 0.0 ? headRate / config.real("learning-rate") : 1.0);
}

void PictureSession::describe(const ParamSet& config) {
    m_shape.parameterCount = m_parts.start.architecture.parameterCount;
    m_shape.stepsPerEpoch = m_position.batches().batchCount();
    m_shape.layerNames.assign(net().layerNames.end() - std::ssize(m_layers), net().layerNames.end());
    m_shape.engine = "libtorch";
    m_shape.device = m_device;
    m_shape.instructionSet = torchInstructionSet();
    m_shape.threads = threadsOf(config);
    if (!m_fit) m_shape.notes = planNotes(m_position.batches(), config.integer("batch-size"));
    m_shape.notes.insert(m_shape.notes.end(), m_parts.start.notes.begin(), m_parts.start.notes.end());
    if (m_fast) m_shape.notes.emplace_back("fast: convolutions and products in bfloat16, channels last");
}

Divergence PictureSession::bad(std::int64_t step, std::int64_t layer, std::string quantity) const {
    return {step, layer, m_shape.layerNames[static_cast<std::size_t>(layer)], std::move(quantity)};
}

/// ‖g‖² of each trained layer, in double, on the device.
at::Tensor PictureSession::layerNorms() const {
    std::vector<at::Tensor> norms;
    for (const LayerRange& layer : m_layers)
        norms.push_back(at::linalg_vector_norm(m_parts.network.gradient().narrow(0, layer.first, layer.size), 2, {}, false, at::kDouble));
    return at::stack(norms).square();
}

/// Nothing comes of a step with a number that is not finite, nor of those behind it in the same stretch: the weights are as good as
/// before when it is looked into.
void PictureSession::update(const at::Tensor& loss, const at::Tensor& norms, double learningRate) {
    at::Tensor& gradient = m_parts.network.gradient();
    const at::Tensor total = norms.sum();
    m_sound = at::logical_and(m_sound, at::logical_and(at::isfinite(loss), at::isfinite(total)));
    if (m_clip > 0.0) gradient.mul_(at::reciprocal(total.sqrt().add(1e-6)).mul(m_clip).clamp_max(1.0).to(at::kFloat));
    gradient.masked_fill_(at::logical_not(m_sound), 0.0);
    for (ParameterGroup& group : m_groups) group.optimizer.apply(group.flat, group.gradient, learningRate * group.rateFactor, step());
}

/// [loss, right answers, sum of the trained weights, ‖g‖² of each trained layer]
Result<at::Tensor> PictureSession::trainBatch(const TrainingPosition::Batch& batch, double learningRate) {
    const Result<at::Tensor> inputs = m_parts.inputs->training(batch);
    if (!inputs) return inputs.error();
    const at::Tensor labels = m_labels[0].index_select(0, labelsOf(batch.rows, m_device));
    m_parts.network.gradient().zero_();
    at::Tensor logits;
    at::Tensor loss;
    {
        const FastMode fast(m_fast, m_device);
        logits = m_parts.network.trainForward(*inputs);
        loss = m_loss.minimised(logits, labels);
    }
    torch::autograd::backward({loss});
    const at::NoGradGuard noGradient;
    const at::Tensor norms = layerNorms();
    update(loss, norms, learningRate);
    std::vector<at::Tensor> sums;
    for (const ParameterGroup& group : m_groups) sums.push_back(group.flat.sum(at::kDouble));
    const at::Tensor facts =
        at::stack({loss.detach().to(at::kDouble), m_loss.correct(logits.detach(), labels).to(at::kDouble), at::stack(sums).sum()});
    return at::cat({facts, norms});
}

AdvanceReport PictureSession::fitted(std::size_t steps) {
    const at::NoGradGuard noGradient;
    AdvanceReport report;
    for (std::size_t i = 0; i < steps && !report.divergence; ++i) {
        m_position.next();
        const LogisticFit::Step done = m_fit->improve(m_parts.network.flat());
        report.steps.push_back({done.loss, done.correct, m_dataset->rows(Split::Training).count});
        if (!std::isfinite(done.loss) || !std::isfinite(done.squaredGradient)) report.divergence = bad(step(), 0, "loss");
        m_position.addGradients({&done.squaredGradient, 1});
    }
    return report;
}

Result<AdvanceReport> PictureSession::advance(std::span<const double> learningRates) {
    Result<AdvanceReport> report = advanced(learningRates);
    const std::int64_t batch = m_position.batches().starts[1];
    if (report || report.error().code != ErrorCode::OutOfMemory || batch == 1) return report;
    Error error = report.error();
    error.remedy = "choose a batch size of " + std::to_string(batch / 2) + ", or smaller pictures";
    return error;
}

Result<AdvanceReport> PictureSession::advanced(std::span<const double> learningRates) {
    return guardTorch("training", [&]() -> Result<AdvanceReport> {
        if (m_fit) return fitted(learningRates.size());
        const std::int64_t before = step();
        m_sound = at::ones({}, at::TensorOptions(at::kBool).device(at::Device(m_device)));
        std::vector<TrainingPosition::Batch> batches;
        std::vector<at::Tensor> records;
        for (const double rate : learningRates) {
            batches.push_back(m_position.next());
            Result<at::Tensor> record = trainBatch(batches.back(), rate);
            if (!record) return record.error();
            records.push_back(*std::move(record));
        }
        const at::Tensor all = at::stack(records).to(at::kCPU).contiguous();
        AdvanceReport report;
        for (std::size_t i = 0; i < batches.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            if (!takeRecord(batches[i], all.const_data_ptr<double>() + row * all.size(1), before + row + 1, report)) break;
        }
        return report;
    });
}

/// False where a number is not finite.
bool PictureSession::takeRecord(const TrainingPosition::Batch& batch, const double* record, std::int64_t step, AdvanceReport& report) {
    report.steps.push_back({record[0], std::llround(record[1]), std::ssize(batch.rows)});
    const std::span<const double> norms(record + 3, m_layers.size());
    if (!std::isfinite(record[0])) {
        report.divergence = badForward(batch, step);
        return false;
    }
    const auto wrong = std::ranges::find_if(norms, [](double norm) { return !std::isfinite(norm); });
    if (wrong != norms.end()) {
        report.divergence = bad(step, wrong - norms.begin(), "gradient");
        return false;
    }
    if (!std::isfinite(record[2])) {
        report.divergence = bad(step, layerWithBadWeights(), "weight");
        return false;
    }
    m_position.addGradients(norms);
    return true;
}

Divergence PictureSession::badForward(const TrainingPosition::Batch& batch, std::int64_t step) {
    const std::int64_t last = std::ssize(m_layers) - 1;
    const Result<at::Tensor> inputs = m_parts.inputs->training(batch);
    if (!inputs) return bad(step, last, "loss");
    const FastMode fast(m_fast, m_device);
    const std::int64_t layer = m_parts.network.firstBadLayer(*inputs);
    if (layer < 0) return bad(step, last, "loss");
    const std::int64_t frozen = std::ssize(net().layerNames) - std::ssize(m_layers);
    Divergence divergence = bad(step, std::max<std::int64_t>(0, layer - frozen), "activation");
    divergence.layerName = net().layerNames[static_cast<std::size_t>(layer)];
    return divergence;
}

std::int64_t PictureSession::layerWithBadWeights() const {
    const std::vector<float> values = valuesOf(m_parts.network.flat());
    const float* trained = values.data() + values.size() - static_cast<std::size_t>(m_parts.network.gradient().numel());
    for (std::size_t layer = 0; layer < m_layers.size(); ++layer)
        if (!allFinite(trained + m_layers[layer].first, m_layers[layer].size)) return static_cast<std::int64_t>(layer);
    return std::ssize(m_layers) - 1; // each is finite, but not their sum
}

std::vector<std::span<const float>> PictureSession::layerParameters() {
    m_onHost = m_parts.network.flat().to(at::kCPU);
    const float* trained = m_onHost.const_data_ptr<float>() + m_onHost.numel() - m_parts.network.gradient().numel();
    std::vector<std::span<const float>> layers;
    for (const LayerRange& layer : m_layers) layers.emplace_back(trained + layer.first, static_cast<std::size_t>(layer.size));
    return layers;
}

Result<Evaluation> PictureSession::evaluate(Split split) {
    return guardTorch("evaluation", [&]() -> Result<Evaluation> {
        const at::NoGradGuard noGradient;
        const FastMode fast(m_fast, m_device);
        const TableRows& rows = m_dataset->rows(split);
        const std::span<const std::int32_t> labels(rows.labels);
        SplitPredictions& answers = m_answers[static_cast<std::size_t>(split)];
        answers = {split, {}, {}, {}};
        Evaluation evaluation{0.0, 0.0, rows.count};
        const std::int64_t most = m_parts.start.architecture.evaluationRows();
        for (std::int64_t first = 0; first < rows.count; first += most) {
            if (m_stop.stop_requested()) return stoppedEvaluation();
            const std::int64_t count = std::min(most, rows.count - first);
            const Result<at::Tensor> inputs = m_parts.inputs->evaluation(split, first, count);
            if (!inputs) return inputs.error();
            const at::Tensor logits = m_parts.network.evaluateForward(*inputs);
            const at::Tensor truth = m_labels[static_cast<std::size_t>(split)].narrow(0, first, count);
            evaluation.loss += m_loss.sum(logits, truth);
            evaluation.accuracy += m_loss.correct(logits, truth).item<double>();
            addPredictions(answers, valuesOf(m_loss.probabilities(logits)),
                           labels.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)), m_dataset->classCount());
        }
        const double count = static_cast<double>(std::max<std::int64_t>(1, rows.count));
        return Evaluation{evaluation.loss / count, evaluation.accuracy / count, rows.count};
    });
}

ModelWeights PictureSession::weights() const {
    const PictureArchitecture& whole = m_parts.start.architecture;
    if (!net().isHead()) return exportWeights(whole, valuesOf(m_parts.network.flat()), valuesOf(m_parts.network.buffers()));
    std::vector<float> parameters = m_parts.start.values.parameters;
    std::ranges::copy(valuesOf(m_parts.network.flat()), parameters.begin() + whole.headOffset);
    return exportWeights(whole, parameters, m_parts.start.values.buffers);
}

MlpSessionState PictureSession::state() const {
    MlpSessionState state;
    state.dataFingerprint = m_dataset->fingerprint;
    state.threads = m_shape.threads;
    state.parameters = valuesOf(m_parts.network.flat());
    state.running = valuesOf(m_parts.network.buffers());
    for (ParameterGroup& group : m_groups)
        for (const at::Tensor& buffer : group.optimizer.buffers()) state.moments.push_back(valuesOf(buffer));
    m_position.writeTo(state);
    return state;
}

Result<void> PictureSession::loadState(std::span<const std::byte> bytes) {
    return guardTorch("saved state", [&]() -> Result<void> {
        const Result<MlpSessionState> loaded = loadMlpState(bytes, state());
        if (!loaded) return loaded.error();
        const at::NoGradGuard noGradient;
        m_parts.network.flat().copy_(tensorOf(loaded->parameters, "cpu"));
        m_parts.network.buffers().copy_(tensorOf(loaded->running, "cpu"));
        auto moment = loaded->moments.begin();
        for (ParameterGroup& group : m_groups)
            for (at::Tensor& buffer : group.optimizer.buffers()) buffer.copy_(tensorOf(*moment++, "cpu"));
        m_position.readFrom(*loaded);
        return {};
    });
}

} // namespace

Result<std::unique_ptr<TrainingSession>> makePictureSession(const ParamSet& config, DatasetPointer dataset, const std::string& device,
                                                            const WorkWatch& watch) {
    Result<PictureParts> parts = makePictureParts(config, *dataset, device, watch);
    if (!parts) return parts.error();
    return std::unique_ptr<TrainingSession>(std::make_unique<PictureSession>(config, std::move(dataset), device, *std::move(parts)));
}

} // namespace epochlab::core
