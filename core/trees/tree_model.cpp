#include "trees/tree_model.h"

#include "params/model_fields.h"
#include "trees/margins.h"
#include "trees/xgboost_json.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

Error unfit(std::string what) {
    return {ErrorCode::DataShape, "the weights are no boosted trees of this model: " + std::move(what), "",
            "use the settings that the model was trained with"};
}

/// A whole number that a float32 holds; −2 for anything else.
std::int32_t wholeNumber(float value) {
    const bool sound = value >= -1.0F && value <= static_cast<float>(TreeEnsemble::mostNodes) && value == std::floor(value);
    return sound ? static_cast<std::int32_t>(value) : -2;
}

class TreePredictor final : public Predictor {
public:
    TreePredictor(TreeEnsemble trees, int threads) : m_trees(std::move(trees)), m_threads(threads) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override {
        if (static_cast<std::int64_t>(features.size()) != rows * m_trees.featureCount())
            return Error{ErrorCode::DataShape,
                         "the rows do not have the " + std::to_string(m_trees.featureCount()) + " features of the model", "",
                         "give the columns that the model was trained with"};
        std::vector<float> margins = m_trees.firstMargins(rows);
        m_trees.addMargins(features, margins, 0, m_threads);
        return probabilitiesOfMargins(margins, m_trees.groupCount());
    }

private:
    TreeEnsemble m_trees;
    int m_threads;
};

/// The part of the two node tensors that a tree takes.
struct NodePlace {
    std::size_t first = 0;
    std::size_t count = 0;
};

Result<void> appendTree(TreeEnsemble& trees, float group, const NamedTensor& features, const NamedTensor& values, NodePlace place) {
    FlatTree tree{wholeNumber(group), {}, {}};
    for (std::size_t node = place.first; node < place.first + place.count; ++node) {
        tree.features.push_back(wholeNumber(features.values[node]));
        tree.values.push_back(values.values[node]);
    }
    return trees.append(tree);
}

} // namespace

ModelWeights exportTrees(const TreeEnsemble& trees) {
    NamedTensor base{"trees.base", {trees.groupCount()}, trees.firstMargins(1)};
    NamedTensor classes{"trees.class", {static_cast<std::int64_t>(trees.treeCount())}, {}};
    NamedTensor nodes{"trees.nodes", classes.shape, {}};
    NamedTensor features{"trees.feature", {static_cast<std::int64_t>(trees.nodeCount())}, {}};
    NamedTensor values{"trees.value", features.shape, {}};
    for (std::size_t i = 0; i < trees.treeCount(); ++i) {
        const FlatTree tree = trees.tree(i);
        classes.values.push_back(static_cast<float>(tree.group));
        nodes.values.push_back(static_cast<float>(tree.features.size()));
        for (const std::int32_t feature : tree.features) features.values.push_back(static_cast<float>(feature));
        values.values.insert(values.values.end(), tree.values.begin(), tree.values.end());
    }
    ModelWeights weights;
    weights.tensors = {std::move(base), std::move(classes), std::move(nodes), std::move(features), std::move(values)};
    return weights;
}

Result<TreeEnsemble> importTrees(const ModelWeights& weights, std::int64_t features, std::int64_t classes) {
    for (const char* name : {"trees.base", "trees.class", "trees.nodes", "trees.feature", "trees.value"})
        if (weights.find(name) == nullptr) return unfit(std::string(name) + " is missing");
    const std::vector<float>& base = weights.find("trees.base")->values;
    const std::vector<float>& groups = weights.find("trees.class")->values;
    const std::vector<float>& nodes = weights.find("trees.nodes")->values;
    const NamedTensor& feature = *weights.find("trees.feature");
    const NamedTensor& value = *weights.find("trees.value");
    const auto width = static_cast<std::int64_t>(base.size());
    if (width != classes && !(width == 1 && classes == 2)) return unfit("they are for another number of classes");
    if (features < 1 || !std::isfinite(base[0])) return unfit("trees.base is not finite, or there are no features");
    if (nodes.size() != groups.size() || feature.values.size() != value.values.size()) return unfit("their parts differ in length");
    TreeEnsemble trees(features, width, base[0]);
    NodePlace place;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        place.first += place.count;
        place.count = static_cast<std::size_t>(std::max(0, wholeNumber(nodes[i])));
        if (place.count == 0 || place.count > feature.values.size() - place.first) return unfit("trees.nodes does not fit trees.feature");
        if (const Result<void> added = appendTree(trees, groups[i], feature, value, place); !added) return added.error();
    }
    if (trees.nodeCount() != feature.values.size()) return unfit("there are nodes behind the last tree");
    return trees;
}

Result<std::unique_ptr<Predictor>> makeTreePredictor(const Model& model, std::int64_t features) {
    if (!model.weights) return Error{ErrorCode::Internal, "the model has no weights", "", "train it first"};
    Result<TreeEnsemble> trees = importTrees(*model.weights, features, static_cast<std::int64_t>(model.classNames.size()));
    if (!trees) return trees.error();
    return std::unique_ptr<Predictor>(std::make_unique<TreePredictor>(*std::move(trees), threadsOf(model.config)));
}

Result<Model> modelOfXgboostFile(std::string_view text, const std::string& origin) {
    if (looksLikeUbj(text))
        return Error{ErrorCode::UntrustedFile, "this is an XGBoost model in binary JSON, which is not read here", origin,
                     "save it as JSON: booster.save_model(\"model.json\")"};
    Result<XgboostModel> read = readXgboostJson(text, origin);
    if (!read) return read.error();
    Model model{ParamSet(mlpParams()), std::move(read->featureNames), {}, false, nullptr};
    if (const Result<void> set = model.config.set("model", std::string("xgboost")); !set) return set.error();
    for (std::int64_t i = std::ssize(model.featureNames); i < read->trees.featureCount(); ++i)
        model.featureNames.push_back("f" + std::to_string(i));
    for (std::int64_t i = 0; i < read->classes; ++i) model.classNames.push_back(std::to_string(i));
    model.weights = std::make_shared<const ModelWeights>(exportTrees(read->trees));
    return model;
}

} // namespace epochlab::core
