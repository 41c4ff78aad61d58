#pragma once

#include "base/result.h"
#include "trees/tree_ensemble.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace epochlab::core {

/// The saved state of boosting: the trees, and how many rounds grew them.
struct TreeState {
    std::uint64_t dataFingerprint = 0;
    std::int64_t threads = 1;
    std::int64_t round = 0;
    TreeEnsemble trees;
};

std::vector<std::byte> saveTreeState(const TreeState& state);
/// Of a training like `expected`: same data, threads, features and groups. UntrustedFile where the bytes are no such state or a tree is
/// unsound, ConfigConflict where data or threads differ. XGBoost never sees these bytes.
Result<TreeState> loadTreeState(std::span<const std::byte> bytes, const TreeState& expected);

} // namespace epochlab::core
