#include "trees/tree_ensemble.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <thread>

namespace epochlab::core {
namespace {

constexpr std::size_t lanes = 16; ///< rows that walk a tree side by side, so that a processor has other steps while it waits for one
constexpr std::int64_t rowsPerThread = 1024;
constexpr float largestLeaf = 1e30F; ///< so that a sum of leaves stays finite

Error broken(std::string rule) {
    return {ErrorCode::UntrustedFile, "this is not a sound tree: " + std::move(rule), "", "export the model again, or choose another file"};
}

} // namespace

/// Level by level, so that a child always stands behind its parent; or the rule that is broken.
Result<std::int32_t> TreeEnsemble::depthOf(const FlatTree& tree) const {
    const std::size_t nodes = tree.features.size();
    if (nodes == 0 || nodes != tree.values.size()) return broken("it has no nodes, or not as many features as values");
    if (nodes > static_cast<std::size_t>(mostNodes)) return broken("it has too many nodes");
    if (tree.group < 0 || tree.group >= m_groups) return broken("it speaks for a class that there is not");
    std::vector<std::int32_t> depths{0};
    for (std::size_t node = 0; node < nodes; ++node) {
        if (node >= depths.size()) return broken("a node is nobody's child");
        if (!std::isfinite(tree.values[node])) return broken("a threshold or leaf is not finite");
        if (tree.features[node] == -1 && std::abs(tree.values[node]) > largestLeaf) return broken("a leaf is out of range");
        if (tree.features[node] < -1 || tree.features[node] >= m_features) return broken("a node asks for a feature that there is not");
        if (tree.features[node] < 0) continue;
        if (depths[node] == deepest) return broken("it is deeper than " + std::to_string(deepest) + " levels");
        depths.insert(depths.end(), 2, depths[node] + 1);
    }
    if (depths.size() != nodes) return broken("a node has no children");
    return *std::ranges::max_element(depths);
}

Result<void> TreeEnsemble::append(const FlatTree& tree) {
    const Result<std::int32_t> depth = depthOf(tree);
    if (!depth) return depth.error();
    m_trees.push_back({tree.group, *depth, m_nodes.size(), tree.features.size()});
    std::int32_t left = 1;
    for (std::size_t node = 0; node < tree.features.size(); ++node) {
        const bool leaf = tree.features[node] < 0;
        m_nodes.push_back({leaf ? 0 : tree.features[node], leaf ? static_cast<std::int32_t>(node) : left,
                           leaf ? std::numeric_limits<float>::quiet_NaN() : tree.values[node]});
        m_leaves.push_back(leaf ? tree.values[node] : 0.0F);
        if (!leaf) left += 2;
    }
    return {};
}

FlatTree TreeEnsemble::tree(std::size_t index) const {
    const Tree& tree = m_trees[index];
    FlatTree flat{tree.group, {}, {}};
    for (std::size_t node = tree.first; node < tree.first + tree.nodes; ++node) {
        const bool leaf = std::isnan(m_nodes[node].threshold);
        flat.features.push_back(leaf ? -1 : m_nodes[node].feature);
        flat.values.push_back(leaf ? m_leaves[node] : m_nodes[node].threshold);
    }
    return flat;
}

std::vector<float> TreeEnsemble::firstMargins(std::int64_t rows) const {
    return std::vector<float>(static_cast<std::size_t>(rows * m_groups), m_base);
}

void TreeEnsemble::addMargins(std::span<const float> rows, std::span<float> margins, std::size_t firstTree, int threads) const {
    const auto features = static_cast<std::size_t>(m_features);
    const auto groups = static_cast<std::size_t>(m_groups);
    const std::size_t count = margins.size() / groups;
    const std::size_t parts = std::min(static_cast<std::size_t>(std::max(1, threads)), std::max<std::size_t>(1, count / rowsPerThread));
    std::vector<std::jthread> others;
    for (std::size_t part = 1; part <= parts; ++part) {
        const std::size_t begin = count * (part - 1) / parts, size = count * part / parts - begin;
        const auto work = [this, firstTree, theirRows = rows.subspan(begin * features, size * features),
                           theirMargins = margins.subspan(begin * groups, size * groups)] { addRows(theirRows, theirMargins, firstTree); };
        if (part == parts)
            work();
        else
            others.emplace_back(work);
    }
}

void TreeEnsemble::addRows(std::span<const float> rows, std::span<float> margins, std::size_t firstTree) const {
    const auto features = static_cast<std::size_t>(m_features);
    const auto groups = static_cast<std::size_t>(m_groups);
    const std::size_t count = margins.size() / groups;
    for (std::size_t begin = 0; begin < count; begin += lanes) {
        const std::size_t width = std::min(lanes, count - begin);
        const float* values = rows.data() + begin * features;
        float* sums = margins.data() + begin * groups;
        for (std::size_t index = firstTree; index < m_trees.size(); ++index) {
            const Tree& tree = m_trees[index];
            const Node* nodes = m_nodes.data() + tree.first;
            std::array<std::int32_t, lanes> at{};
            for (std::int32_t level = 0; level < tree.depth; ++level) {
                for (std::size_t lane = 0; lane < width; ++lane) {
                    const Node& node = nodes[at[lane]];
                    const float value = values[lane * features + static_cast<std::size_t>(node.feature)];
                    at[lane] = node.left + static_cast<std::int32_t>(value >= node.threshold);
                }
            }
            const float* leaves = m_leaves.data() + tree.first;
            for (std::size_t lane = 0; lane < width; ++lane) sums[lane * groups + static_cast<std::size_t>(tree.group)] += leaves[at[lane]];
        }
    }
}

} // namespace epochlab::core
