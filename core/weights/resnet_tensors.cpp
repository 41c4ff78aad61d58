#include "weights/resnet_tensors.h"

#include <array>

namespace epochlab::core {
namespace {

class Listing {
public:
    void convolution(const std::string& name, std::int64_t to, std::int64_t from, std::int64_t width) {
        tensors.push_back({name + ".weight", {to, from, width, width}});
    }
    void batchNorm(const std::string& name, std::int64_t width) {
        for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) tensors.push_back({name + part, {width}});
        tensors.push_back({name + ".num_batches_tracked", {}});
    }
    /// Two 3×3 convolutions; where the width or the stride changes, a 1×1 one beside them.
    void block(const std::string& name, std::int64_t to, std::int64_t from) {
        convolution(name + ".conv1", to, from, 3);
        batchNorm(name + ".bn1", to);
        convolution(name + ".conv2", to, to, 3);
        batchNorm(name + ".bn2", to);
        if (to == from) return;
        convolution(name + ".downsample.0", to, from, 1);
        batchNorm(name + ".downsample.1", to);
    }

    std::vector<ExpectedTensor> tensors;
};

} // namespace

std::vector<ExpectedTensor> resnetTensors(int depth, std::int64_t classes) {
    const std::array<int, 4> blocks = depth == 34 ? std::array{3, 4, 6, 3} : std::array{2, 2, 2, 2};
    constexpr std::int64_t stem = 64;
    Listing listing;
    listing.convolution("conv1", stem, 3, 7);
    listing.batchNorm("bn1", stem);
    std::int64_t from = stem;
    for (std::size_t stage = 0; stage < blocks.size(); ++stage) {
        const std::int64_t to = stem << stage;
        for (int block = 0; block < blocks[stage]; ++block) {
            listing.block("layer" + std::to_string(stage + 1) + "." + std::to_string(block), to, from);
            from = to;
        }
    }
    listing.tensors.push_back({"fc.weight", {classes, from}});
    listing.tensors.push_back({"fc.bias", {classes}});
    return listing.tensors;
}

std::optional<FittingNetwork> networkOf(const WeightsFile& file) {
    const NamedTensor* head = file.find("fc.bias");
    if (head == nullptr || head->shape.size() != 1) return std::nullopt;
    for (const int depth : {18, 34}) {
        const TensorDifferences differences = compareTensors(resnetTensors(depth, head->shape[0]), file);
        if (differences.missing.empty() && differences.extra.empty() && differences.misshapen.empty())
            return FittingNetwork{"resnet" + std::to_string(depth), head->shape[0]};
    }
    return std::nullopt;
}

} // namespace epochlab::core
