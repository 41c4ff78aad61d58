// A plain forward pass beside the engine's, and sketches of curves.
#include "insight/activations.h"
#include "insight/sketch.h"

#include "base/random.h"
#include "mlp/fused.h"
#include "support/config.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <cmath>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A network with drawn numbers, its norms' running statistics among them.
Model modelOf(const ParamSet& config) {
    Model model{config, {"x", "y"}, {"a", "b", "c"}, false, nullptr};
    const MlpArchitecture net = makeArchitecture(config, 2, 3);
    RandomStream random({.seed = 3, .purpose = RandomPurpose::ToyData});
    std::vector<float> parameters, running;
    for (std::int64_t i = 0; i < net.parameterCount; ++i) parameters.push_back(static_cast<float>(random.uniform(-1.0, 1.0)));
    if (net.batchNorm)
        for (const std::int64_t width : net.widths)
            for (std::int64_t i = 0; i < 2 * width; ++i) running.push_back(static_cast<float>(random.uniform(0.2, 2.0)));
    InputTransform transform;
    transform.sineCount = config.integer("sine-features");
    transform.sineMaximum = config.real("sine-maximum");
    if (config.boolean("standardize")) {
        transform.mean.assign(static_cast<std::size_t>(net.inputs), 0.3F);
        transform.scale.assign(static_cast<std::size_t>(net.inputs), 0.7F);
    }
    model.weights = std::make_shared<const ModelWeights>(exportWeights(net, parameters, running, transform));
    return model;
}

TEST(Activations, TheLastLayerIsWhatTheEngineAnswers) {
    for (const test::Fields& fields : std::vector<test::Fields>{{},
                                                                {{"activation", "tanh"}},
                                                                {{"activation", "sigmoid"}, {"standardize", "false"}},
                                                                {{"activation", "gelu"}, {"batch-norm", "true"}},
                                                                {{"activation", "leaky-relu"}, {"sine-features", "3"}},
                                                                {{"skip-connections", "true"}, {"batch-norm", "true"}},
                                                                {{"hidden-layers", "0"}}}) {
        const Model model = modelOf(test::configOf({{"hidden-layers", "3"}, {"width", "5"}}, fields));
        std::vector<float> rows;
        for (int i = 0; i < 40; ++i) rows.push_back(static_cast<float>(std::sin(1.7 * i) * 3.0));
        const Result<OpenedModel> opened = openModel(model);
        ASSERT_TRUE(opened);
        const Result<std::vector<LayerActivations>> layers = activationsOf(*opened, model.config, rows, 20);
        ASSERT_TRUE(layers);
        ASSERT_EQ(std::ssize(*layers), opened->architecture.layerCount());
        const std::vector<float> expected = *(*makeFusedTrainer()->predictor(model))->probabilities(rows, 20);
        const std::vector<float>& found = layers->back().values;
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 2e-6) << writeRunFile(model.config, true);
    }
}

TEST(Activations, AreWhatAHandReckons) {
    Model model = modelOf(test::configOf({{"hidden-layers", "1"}, {"width", "2"}, {"standardize", "false"}}));
    auto weights = std::make_shared<ModelWeights>(*model.weights);
    weights->tensors[0].values = {1.0F, -1.0F, 0.5F, 2.0F}; // of two neurons
    weights->tensors[1].values = {0.25F, -10.0F};
    model.weights = weights;
    const Result<OpenedModel> opened = openModel(model);
    const std::vector<float> rows{2.0F, 1.0F};
    const Result<std::vector<LayerActivations>> layers = activationsOf(*opened, model.config, rows, 1);
    ASSERT_TRUE(layers);
    EXPECT_EQ((*layers)[0].neurons, 2);
    EXPECT_THAT((*layers)[0].values, ElementsAre(1.25F, 0.0F)) << "2 − 1 + 0.25, and below 0";
    EXPECT_FALSE(activationsOf(*opened, model.config, rows, 2)) << "there is one row";
}

TEST(Sketch, TheHandDrawsAnewWhereItGoes) {
    Sketch sketch;
    sketch.draw(1, 0.2, 5, 0.6);
    sketch.draw(5, 0.6, 9, 0.6);
    EXPECT_THAT(sketch.epochs, ElementsAre(1, 5, 9));
    EXPECT_DOUBLE_EQ(*sketch.at(3), 0.4);
    EXPECT_FALSE(sketch.at(0.5) || sketch.at(9.5));
    sketch.draw(8, 0.9, 4, 0.9); // backwards
    EXPECT_THAT(sketch.epochs, ElementsAre(1, 4, 8, 9));
    EXPECT_DOUBLE_EQ(*sketch.at(6), 0.9);
}

TEST(Sketch, IsHeldAgainstWhatCame) {
    Sketch sketch{.epochs = {1, 3}, .values = {0.5, 0.7}};
    const SketchDifference difference = differenceOf(sketch, {{1, 2, 3, 4}, {0.4, std::nan(""), 0.8, 0.9}});
    EXPECT_EQ(difference.epochs, 2) << "neither NaN nor what is behind the sketch";
    EXPECT_NEAR(difference.meanAbsolute, 0.1, 1e-12);
    EXPECT_NEAR(difference.bias, 0.0, 1e-12);
    EXPECT_EQ(sketchWords(difference), "off by 0.100 on average over 2 epochs");
    EXPECT_THAT(sketchWords(differenceOf(sketch, {{2}, {0.5}})), HasSubstr("0.100 too high"));
    EXPECT_THAT(sketchWords(differenceOf(sketch, {{7}, {0.5}})), HasSubstr("no epoch of the sketch"));
}

TEST(Sketch, IsKeptAsAFile) {
    const test::TemporaryFolder folder;
    const std::string path = sketchPath(folder.path("new"), {"validation_loss"}); // no run has made the folder
    EXPECT_TRUE(loadSketch(path, {"validation_loss"})->empty());
    const Sketch sketch{.metric = {"validation_loss"}, .made = 1234, .epochs = {1, 2.5}, .values = {0.1, 1.0 / 3.0}};
    ASSERT_TRUE(saveSketch(sketch, path));
    const Result<Sketch> read = loadSketch(path, {"validation_loss"});
    ASSERT_TRUE(read);
    EXPECT_EQ(read->made, 1234);
    EXPECT_EQ(read->metric.series, "validation_loss");
    EXPECT_EQ(read->epochs, sketch.epochs);
    EXPECT_EQ(read->values, sketch.values);
    ASSERT_TRUE(saveSketch({}, path));
    EXPECT_TRUE(loadSketch(path, {})->empty());
    for (const char* text : {"1,2\n", "epoch,validation_loss\n1\n", "epoch,x\n1,nan\n", "epoch,x\n2,1\n1,1\n", "epoch,\n"})
        EXPECT_EQ(readSketch(text, "mine.csv").error().code, ErrorCode::UntrustedFile) << text;
    EXPECT_THAT(readSketch("epoch,x\r\n1,1\r\n2;1\r\n", "mine.csv").error().where, HasSubstr("line 3"));
}

} // namespace
} // namespace epochlab::core
