#include "xgb/session_state.h"

#include "run/session_head.h"

namespace epochlab::core {
namespace {

constexpr std::uint32_t stateMagic = 0x54584C45; // "ELXT"
constexpr std::uint32_t stateVersion = 1;

SessionHead headOf(const TreeState& state) { return {stateMagic, stateVersion, state.dataFingerprint, state.threads}; }

} // namespace

std::vector<std::byte> saveTreeState(const TreeState& state) {
    StateWriter writer;
    writeSessionHead(writer, headOf(state));
    writer.number(state.round);
    writer.number(static_cast<std::uint64_t>(state.trees.treeCount()));
    for (std::size_t i = 0; i < state.trees.treeCount(); ++i) {
        const FlatTree tree = state.trees.tree(i);
        writer.number(tree.group);
        writer.array(std::span<const std::int32_t>(tree.features));
        writer.array(std::span<const float>(tree.values));
    }
    return writer.take();
}

Result<TreeState> loadTreeState(std::span<const std::byte> bytes, const TreeState& expected) {
    StateReader reader(bytes);
    if (const Result<void> head = readSessionHead(reader, headOf(expected)); !head) return head.error();
    TreeState state;
    state.dataFingerprint = expected.dataFingerprint;
    state.threads = expected.threads;
    state.round = reader.number<std::int64_t>();
    state.trees = TreeEnsemble(expected.trees.featureCount(), expected.trees.groupCount(), expected.trees.base());
    const auto count = reader.number<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
        FlatTree tree;
        tree.group = reader.number<std::int32_t>();
        reader.list(tree.features);
        reader.list(tree.values);
        if (reader.ok())
            if (const Result<void> added = state.trees.append(tree); !added) return added.error();
    }
    const auto grown = static_cast<std::int64_t>(state.trees.treeCount());
    if (!reader.ok() || !reader.atEnd() || grown % state.trees.groupCount() != 0 || grown / state.trees.groupCount() != state.round)
        return unfitState();
    return state;
}

} // namespace epochlab::core
