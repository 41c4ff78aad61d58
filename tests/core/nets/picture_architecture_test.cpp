#include "nets/picture_cost.h"
#include "nets/picture_weights.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const ParameterSlot& slotOf(const PictureArchitecture& net, const std::string& name) {
    const auto found = std::ranges::find(net.slots, name, &ParameterSlot::name);
    EXPECT_NE(found, net.slots.end()) << name;
    return *found;
}

std::span<const float> valuesOf(const PictureArchitecture& net, const std::vector<float>& values, const std::string& name) {
    const ParameterSlot& slot = slotOf(net, name);
    return std::span(values).subspan(static_cast<std::size_t>(slot.offset), static_cast<std::size_t>(slot.size));
}

TEST(PictureArchitecture, HasTorchvisionsSizes) {
    struct Row {
        const char* model;
        std::int64_t classes;
        std::int64_t parameters; ///< as torchvision counts them, with as many classes as there are outputs
        std::size_t tensors;
        std::size_t layers;
    };
    for (const Row& row : {Row{"resnet18", 1000, 11689512, 62, 21}, Row{"resnet18", 10, 11181642, 62, 21},
                           Row{"resnet18", 2, 11177025, 62, 21}, Row{"resnet34", 1000, 21797672, 110, 37}}) {
        const PictureArchitecture net = makeResidualNetwork(row.model, {3, 224, row.classes});
        EXPECT_EQ(net.parameterCount, row.parameters) << row.model;
        EXPECT_EQ(net.slots.size(), row.tensors) << row.model;
        EXPECT_EQ(net.layerNames.size(), row.layers) << row.model;
    }
}

TEST(PictureArchitecture, IsOneFlatBufferInputSideFirst) {
    for (const PictureArchitecture& net :
         {makeResidualNetwork("resnet18", {3, 224, 10}), makeSmallConvolutionalNetwork({1, 28, 10}, true),
          makeSmallConvolutionalNetwork({1, 28, 2}, false), makeHead(makeResidualNetwork("resnet34", {3, 224, 2}))}) {
        std::int64_t next = 0;
        std::set<std::string> names;
        for (const ParameterSlot& slot : net.slots) {
            EXPECT_EQ(slot.offset, next) << slot.name;
            next += slot.size;
            EXPECT_TRUE(names.insert(slot.name).second) << slot.name;
            EXPECT_LT(slot.layer, static_cast<std::int64_t>(net.layerNames.size()));
            EXPECT_TRUE(slot.name.starts_with(net.layerNames[static_cast<std::size_t>(slot.layer)]) || slot.shape.size() == 1) << slot.name;
        }
        EXPECT_EQ(next, net.parameterCount);
        EXPECT_EQ(net.slots[net.slots.size() - 2].offset, net.headOffset) << "the head's weight and bias come last";
        EXPECT_TRUE(std::ranges::is_sorted(net.stages)) << net.model;
    }
}

TEST(PictureArchitecture, FreezesWhatIsInFrontOfTheLastStages) {
    const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 224, 2});
    struct Row {
        std::int64_t stages;
        const char* first; ///< trained tensor
    };
    for (const Row& row : {Row{0, "fc.weight"}, Row{1, "layer4.0.conv1.weight"}, Row{4, "layer1.0.conv1.weight"}, Row{5, "conv1.weight"}})
        EXPECT_EQ(net.firstOfLastStages(row.stages), slotOf(net, row.first).offset) << row.stages;
}

TEST(PictureCost, IsThatOfTheLayers) {
    const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 224, 1000});
    const PictureCost cost = costOf(net, 0);
    EXPECT_NEAR(cost.multiplications, 1.814e9, 0.002e9); // torchvision's documentation: 1.81 billion
    EXPECT_EQ(cost.trainedShare, 1.0);
    EXPECT_EQ(cost.largestLayer, 64 * 112 * 112);
    EXPECT_EQ(costOf(net, net.headOffset).activations, 2 * 1000);
    EXPECT_LT(costOf(net, net.firstOfLastStages(1)).trainedShare, 0.25);
    const PictureArchitecture small = makeSmallConvolutionalNetwork({1, 28, 10}, false);
    EXPECT_EQ(costOf(small, 0).multiplications, 9.0 * 32 * 28 * 28 + 9.0 * 32 * 64 * 14 * 14 + 64.0 * 49 * 128 + 128.0 * 10);
}

TEST(PictureCost, NamesABatchThatFits) {
    const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 224, 2});
    const auto ofBatch = [&](std::int64_t batch) { return trainingBytes(net, 0, 2, batch); };
    EXPECT_TRUE(checkTrainingMemory(net, 0, 2, 32, ofBatch(32)).ok());
    const auto refused = checkTrainingMemory(net, 0, 2, 33, ofBatch(32));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::OutOfMemory);
    EXPECT_EQ(refused.error().remedy, "choose a batch size of at most 32");
    EXPECT_THAT(checkTrainingMemory(net, 0, 2, 1, 1000).error().remedy, HasSubstr("smaller pictures"));
    EXPECT_LT(trainingBytes(net, net.headOffset, 2, 32), ofBatch(32) / 3);
}

TEST(PictureArchitecture, BeginsAsTorchvisionDoes) {
    const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 224, 10});
    const std::vector<float> values = initialParameters(net, 7);
    EXPECT_EQ(values, initialParameters(net, 7));
    EXPECT_NE(values, initialParameters(net, 8));
    const std::vector<float> head = initialParameters(net, 7, net.headOffset);
    EXPECT_TRUE(std::equal(head.begin() + net.headOffset, head.end(), values.begin() + net.headOffset));
    EXPECT_EQ(head[0], 0.0F);
    double sum = 0.0;
    double squares = 0.0;
    const auto weights = valuesOf(net, values, "layer2.0.conv2.weight");
    for (const float value : weights) {
        sum += double{value};
        squares += double{value} * double{value};
    }
    const auto count = static_cast<double>(weights.size());
    const double variance = 2.0 / (128.0 * 9.0); // He: over what leaves the layer
    EXPECT_NEAR(squares / count, variance, 5.0 * variance * std::sqrt(2.0 / count));
    EXPECT_NEAR(sum / count, 0.0, 5.0 * std::sqrt(variance / count));
    EXPECT_THAT(valuesOf(net, values, "layer2.0.downsample.1.weight"), testing::Each(1.0F));
    EXPECT_THAT(valuesOf(net, values, "bn1.bias"), testing::Each(0.0F));
    const auto bound = static_cast<float>(1.0 / std::sqrt(512.0));
    for (const char* name : {"fc.weight", "fc.bias"})
        for (const float value : valuesOf(net, values, name)) EXPECT_LE(std::abs(value), bound) << name;
    const std::vector<float> buffers = initialBuffers(net);
    EXPECT_EQ(static_cast<std::int64_t>(buffers.size()), net.bufferCount);
    EXPECT_EQ(buffers[0], 0.0F);
    EXPECT_EQ(buffers[64], 1.0F);
}

TEST(PictureArchitecture, GivesWeightsAndTakesThemBack) {
    const PictureArchitecture net = makeSmallConvolutionalNetwork({1, 28, 10}, true);
    const std::vector<float> parameters = initialParameters(net, 1);
    const std::vector<float> buffers = initialBuffers(net);
    WeightsFile file;
    file.tensors = exportWeights(net, parameters, buffers).tensors;
    const auto back = importWeights(net, file, "file");
    ASSERT_TRUE(back.ok()) << describe(back.error());
    EXPECT_EQ(back->parameters, parameters);
    EXPECT_EQ(back->buffers, buffers);
    const std::vector<float> other(parameters.size(), 0.5F);
    WeightsFile elsewhere = file;
    for (NamedTensor& tensor : elsewhere.tensors)
        if (tensor.name.starts_with("fc2")) tensor = {tensor.name, {1}, {7.0F}};
    const auto backbone = importBackbone(net, elsewhere, "file", other);
    ASSERT_TRUE(backbone.ok()) << describe(backbone.error());
    const auto head = parameters.begin() + net.headOffset;
    EXPECT_TRUE(std::equal(parameters.begin(), head, backbone->parameters.begin()));
    EXPECT_TRUE(
        std::equal(backbone->parameters.begin() + net.headOffset, backbone->parameters.end(), other.begin() + net.headOffset, other.end()));
    file.tensors[0].shape = {1, 1};
    file.tensors.pop_back();
    const auto wrong = importWeights(net, file, "file");
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::DataShape);
    EXPECT_THAT(wrong.error().what, HasSubstr("1 tensor is missing: bn2.running_var; 1 tensor has another shape: conv1.weight (1×1, not "));
}

} // namespace
} // namespace epochlab::core
