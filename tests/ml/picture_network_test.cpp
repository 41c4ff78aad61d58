#include "torch/picture_network.h"

#include "torch/fast_mode.h"
#include "torch/picture_loss.h"
#include "torch/tensor_values.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <gmock/gmock.h>

#include <cmath>

namespace epochlab::core {
namespace {

PictureNetwork smallNetwork(std::int64_t frozen = 0, const PictureShape& shape = {1, 8, 3}, bool batchNorm = true) {
    PictureArchitecture net = makeSmallConvolutionalNetwork(shape, batchNorm);
    ImportedTensors values{initialParameters(net, 3), initialBuffers(net)};
    return {std::move(net), std::move(values), frozen, "cpu", false};
}

/// Pictures whose pixels follow a law, so that no generator is asked.
at::Tensor pictures(std::int64_t count, const PictureShape& shape) {
    const std::int64_t pixels = count * shape.channels * shape.side * shape.side;
    return at::remainder(at::arange(pixels, at::kFloat).mul_(37.0), 251.0)
        .div_(250.0)
        .sub_(0.5)
        .view({count, shape.channels, shape.side, shape.side});
}

at::Tensor labels(std::vector<std::int64_t> values) { return at::tensor(values, at::kLong); }

TEST(PictureNetwork, GradientsAreThoseOfDifferences) {
    const PictureShape shape{1, 8, 3};
    PictureNetwork network = smallNetwork(0, shape, false);
    const PictureLoss loss(3, 0.0, {}, "cpu");
    const at::Tensor inputs = pictures(4, shape);
    const at::Tensor wanted = labels({0, 2, 1, 1});
    torch::autograd::backward({loss.minimised(network.trainForward(inputs), wanted)});
    const std::vector<float> gradient = valuesOf(network.gradient());
    const at::NoGradGuard noGradient;
    // Along each tensor's own gradient g the loss falls by ‖g‖² a unit, and kinks of ReLU and pooling do not matter much.
    for (const ParameterSlot& slot : network.architecture().slots) {
        const auto begin = gradient.begin() + slot.offset;
        const at::Tensor direction = tensorOf({begin, begin + slot.size}, "cpu");
        const double norm = direction.norm().item<double>();
        if (norm < 1e-4) continue; // lost in rounding
        const double step = 1e-2 / norm;
        at::Tensor values = network.flat().narrow(0, slot.offset, slot.size);
        const auto lossAt = [&](double change) {
            values.add_(direction, change);
            const double result = loss.sum(network.evaluateForward(inputs), wanted) / 4.0;
            values.sub_(direction, change);
            return result;
        };
        const double slope = (lossAt(step) - lossAt(-step)) / (2.0 * step);
        EXPECT_NEAR(slope, norm * norm, 0.1 * norm * norm) << slot.name;
    }
}

TEST(PictureNetwork, FrozenPartsGetNoGradientAndKeepTheirStatistics) {
    const PictureArchitecture net = makeSmallConvolutionalNetwork({1, 8, 3}, true);
    const std::int64_t frozen = std::ranges::find(net.slots, "conv2.weight", &ParameterSlot::name)->offset;
    PictureNetwork network = smallNetwork(frozen);
    const std::vector<float> before = valuesOf(network.buffers());
    const PictureLoss loss(3, 0.0, {}, "cpu");
    torch::autograd::backward({loss.minimised(network.trainForward(pictures(4, {1, 8, 3})), labels({0, 2, 1, 1}))});
    EXPECT_EQ(network.gradient().numel(), net.parameterCount - frozen);
    EXPECT_GT(network.gradient().abs().sum().item<double>(), 0.0);
    const std::vector<float> after = valuesOf(network.buffers());
    const auto split = 2 * 32; // mean and variance of the first norm
    EXPECT_TRUE(std::equal(before.begin(), before.begin() + split, after.begin())) << "in front of what is trained";
    EXPECT_FALSE(std::equal(before.begin() + split, before.end(), after.begin() + split)) << "and behind";
}

TEST(PictureNetwork, SaysWhereANumberStopsBeingFinite) {
    for (const std::string layer : {"conv1", "conv2", "fc1", "fc2"}) {
        PictureNetwork network = smallNetwork();
        const PictureArchitecture net = network.architecture();
        const ParameterSlot& slot = *std::ranges::find(net.slots, layer + ".bias", &ParameterSlot::name);
        const at::NoGradGuard noGradient;
        network.flat().narrow(0, slot.offset, 1).fill_(NAN);
        const std::vector<float> before = valuesOf(network.buffers());
        EXPECT_EQ(network.firstBadLayer(pictures(2, {1, 8, 3})), slot.layer) << layer;
        EXPECT_EQ(valuesOf(network.buffers()), before);
    }
    EXPECT_EQ(smallNetwork().firstBadLayer(pictures(2, {1, 8, 3})), -1);
}

TEST(PictureNetwork, ChannelsLastAndFastAreTheSameNetwork) {
    const PictureShape shape{3, 32, 2};
    PictureArchitecture net = makeResidualNetwork("resnet18", shape);
    const ImportedTensors values{initialParameters(net, 5), initialBuffers(net)};
    PictureNetwork plain(net, values, 0, "cpu", false);
    PictureNetwork last(net, values, 0, "cpu", true);
    const at::Tensor inputs = pictures(2, shape);
    const at::Tensor expected = plain.evaluateForward(inputs);
    EXPECT_TRUE(at::allclose(last.evaluateForward(inputs), expected, 1e-3, 1e-4));
    const FastMode fast(true, "cpu");
    const at::Tensor coarse = last.evaluateForward(inputs);
    EXPECT_TRUE(at::allclose(coarse.to(at::kFloat), expected, 0.1, 0.1)) << "to about two digits";
    EXPECT_FALSE(at::equal(coarse.to(at::kFloat), expected)) << "bfloat16 was used";
}

TEST(PictureLoss, OneLogitIsASoftmaxOfTwo) {
    const at::Tensor logits = at::tensor({-2.0F, 0.0F, 0.5F, 30.0F}).view({4, 1});
    const at::Tensor both = at::cat({at::zeros_like(logits), logits}, 1);
    const at::Tensor wanted = labels({0, 1, 0, 1});
    const PictureLoss one(2, 0.0, {}, "cpu");
    EXPECT_NEAR(one.sum(logits, wanted), at::cross_entropy_loss(both, wanted, {}, at::Reduction::Sum).item<double>(), 1e-5);
    EXPECT_TRUE(at::allclose(one.probabilities(logits), at::softmax(both, 1)));
    EXPECT_EQ(one.correct(logits, wanted).item<std::int64_t>(), 2);
    struct Row {
        double smoothing;
        std::vector<float> weights;
    };
    for (const Row& row : {Row{0.0, {}}, Row{0.2, {}}, Row{0.2, {0.5F, 2.0F}}}) {
        const PictureLoss loss(2, row.smoothing, row.weights, "cpu");
        const at::Tensor weights = row.weights.empty() ? at::ones({2}) : tensorOf(row.weights, "cpu");
        // Weighted and smoothed by hand: the label's share 1 − ε/2, the other's ε/2; rows count by their class.
        const at::Tensor logs = at::log_softmax(both, 1);
        const at::Tensor right = logs.gather(1, wanted.view({4, 1})).squeeze(1);
        const at::Tensor other = logs.sum(1) - right;
        const at::Tensor ofRow = weights.index_select(0, wanted);
        const at::Tensor sum = (-(1.0 - row.smoothing / 2) * right - row.smoothing / 2 * other) * ofRow;
        EXPECT_NEAR(loss.minimised(logits, wanted).item<double>(), (sum.sum() / ofRow.sum()).item<double>(), 1e-5) << row.smoothing;
    }
}

} // namespace
} // namespace epochlab::core
