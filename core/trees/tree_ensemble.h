#pragma once

#include "base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace epochlab::core {

/// One tree in plain numbers: its nodes level by level, root first, the two children of a node beside each other. That order says which
/// nodes belong together, so nothing here can point outside the tree or back into it.
struct FlatTree {
    std::int32_t group = 0;             ///< the class that it speaks for; 0 where there is one group
    std::vector<std::int32_t> features; ///< [nodes] what a node asks for, or −1: a leaf
    std::vector<float> values;          ///< [nodes] a leaf's margin, else the threshold: left where feature < threshold
};

/// Boosted trees: the margin of a row in a group is `base` and one leaf of each of the group's trees, added in their order in float32, as
/// XGBoost adds them, so that the sums agree to the last bit.
class TreeEnsemble {
public:
    static constexpr std::int64_t mostNodes = 1 << 24; ///< of a tree; what a float32 counts exactly
    static constexpr std::int32_t deepest = 1024;

    TreeEnsemble() = default;
    /// groups: 1 for two classes, else one a class.
    TreeEnsemble(std::int64_t features, std::int64_t groups, float base) : m_features(features), m_groups(groups), m_base(base) {}

    /// UntrustedFile naming the rule that the tree breaks; it is not added then.
    Result<void> append(const FlatTree& tree);

    std::int64_t featureCount() const { return m_features; }
    std::int64_t groupCount() const { return m_groups; }
    float base() const { return m_base; }
    std::size_t treeCount() const { return m_trees.size(); }
    std::size_t nodeCount() const { return m_nodes.size(); }
    FlatTree tree(std::size_t index) const;

    /// [rows × groups], all `base`.
    std::vector<float> firstMargins(std::int64_t rows) const;
    /// Adds the trees from `firstTree` on. rows: [count × features], finite; margins: [count × groups]. The number of threads changes no
    /// bit.
    void addMargins(std::span<const float> rows, std::span<float> margins, std::size_t firstTree, int threads = 1) const;

private:
    struct Node {
        std::int32_t feature; ///< 0 for a leaf
        std::int32_t left;    ///< within the tree; the right child follows. A leaf names itself
        float threshold;      ///< NaN for a leaf: no value is at or above it, so a walk stays there
    };
    struct Tree {
        std::int32_t group;
        std::int32_t depth; ///< steps to the deepest leaf
        std::size_t first;  ///< node
        std::size_t nodes;
    };

    Result<std::int32_t> depthOf(const FlatTree& tree) const;
    void addRows(std::span<const float> rows, std::span<float> margins, std::size_t firstTree) const;

    std::int64_t m_features = 0;
    std::int64_t m_groups = 1;
    float m_base = 0.0F;
    std::vector<Tree> m_trees;
    std::vector<Node> m_nodes;
    std::vector<float> m_leaves; ///< beside m_nodes
};

} // namespace epochlab::core
