#include "nets/picture_cost.h"

#include <algorithm>

namespace epochlab::core {
namespace {

std::int64_t halved(std::int64_t side) { return (side + 1) / 2; }

/// The side of what a convolution puts out; 1 for linear layers.
std::int64_t sideAt(const PictureArchitecture& net, std::size_t slot) {
    const std::string& name = net.slots[slot].name;
    if (net.slots[slot].shape.size() != 4) return 1;
    if (!net.isResidual()) return name.starts_with("conv1") ? net.shape.side : net.shape.side / 2;
    std::int64_t side = halved(net.shape.side);
    if (net.stages[slot] > 0) side = halved(side);
    for (std::int64_t stage = 1; stage < net.stages[slot]; ++stage) side = halved(side);
    return side;
}

} // namespace

PictureCost costOf(const PictureArchitecture& net, std::int64_t frozen) {
    // A convolution's output is kept for the norm or activation behind it, and what that makes of it for the layer that follows.
    constexpr std::int64_t copies = 2;
    PictureCost cost;
    double trained = 0.0;
    for (std::size_t i = 0; i < net.slots.size(); ++i) {
        const ParameterSlot& slot = net.slots[i];
        if (slot.shape.size() < 2) continue;
        const std::int64_t pixels = sideAt(net, i) * sideAt(net, i);
        const double work = static_cast<double>(slot.size * pixels);
        cost.multiplications += work;
        cost.largestLayer = std::max(cost.largestLayer, slot.shape[0] * pixels);
        if (slot.offset < frozen) continue;
        trained += work;
        cost.activations += copies * slot.shape[0] * pixels;
    }
    cost.trainedShare = cost.multiplications > 0.0 ? trained / cost.multiplications : 0.0;
    return cost;
}

std::int64_t trainingBytes(const PictureArchitecture& net, std::int64_t frozen, int moments, std::int64_t batch) {
    const PictureCost cost = costOf(net, frozen);
    const std::int64_t trained = net.parameterCount - frozen;
    const std::int64_t input = net.shape.channels * net.shape.side * net.shape.side;
    const std::int64_t ofPicture = input + cost.activations + 2 * cost.largestLayer;
    // An update makes copies of what is trained as it goes.
    return 4 * (net.parameterCount + net.bufferCount + (moments + 3) * trained + batch * ofPicture);
}

Result<void> checkTrainingMemory(const PictureArchitecture& net, std::int64_t frozen, int moments, std::int64_t batch,
                                 std::int64_t available) {
    const std::int64_t needed = trainingBytes(net, frozen, moments, batch);
    if (needed <= available) return {};
    const std::int64_t fixed = trainingBytes(net, frozen, moments, 0);
    const std::int64_t ofPicture = trainingBytes(net, frozen, moments, 1) - fixed;
    const std::int64_t fitting = std::max<std::int64_t>(0, available - fixed) / ofPicture;
    const auto gibibytes = [](std::int64_t bytes) { return std::to_string((bytes + (1 << 29)) >> 30); };
    return Error{ErrorCode::OutOfMemory,
                 "training with batches of " + std::to_string(batch) + " pictures takes about " + gibibytes(needed) +
                     " GiB, and this machine has " + gibibytes(available),
                 "batch-size",
                 fitting > 0 ? "choose a batch size of at most " + std::to_string(fitting)
                             : "choose smaller pictures, or a smaller network"};
}

} // namespace epochlab::core
