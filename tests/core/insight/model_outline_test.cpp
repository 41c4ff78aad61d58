#include "insight/model_outline.h"

#include "nets/picture_start.h"
#include "support/config.h"

#include <gmock/gmock.h>

#include <numeric>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ModelEnds pictures(int side, int channels, std::int64_t classes) {
    ModelEnds ends{.classes = classes};
    ends.view = PictureView({.resize = side, .crop = side, .colour = channels == 3});
    return ends;
}

const OutlineLayer& layerOf(const ModelOutline& outline, const std::string& name) {
    const auto found = std::ranges::find(outline.layers, name, &OutlineLayer::name);
    EXPECT_NE(found, outline.layers.end()) << name;
    return *found;
}

std::int64_t sumOf(const ModelOutline& outline) {
    return std::accumulate(outline.layers.begin(), outline.layers.end(), std::int64_t{0},
                           [](std::int64_t sum, const OutlineLayer& layer) { return sum + layer.parameters; });
}

TEST(ModelOutline, CountsWhatThePerceptronsEngineHas) {
    for (const ParamSet& config :
         {test::configOf({}), test::configOf({{"hidden-layers", "0"}}), test::configOf({{"batch-norm", "true"}, {"width", "64"}}),
          test::configOf({{"sine-features", "8"}, {"skip-connections", "true"}, {"hidden-layers", "100"}})}) {
        const Result<ModelOutline> outline = outlineOf(config, {.features = 2, .classes = 33});
        ASSERT_TRUE(outline);
        const MlpArchitecture net = makeArchitecture(config, 2, 33);
        EXPECT_EQ(outline->parameters, net.parameterCount);
        EXPECT_EQ(outline->trained, net.parameterCount);
        EXPECT_EQ(sumOf(*outline), net.parameterCount);
        EXPECT_EQ(std::ssize(outline->layers), net.layerCount() + 1) << "the input, and each layer";
    }
}

TEST(ModelOutline, CountsWhatThePictureEnginesHave) {
    struct Row {
        test::Fields fields;
        int side, channels;
        std::int64_t classes;
    };
    for (const Row& row : {Row{{{"model", "cnn"}}, 28, 1, 10}, Row{{{"model", "cnn"}, {"batch-norm", "true"}}, 33, 3, 2},
                           Row{{{"model", "resnet18"}}, 224, 3, 10}, Row{{{"model", "resnet34"}}, 65, 3, 2},
                           Row{{{"model", "resnet34"}, {"method", "finetune"}, {"unfreeze", "2"}}, 224, 3, 3},
                           Row{{{"model", "resnet18"}, {"method", "probe"}}, 224, 3, 2}}) {
        const ParamSet config = test::configOf({{"data", "faces"}}, row.fields);
        const ModelEnds ends = pictures(row.side, row.channels, row.classes);
        const Result<ModelOutline> outline = outlineOf(config, ends);
        ASSERT_TRUE(outline);
        const PictureArchitecture net = makePictureArchitecture(config, *ends.view, row.classes);
        EXPECT_EQ(outline->parameters, net.parameterCount) << outline->title;
        EXPECT_EQ(sumOf(*outline), net.parameterCount) << outline->title;
        EXPECT_EQ(outline->trained, net.parameterCount - frozenParameters(config, net)) << outline->title;
    }
}

TEST(ModelOutline, SaysShapesAndWhatIsFrozen) {
    const ParamSet config = test::configOf({{"data", "faces"}, {"model", "resnet18"}, {"method", "finetune"}, {"unfreeze", "1"}});
    const Result<ModelOutline> outline = outlineOf(config, pictures(224, 3, 2));
    ASSERT_TRUE(outline);
    EXPECT_THAT(layerOf(*outline, "conv1").output, ElementsAre(64, 112, 112));
    EXPECT_THAT(layerOf(*outline, "maxpool").output, ElementsAre(64, 56, 56));
    EXPECT_THAT(layerOf(*outline, "layer2.0").output, ElementsAre(128, 28, 28));
    EXPECT_THAT(layerOf(*outline, "layer4.1").output, ElementsAre(512, 7, 7));
    EXPECT_THAT(layerOf(*outline, "avgpool").output, ElementsAre(512));
    EXPECT_THAT(layerOf(*outline, "fc").output, ElementsAre(1));
    EXPECT_EQ(layerOf(*outline, "conv1").parameters, 7 * 7 * 3 * 64 + 2 * 64);
    EXPECT_EQ(layerOf(*outline, "layer1.0").parameters, 2 * (3 * 3 * 64 * 64 + 2 * 64));
    EXPECT_TRUE(layerOf(*outline, "layer3.1").frozen());
    EXPECT_FALSE(layerOf(*outline, "layer4.0").frozen());
    EXPECT_FALSE(layerOf(*outline, "maxpool").frozen()) << "it has nothing to train";
    EXPECT_THAT(outline->title, HasSubstr("Fine-tuning"));
    EXPECT_THAT(totalText(*outline), HasSubstr("11,177,025 parameters, "));
}

TEST(ModelOutline, FoldsEqualLayersOfADeepOne) {
    const Result<ModelOutline> outline = outlineOf(test::configOf({{"hidden-layers", "100"}}), {.features = 2, .classes = 3});
    ASSERT_TRUE(outline);
    EXPECT_EQ(folded(*outline, 102).layers.size(), 102U) << "there is room for all";
    const ModelOutline few = folded(*outline, 20);
    ASSERT_EQ(few.layers.size(), 4U);
    EXPECT_EQ(nameText(few.layers[2]), "layer 1 … layer 99");
    EXPECT_EQ(kindText(few.layers[2]), "99 × fully connected 16 → 16, ReLU");
    EXPECT_EQ(few.layers[2].parameters, 99 * (16 * 16 + 16));
    EXPECT_EQ(sumOf(few), outline->parameters);
}

TEST(ModelOutline, TreesSayHowManyAndHowDeep) {
    const ParamSet config = test::configOf({{"model", "xgboost"}, {"rounds", "50"}, {"max-depth", "3"}});
    const Result<ModelOutline> outline = outlineOf(config, {.features = 2, .classes = 4});
    ASSERT_TRUE(outline);
    EXPECT_EQ(outline->title, "Boosted trees: 200 trees, depth ≤ 3");
    EXPECT_EQ(outlineOf(config, {.features = 2, .classes = 2})->title, "Boosted trees: 50 trees, depth ≤ 3");
    const Result<ModelOutline> grown = outlineOf(config, {.features = 2, .classes = 2, .grown = ModelEnds::Grown{12, 1234}});
    EXPECT_EQ(grown->title, "Boosted trees: 12 trees, depth ≤ 3");
    EXPECT_THAT(grown->note, HasSubstr("1,234 nodes"));
}

TEST(ModelOutline, RefusesPicturesNetworksOnATable) {
    const Result<ModelOutline> outline = outlineOf(test::configOf({{"model", "cnn"}}), {.features = 2, .classes = 2});
    ASSERT_FALSE(outline);
    EXPECT_EQ(outline.error().code, ErrorCode::ConfigConflict);
    EXPECT_EQ(outlineOf(test::configOf({{"model", "cnn"}}), pictures(3, 1, 2)).error().code, ErrorCode::ConfigRange);
}

} // namespace
} // namespace epochlab::core
