#include "trees/xgboost_json.h"

#include "base/checked_json.h"

#include <charconv>
#include <cmath>

namespace epochlab::core {
namespace {

/// Numbers with a fraction are read as float32 at once, as XGBoost writes them: through a double they might be rounded twice.
using Json = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;

constexpr int deepestJson = 16; ///< a booster has seven levels
constexpr std::int64_t mostClasses = 10'000;
constexpr std::int64_t mostFeatures = 1 << 24;
constexpr std::size_t longestName = 4096;

const Json& member(const Json& object, const char* name) {
    if (!object.is_object()) broken(std::string("there is no object with a \"") + name + "\"");
    const auto found = object.find(name);
    if (found == object.end()) broken(std::string("\"") + name + "\" is missing");
    return *found;
}

const Json& listAt(const Json& object, const char* name, std::size_t size) {
    const Json& list = member(object, name);
    if (!list.is_array() || list.size() != size) broken(std::string("\"") + name + "\" is not a list with a value for each node");
    return list;
}

/// XGBoost writes the numbers of its parameters as texts: "33", "5E-1", in later versions "[5E-1]".
template <typename Number> Number numberIn(const Json& object, const char* name) {
    const Json& value = member(object, name);
    if (!value.is_string()) broken(std::string("\"") + name + "\" is not a text");
    std::string_view text = value.get_ref<const std::string&>();
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) broken(std::string("\"") + name + "\" is not a number");
    return number;
}

std::int32_t indexOf(const Json& value, const char* name) {
    if (!value.is_number_integer()) broken(std::string("\"") + name + "\" holds what is not a whole number");
    const auto number = value.get<std::int64_t>();
    if (number < -1 || number > TreeEnsemble::mostNodes) broken(std::string("\"") + name + "\" holds a number out of range");
    return static_cast<std::int32_t>(number);
}

float floatOf(const Json& value, const char* name) {
    if (!value.is_number()) broken(std::string("\"") + name + "\" holds what is not a number");
    return value.get<float>();
}

/// One tree of the file, its nodes in the file's order.
class TreeReader {
public:
    TreeReader(const Json& tree, std::int32_t group)
        : m_size(sizeOf(tree)), m_group(group), m_left(listAt(tree, "left_children", m_size)),
          m_right(listAt(tree, "right_children", m_size)), m_parents(listAt(tree, "parents", m_size)),
          m_features(listAt(tree, "split_indices", m_size)), m_conditions(listAt(tree, "split_conditions", m_size)) {
        if (tree.contains("categories") && !member(tree, "categories").empty()) broken("a tree splits by categories, which we do not read");
    }

    /// Node by node from the root, level by level: each may be met once, so there is no way back.
    FlatTree flat() const {
        FlatTree flat{m_group, {}, {}};
        std::vector<std::size_t> order{0};
        std::vector<bool> met(m_size, false);
        met[0] = true;
        for (std::size_t at = 0; at < order.size(); ++at) {
            const std::size_t node = order[at];
            const std::int32_t left = indexOf(m_left[node], "left_children"), right = indexOf(m_right[node], "right_children");
            const bool leaf = left < 0;
            if (leaf != (right < 0)) broken("a node has one child");
            flat.features.push_back(leaf ? -1 : featureOf(node));
            flat.values.push_back(floatOf(m_conditions[node], "split_conditions"));
            if (leaf) continue;
            order.push_back(child(left, node, met));
            order.push_back(child(right, node, met));
        }
        return flat;
    }

private:
    static std::size_t sizeOf(const Json& tree) {
        const Json& left = member(tree, "left_children");
        if (!left.is_array() || left.empty()) broken("a tree has no nodes");
        if (left.size() > static_cast<std::size_t>(TreeEnsemble::mostNodes)) broken("a tree has too many nodes");
        return left.size();
    }

    std::int32_t featureOf(std::size_t node) const {
        const std::int32_t feature = indexOf(m_features[node], "split_indices");
        if (feature < 0) broken("a node asks for feature -1");
        return feature;
    }

    std::size_t child(std::int32_t index, std::size_t parent, std::vector<bool>& met) const {
        const auto node = static_cast<std::size_t>(index);
        if (node >= m_size) broken("a child lies outside its tree");
        if (met[node]) broken("a node has two parents, or is its own ancestor");
        if (indexOf(m_parents[node], "parents") != static_cast<std::int32_t>(parent)) broken("a child names another parent");
        met[node] = true;
        return node;
    }

    std::size_t m_size;
    std::int32_t m_group;
    const Json& m_left;
    const Json& m_right;
    const Json& m_parents;
    const Json& m_features;
    const Json& m_conditions;
};

/// Of the groups; the margin before the first tree follows from what XGBoost calls the base score.
TreeEnsemble emptyEnsemble(const Json& learner, std::int64_t& classes) {
    const Json& sizes = member(learner, "learner_model_param");
    const Json& objective = member(member(learner, "objective"), "name");
    const auto features = numberIn<std::int64_t>(sizes, "num_feature");
    const auto base = numberIn<float>(sizes, "base_score");
    if (features < 1 || features > mostFeatures) broken("its number of features is out of range");
    if (objective == "binary:logistic") {
        if (!(base > 0.0F && base < 1.0F)) broken("its base score is no probability");
        classes = 2;
        return {features, 1, -std::log(1.0F / base - 1.0F)};
    }
    if (objective != "multi:softprob" && objective != "multi:softmax") broken("it is no classifier that we know: its objective is another");
    classes = numberIn<std::int64_t>(sizes, "num_class");
    if (classes < 2 || classes > mostClasses) broken("its number of classes is out of range");
    if (!std::isfinite(base)) broken("its base score is not finite");
    return {features, classes, base};
}

void addTrees(const Json& booster, TreeEnsemble& ensemble) {
    if (member(booster, "name") != "gbtree") broken("its booster is not gbtree");
    const Json& model = member(booster, "model");
    const Json& trees = member(model, "trees");
    if (!trees.is_array()) broken("\"trees\" is not a list");
    const Json& groups = member(model, "tree_info");
    if (!groups.is_array() || groups.size() != trees.size()) broken("\"tree_info\" does not name a group for each tree");
    for (std::size_t i = 0; i < trees.size(); ++i) {
        const std::int32_t group = indexOf(groups[i], "tree_info");
        if (group < 0 || group >= ensemble.groupCount()) broken("\"tree_info\" names a group that there is not");
        if (const Result<void> added = ensemble.append(TreeReader(trees[i], group).flat()); !added) broken(added.error().what);
    }
}

std::vector<std::string> featureNamesOf(const Json& learner, std::int64_t features) {
    std::vector<std::string> names;
    const auto found = learner.find("feature_names");
    if (found == learner.end() || !found->is_array() || found->empty()) return names;
    if (static_cast<std::int64_t>(found->size()) != features) broken("it does not name each feature");
    for (const Json& name : *found) {
        if (!name.is_string() || name.get_ref<const std::string&>().size() > longestName) broken("the name of a feature is no short text");
        names.push_back(name.get<std::string>());
    }
    return names;
}

} // namespace

Result<XgboostModel> readXgboostJson(std::string_view text, const std::string& origin) {
    try {
        if (text.size() > largestXgboostJson) broken("it is larger than " + std::to_string(largestXgboostJson >> 20) + " MiB");
        const Json document = parseCheckedJson<Json>(text, {.depth = deepestJson}, "it");
        const Json& learner = member(document, "learner");
        XgboostModel model;
        model.trees = emptyEnsemble(learner, model.classes);
        addTrees(member(learner, "gradient_booster"), model.trees);
        model.featureNames = featureNamesOf(learner, model.trees.featureCount());
        return model;
    } catch (const BrokenRule& rule) {
        return unsound("XGBoost model", {rule.text, "save it again with XGBoost as JSON: booster.save_model(\"model.json\")"}, origin);
    }
}

/// A safetensors file may begin with the same two bytes, of its header's length; its next ones are zeros and another brace.
bool looksLikeUbj(std::string_view bytes) {
    return bytes.size() > 10 && bytes[0] == '{' && std::string_view("LlIiU").find(bytes[1]) != std::string_view::npos &&
           bytes.substr(0, 24).find("learner") != std::string_view::npos;
}

bool looksLikeXgboost(std::string_view bytes) {
    return bytes.starts_with('{') && (looksLikeUbj(bytes) || bytes.substr(0, 8).find('\0') == std::string_view::npos);
}

} // namespace epochlab::core
