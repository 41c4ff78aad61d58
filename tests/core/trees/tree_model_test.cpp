#include "trees/tree_model.h"

#include "store/model_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

TreeEnsemble twoTrees(std::int64_t groups) {
    TreeEnsemble trees(2, groups, 0.25F);
    EXPECT_TRUE(trees.append({0, {0, 1, -1, -1, -1}, {1.0F, 2.0F, 3.0F, -1.0F, 0.5F}}).ok());
    EXPECT_TRUE(trees.append({static_cast<std::int32_t>(groups - 1), {-1}, {-0.125F}}).ok());
    return trees;
}

Model modelOf(std::int64_t groups) {
    Model model{ParamSet(mlpParams()), {"x", "y"}, {"a", "b"}, false, std::make_shared<ModelWeights>(exportTrees(twoTrees(groups)))};
    if (groups > 2) model.classNames.emplace_back("c");
    EXPECT_TRUE(model.config.set("model", std::string("xgboost")).ok());
    return model;
}

TEST(TreeModel, GoesThroughAModelFileBitForBit) {
    for (const std::int64_t groups : {1, 2, 3}) {
        const Model before = modelOf(groups);
        const std::string bytes = encodeModel(before);
        const Result<Model> after = decodeModel(std::as_bytes(std::span(bytes)), "test");
        ASSERT_TRUE(after.ok()) << describe(after.error());
        EXPECT_EQ(encodeModel(*after), bytes);
        EXPECT_EQ(after->config, before.config);
        const std::vector<float> rows{0.0F, 0.0F, 0.5F, 7.0F, 4.0F, 1.0F};
        const auto first = makeTreePredictor(before), second = makeTreePredictor(*after);
        ASSERT_TRUE(first.ok() && second.ok());
        const auto answer = (*first)->probabilities(rows, 3);
        EXPECT_EQ(*answer, *(*second)->probabilities(rows, 3));
        EXPECT_EQ(answer->size(), 3 * before.classNames.size());
    }
}

TEST(TreeModel, AnswersWithTheLogisticFunction) {
    const auto predictor = makeTreePredictor(modelOf(1));
    ASSERT_TRUE(predictor.ok());
    const auto answer = (*predictor)->probabilities(std::vector<float>{4.0F, 0.0F}, 1);
    EXPECT_FLOAT_EQ(answer->at(1), 1.0F / (1.0F + std::exp(-(0.25F + 3.0F - 0.125F))));
    EXPECT_FLOAT_EQ(answer->at(0) + answer->at(1), 1.0F);
    EXPECT_EQ((*predictor)->probabilities(std::vector<float>{4.0F}, 1).error().code, ErrorCode::DataShape);
}

struct DamageRow {
    const char* rule;
    std::function<void(ModelWeights&)> damage;
};

NamedTensor& named(ModelWeights& weights, std::string_view name) { return *std::ranges::find(weights.tensors, name, &NamedTensor::name); }

const DamageRow damages[]{
    {"trees.value is missing", [](ModelWeights& w) { w.tensors.pop_back(); }},
    {"another number of classes", [](ModelWeights& w) { named(w, "trees.base").values.resize(3); }},
    {"another number of classes", [](ModelWeights& w) { named(w, "trees.base").values.clear(); }},
    {"not finite", [](ModelWeights& w) { named(w, "trees.base").values[0] = NAN; }},
    {"differ in length", [](ModelWeights& w) { named(w, "trees.class").values.pop_back(); }},
    {"differ in length", [](ModelWeights& w) { named(w, "trees.value").values.pop_back(); }},
    {"does not fit", [](ModelWeights& w) { named(w, "trees.nodes").values[0] = 7; }},
    {"does not fit", [](ModelWeights& w) { named(w, "trees.nodes").values[0] = 4.5F; }},
    {"does not fit", [](ModelWeights& w) { named(w, "trees.nodes").values[0] = -5; }},
    {"does not fit", [](ModelWeights& w) { named(w, "trees.nodes").values[0] = NAN; }},
    {"behind the last tree", [](ModelWeights& w) { named(w, "trees.nodes").values.pop_back(), named(w, "trees.class").values.pop_back(); }},
    {"a feature that there is not", [](ModelWeights& w) { named(w, "trees.feature").values[0] = 2; }},
    {"a feature that there is not", [](ModelWeights& w) { named(w, "trees.feature").values[0] = 0.5F; }},
    {"a class that there is not", [](ModelWeights& w) { named(w, "trees.class").values[1] = 1; }},
    {"no children", [](ModelWeights& w) { named(w, "trees.feature").values[4] = 1; }},
};

TEST(TreeModel, RefusesDamagedTensorsByRule) {
    for (const DamageRow& row : damages) {
        Model model = modelOf(1);
        ModelWeights weights = *model.weights;
        row.damage(weights);
        model.weights = std::make_shared<ModelWeights>(weights);
        const auto predictor = makeTreePredictor(model);
        ASSERT_FALSE(predictor.ok()) << row.rule;
        EXPECT_THAT(predictor.error().what, HasSubstr(row.rule));
    }
}

} // namespace
} // namespace epochlab::core
