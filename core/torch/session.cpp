#include "torch/session.h"

#include "mlp/training_position.h"
#include "mlp/weights.h"
#include "run/predictions.h"
#include "torch/network.h"
#include "torch/optimizer.h"
#include "torch/runtime.h"
#include "torch/tensor_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace epochlab::core {
namespace {

constexpr std::int64_t evaluationRows = 8192;

std::int64_t countCorrect(const at::Tensor& logits, const at::Tensor& labels) {
    return at::argmax(logits, 1).eq(labels).sum().item<std::int64_t>();
}

struct SplitTensors {
    at::Tensor inputs;
    at::Tensor labels;
    std::int64_t rows = 0;
};

class TorchSession final : public TrainingSession {
public:
    TorchSession(const ParamSet& config, DatasetPointer dataset, const std::string& device);

    const SessionShape& shape() const override { return m_shape; }
    std::int64_t step() const override { return m_position.step(); }
    void heedStop(std::stop_token stop) override { m_stop = std::move(stop); }
    Result<AdvanceReport> advance(std::span<const double> learningRates) override;
    std::vector<double> gradients() const override { return m_position.meanGradients(); }
    std::vector<std::span<const float>> layerParameters() override {
        m_onHost = m_network.flat().to(at::kCPU);
        return layerParametersOf(m_network.architecture(), m_onHost.const_data_ptr<float>());
    }
    Result<Evaluation> evaluate(Split split) override;
    void keepAnswers(Split split) override { m_answers.keep(split); }
    const SplitPredictions* lastPredictions(Split split) const override { return m_answers.find(split); }
    ModelWeights weights() const override;
    std::vector<std::byte> saveState() const override;
    Result<void> loadState(std::span<const std::byte> state) override;

private:
    at::Tensor rowsOf(const TrainingPosition::Batch& batch);
    StepResult trainBatch(double learningRate, std::optional<Divergence>& divergence);
    bool addGradients(std::optional<Divergence>& divergence, double& total);
    void checkWeights(std::optional<Divergence>& divergence);
    Divergence bad(std::int64_t layer, std::string quantity) const;
    MlpSessionState state() const;

    ParamSet m_config;
    DatasetPointer m_dataset;
    InputTransform m_transform;
    mutable TorchNetwork m_network;
    TrainingPosition m_position;
    mutable FlatOptimizer m_optimizer;
    std::array<SplitTensors, 3> m_splits;
    KeptAnswers m_answers;
    std::stop_token m_stop;
    at::Tensor m_onHost; ///< what layerParameters() told
    at::Tensor m_classWeights;
    SessionShape m_shape;
    double m_smoothing = 0.0;
    double m_clip = 0.0;

    std::optional<std::uint32_t> m_orderEpoch; ///< the epoch that m_order belongs to
    at::Tensor m_order;                        ///< the epoch's row numbers, on the device
};

TorchSession::TorchSession(const ParamSet& config, DatasetPointer dataset, const std::string& device)
    : m_config(config), m_dataset(std::move(dataset)),
      m_transform(fitInputTransform(config, m_dataset->rows(Split::Training), m_dataset->featureCount())),
      m_network(makeArchitecture(config, m_dataset->featureCount(), m_dataset->classCount()), config, device),
      m_position(config, m_dataset->rows(Split::Training).count, m_network.architecture().layerCount()),
      m_optimizer(config, m_network.flat()), m_smoothing(config.real("label-smoothing")), m_clip(config.real("gradient-clip")) {
    for (const Split split : allSplits) {
        const TableRows& rows = m_dataset->rows(split);
        SplitTensors& target = m_splits[static_cast<std::size_t>(split)];
        target.rows = rows.count;
        target.inputs = tensorOf(m_transform.apply(rows.features.data(), rows.count, m_dataset->featureCount()), device)
                            .view({rows.count, m_network.architecture().inputs});
        target.labels = labelsOf(rows.labels, device);
    }
    if (config.text("class-weights") == "balanced") m_classWeights = tensorOf(balancedClassWeights(*m_dataset), device);
    m_shape = shapeOf(config, m_network.architecture(), m_position);
    m_shape.engine = "libtorch";
    m_shape.device = device;
    m_shape.instructionSet = torchInstructionSet();
}

/// The batch's row numbers on the device, which gets an epoch's order once.
at::Tensor TorchSession::rowsOf(const TrainingPosition::Batch& batch) {
    if (m_orderEpoch != batch.epoch) {
        m_order = labelsOf(m_position.order(), m_shape.device);
        m_orderEpoch = batch.epoch;
    }
    return m_order.narrow(0, batch.first, static_cast<std::int64_t>(batch.rows.size()));
}

Divergence TorchSession::bad(std::int64_t layer, std::string quantity) const {
    return {step(), layer, m_shape.layerNames[static_cast<std::size_t>(layer)], std::move(quantity)};
}

Result<AdvanceReport> TorchSession::advance(std::span<const double> learningRates) {
    return guardTorch("training", [&]() -> Result<AdvanceReport> {
        return advanceBatches(learningRates,
                              [this](double rate, std::optional<Divergence>& divergence) { return trainBatch(rate, divergence); });
    });
}

StepResult TorchSession::trainBatch(double learningRate, std::optional<Divergence>& divergence) {
    const TrainingPosition::Batch batch = m_position.next();
    const at::Tensor rows = rowsOf(batch);
    const at::Tensor inputs = m_splits[0].inputs.index_select(0, rows);
    const at::Tensor labels = m_splits[0].labels.index_select(0, rows);
    const DropoutKey key{static_cast<std::uint64_t>(m_config.integer("seed")), batch.epoch, batch.number};

    m_network.gradient().zero_();
    const at::Tensor logits = m_network.trainForward(inputs, key);
    const std::optional<at::Tensor> classWeights = m_classWeights.defined() ? std::optional(m_classWeights) : std::nullopt;
    const at::Tensor loss = at::cross_entropy_loss(logits, labels, classWeights, at::Reduction::Mean, -100, m_smoothing);
    StepResult result{loss.item<double>(), countCorrect(logits.detach(), labels), rows.size(0)};
    if (!std::isfinite(result.loss)) {
        const std::int64_t layer = m_network.firstBadLayer(inputs, key);
        divergence = layer < 0 ? bad(m_network.architecture().layerCount() - 1, "loss") : bad(layer, "activation");
        return result;
    }
    torch::autograd::backward({loss});

    const at::NoGradGuard noGradient;
    double total = 0.0;
    if (!addGradients(divergence, total)) return result;
    const double norm = std::sqrt(total);
    if (m_clip > 0.0 && norm > m_clip) m_network.gradient().mul_(m_clip / (norm + 1e-6));
    m_optimizer.apply(m_network.flat(), m_network.gradient(), learningRate, step());
    checkWeights(divergence);
    return result;
}

bool TorchSession::addGradients(std::optional<Divergence>& divergence, double& total) {
    const at::Tensor gradient = m_network.gradient().to(at::kCPU);
    const float* values = gradient.const_data_ptr<float>();
    std::vector<double> norms(m_shape.layerNames.size(), 0.0);
    for (const ParameterSlot& slot : m_network.architecture().slots) {
        norms[static_cast<std::size_t>(slot.layer)] += squaredNorm(values + slot.offset, slot.size);
    }
    for (std::size_t layer = 0; layer < norms.size(); ++layer) {
        if (!std::isfinite(norms[layer])) {
            divergence = bad(static_cast<std::int64_t>(layer), "gradient");
            return false;
        }
        total += norms[layer];
    }
    m_position.addGradients(norms);
    return true;
}

void TorchSession::checkWeights(std::optional<Divergence>& divergence) {
    const at::Tensor flat = m_network.flat().to(at::kCPU);
    const float* values = flat.const_data_ptr<float>();
    if (allFinite(values, flat.numel())) return;
    for (const ParameterSlot& slot : m_network.architecture().slots) {
        if (allFinite(values + slot.offset, slot.size)) continue;
        divergence = bad(slot.layer, "weight");
        return;
    }
}

Result<Evaluation> TorchSession::evaluate(Split split) {
    return guardTorch("evaluation", [&]() -> Result<Evaluation> {
        const at::NoGradGuard noGradient;
        const SplitTensors& tensors = m_splits[static_cast<std::size_t>(split)];
        SplitPredictions* const answers = m_answers.begin(split);
        const std::span<const std::int32_t> truth(m_dataset->rows(split).labels);
        Evaluation evaluation;
        evaluation.rows = tensors.rows;
        if (tensors.rows == 0) return evaluation;
        std::int64_t correct = 0;
        for (std::int64_t start = 0; start < tensors.rows; start += evaluationRows) {
            if (m_stop.stop_requested()) return stoppedEvaluation();
            const std::int64_t count = std::min(evaluationRows, tensors.rows - start);
            const at::Tensor logits = m_network.evaluateForward(tensors.inputs.narrow(0, start, count));
            const at::Tensor labels = tensors.labels.narrow(0, start, count);
            evaluation.loss += at::cross_entropy_loss(logits, labels, {}, at::Reduction::None).sum(at::kDouble).item<double>();
            correct += countCorrect(logits, labels);
            if (answers)
                addPredictions(*answers, valuesOf(at::softmax(logits, 1)),
                               truth.subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(count)), m_dataset->classCount());
        }
        evaluation.loss /= static_cast<double>(tensors.rows);
        evaluation.accuracy = static_cast<double>(correct) / static_cast<double>(tensors.rows);
        return evaluation;
    });
}

ModelWeights TorchSession::weights() const {
    return exportWeights(m_network.architecture(), valuesOf(m_network.flat()), m_network.runningValues(), m_transform);
}

MlpSessionState TorchSession::state() const {
    MlpSessionState state;
    state.dataFingerprint = m_dataset->fingerprint;
    state.threads = m_shape.threads;
    state.parameters = valuesOf(m_network.flat());
    state.running = m_network.runningValues();
    for (const at::Tensor& buffer : m_optimizer.buffers()) state.moments.push_back(valuesOf(buffer));
    m_position.writeTo(state);
    return state;
}

std::vector<std::byte> TorchSession::saveState() const { return saveMlpState(state()); }

Result<void> TorchSession::loadState(std::span<const std::byte> bytes) {
    return guardTorch("saved state", [&]() -> Result<void> {
        const Result<MlpSessionState> loaded = loadMlpState(bytes, state());
        if (!loaded) return loaded.error();
        m_network.setValues(loaded->parameters, loaded->running);
        const at::NoGradGuard noGradient;
        for (std::size_t i = 0; i < loaded->moments.size(); ++i) m_optimizer.buffers()[i].copy_(tensorOf(loaded->moments[i], "cpu"));
        m_position.readFrom(*loaded);
        return {};
    });
}

} // namespace

std::unique_ptr<TrainingSession> makeTorchSession(const ParamSet& config, DatasetPointer dataset, const std::string& device) {
    return std::make_unique<TorchSession>(config, std::move(dataset), device);
}

} // namespace epochlab::core
