#pragma once

#include "nets/picture_architecture.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

/// Whether this is faster with channels last in memory: bfloat16 everywhere, and on a processor float32 too, where oneDNN would otherwise
/// bring each convolution's pictures into an order of its own and back.
bool prefersChannelsLast(const PictureArchitecture& architecture, const std::string& device, bool fast);

/// A picture network whose parameters are views of one flat tensor, and whose gradients are views of another. Used by one thread.
class PictureNetwork {
public:
    /// `device`: "cpu", "cuda:0". frozen: so many of the first parameters are not trained; batch norms among them keep their running
    /// statistics. channelsLast: convolutions with that layout of memory.
    PictureNetwork(PictureArchitecture architecture, ImportedTensors values, std::int64_t frozen, const std::string& device,
                   bool channelsLast);
    ~PictureNetwork();
    PictureNetwork(PictureNetwork&&) noexcept;

    const PictureArchitecture& architecture() const;
    at::Tensor& flat();
    /// Of the trained parameters, those behind the frozen ones.
    at::Tensor& gradient();
    at::Tensor& buffers();

    /// Logits [pictures × outputs] of normalised pictures [pictures × channels × side × side], in training mode.
    at::Tensor trainForward(const at::Tensor& pictures);
    at::Tensor evaluateForward(const at::Tensor& pictures);
    /// What stands in front of the head [pictures × features], in evaluation mode.
    at::Tensor features(const at::Tensor& pictures);
    /// The first layer whose output of a training forward pass is not finite, or −1. Changes nothing.
    std::int64_t firstBadLayer(const at::Tensor& pictures);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
