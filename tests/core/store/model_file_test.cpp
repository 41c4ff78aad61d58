#include "store/model_file.h"

#include "weights/safetensors.h"

#include <gmock/gmock.h>

#include <limits>

namespace epochlab::core {
namespace {

Model makeModel() {
    ParamSet config(mlpParams());
    EXPECT_TRUE(config.setText("width", "7").ok());
    auto weights = std::make_shared<ModelWeights>();
    weights->tensors.push_back({"layers.0.weight", {1, 2}, {0.25F, -3.0F}});
    return {config, {"lon", "lat"}, {"Åland", "b"}, true, weights};
}

Result<Model> decode(const std::string& bytes) { return decodeModel(std::as_bytes(std::span(bytes.data(), bytes.size())), "model"); }

TEST(ModelFile, ReadsBackTheWholeModel) {
    const Model model = makeModel();
    const auto read = decode(encodeModel(model));
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(read->config, model.config);
    EXPECT_EQ(read->featureNames, model.featureNames);
    EXPECT_EQ(read->classNames, model.classNames);
    EXPECT_TRUE(read->geographic);
    EXPECT_EQ(read->weights->tensors[0].values, model.weights->tensors[0].values);
}

TEST(ModelFile, EqualModelsAreEqualBytes) { EXPECT_EQ(encodeModel(makeModel()), encodeModel(makeModel())); }

TEST(ModelFile, RefusesForeignTensorsAndWeightsThatAreNotFinite) {
    EXPECT_EQ(decode(encodeTensorFile({{{"w", {1}, {1.0F}}}, {}})).error().code, ErrorCode::UntrustedFile);
    Model model = makeModel();
    auto weights = std::make_shared<ModelWeights>(*model.weights);
    weights->tensors[0].values[0] = std::numeric_limits<float>::quiet_NaN();
    model.weights = weights;
    const auto read = decode(encodeModel(model));
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().what, testing::HasSubstr("layers.0.weight"));
}

TEST(ModelFile, EveryTruncationIsRefused) {
    const std::string bytes = encodeModel(makeModel());
    for (std::size_t size = 0; size < bytes.size(); ++size) EXPECT_FALSE(decode(bytes.substr(0, size)).ok()) << size;
}

} // namespace
} // namespace epochlab::core
