#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

/// Losses and answers from logits [rows × outputs]: one output is the logit of the second of two classes (binary cross-entropy), several
/// are a softmax's. Labels: int64 [rows].
class PictureLoss {
public:
    /// classWeights: by class, empty: all alike.
    PictureLoss(std::int64_t classes, double smoothing, const std::vector<float>& classWeights, const std::string& device);
    ~PictureLoss();
    PictureLoss(PictureLoss&&) noexcept;

    /// As minimised: label smoothing and class weights included; the mean over the rows, weighted.
    at::Tensor minimised(const at::Tensor& logits, const at::Tensor& labels) const;
    /// Plain cross-entropy, summed in double.
    double sum(const at::Tensor& logits, const at::Tensor& labels) const;
    /// [rows × classes]
    at::Tensor probabilities(const at::Tensor& logits) const;
    /// How many answers are right: int64, one number, on the device.
    at::Tensor correct(const at::Tensor& logits, const at::Tensor& labels) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
