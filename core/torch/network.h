#pragma once

#include "base/result.h"
#include "mlp/architecture.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

/// What one training batch's dropout masks are drawn from.
struct DropoutKey {
    std::uint64_t seed = 0;
    std::uint32_t epoch = 0;
    std::uint32_t batch = 0;
};

/// A multilayer perceptron whose parameters are views of one flat tensor, and whose gradients are views of another.
class TorchNetwork {
public:
    /// `device` is a device string: "cpu", "cuda:0".
    TorchNetwork(MlpArchitecture architecture, const ParamSet& config, const std::string& device);
    ~TorchNetwork();
    TorchNetwork(TorchNetwork&&) noexcept;

    const MlpArchitecture& architecture() const;
    at::Tensor& flat();
    at::Tensor& gradient();
    /// Running mean and variance of each hidden layer in turn; empty without batch norm.
    std::vector<at::Tensor>& runningStatistics();

    /// Logits [rows × classes] in training mode: batch statistics (the running ones are updated), dropout.
    at::Tensor trainForward(const at::Tensor& inputs, const DropoutKey& key);
    at::Tensor evaluateForward(const at::Tensor& inputs);
    /// The first layer whose output of a training forward pass is not finite, or −1. Changes nothing.
    std::int64_t firstBadLayer(const at::Tensor& inputs, const DropoutKey& key);

    /// Running mean and variance of each hidden layer in turn, joined; empty without batch norm.
    std::vector<float> runningValues() const;
    /// Replaces parameters and running statistics, both of this network's sizes.
    void setValues(const std::vector<float>& parameters, const std::vector<float>& running);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
