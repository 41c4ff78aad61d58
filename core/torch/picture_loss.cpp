#include "torch/picture_loss.h"

#include "torch/tensor_values.h"

#include <ATen/ATen.h>

namespace epochlab::core {

struct PictureLoss::Parts {
    bool binary = false;
    double smoothing = 0.0;
    at::Tensor classWeights; ///< undefined: all alike
};

PictureLoss::PictureLoss(std::int64_t classes, double smoothing, const std::vector<float>& classWeights, const std::string& device)
    : m_parts(std::make_unique<Parts>()) {
    m_parts->binary = classes == 2;
    m_parts->smoothing = smoothing;
    if (!classWeights.empty()) m_parts->classWeights = tensorOf(classWeights, device);
}

PictureLoss::~PictureLoss() = default;
PictureLoss::PictureLoss(PictureLoss&&) noexcept = default;

at::Tensor PictureLoss::minimised(const at::Tensor& rawLogits, const at::Tensor& labels) const {
    const at::Tensor logits = rawLogits.to(at::kFloat);
    const std::optional<at::Tensor> weights = m_parts->classWeights.defined() ? std::optional(m_parts->classWeights) : std::nullopt;
    if (!m_parts->binary) return at::cross_entropy_loss(logits, labels, weights, at::Reduction::Mean, -100, m_parts->smoothing);
    // A smoothed label is mixed with the uniform distribution, as PyTorch's cross-entropy has it.
    const at::Tensor targets = labels.to(at::kFloat).mul(1.0 - m_parts->smoothing).add(0.5 * m_parts->smoothing);
    if (!weights) return at::binary_cross_entropy_with_logits(logits.squeeze(1), targets);
    const at::Tensor ofRows = weights->index_select(0, labels);
    return at::binary_cross_entropy_with_logits(logits.squeeze(1), targets, ofRows, {}, at::Reduction::Sum) / ofRows.sum();
}

double PictureLoss::sum(const at::Tensor& rawLogits, const at::Tensor& labels) const {
    const at::Tensor logits = rawLogits.to(at::kFloat);
    const at::Tensor losses =
        m_parts->binary ? at::binary_cross_entropy_with_logits(logits.squeeze(1), labels.to(at::kFloat), {}, {}, at::Reduction::None)
                        : at::cross_entropy_loss(logits, labels, {}, at::Reduction::None);
    return losses.sum(at::kDouble).item<double>();
}

at::Tensor PictureLoss::probabilities(const at::Tensor& rawLogits) const {
    const at::Tensor logits = rawLogits.to(at::kFloat);
    if (!m_parts->binary) return at::softmax(logits, 1);
    return at::cat({at::sigmoid(-logits), at::sigmoid(logits)}, 1); // 1 − p would lose small ones
}

at::Tensor PictureLoss::correct(const at::Tensor& logits, const at::Tensor& labels) const {
    const at::Tensor classes = m_parts->binary ? logits.squeeze(1).gt(0).to(at::kLong) : at::argmax(logits, 1);
    return classes.eq(labels).sum();
}

} // namespace epochlab::core
