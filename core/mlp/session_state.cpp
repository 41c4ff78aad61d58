#include "mlp/session_state.h"

#include "base/state_bytes.h"

namespace epochlab::core {
namespace {

constexpr std::uint32_t stateMagic = 0x54534C45; // "ELST"
constexpr std::uint32_t stateVersion = 2;

} // namespace

std::vector<std::byte> saveMlpState(const MlpSessionState& state) {
    StateWriter writer;
    writer.number(stateMagic);
    writer.number(stateVersion);
    writer.number(state.dataFingerprint);
    writer.number(state.threads);
    writer.number(state.step);
    writer.array(std::span<const float>(state.parameters));
    writer.array(std::span<const float>(state.running));
    for (const std::vector<float>& moment : state.moments) writer.array(std::span<const float>(moment));
    writer.array(std::span<const double>(state.gradientSums));
    writer.number(state.gradientBatches);
    return writer.take();
}

Result<MlpSessionState> loadMlpState(std::span<const std::byte> bytes, const MlpSessionState& expected) {
    StateReader reader(bytes);
    const Error unfit{ErrorCode::UntrustedFile, "this is not a saved state of this training", "", "start the run anew"};
    if (reader.number<std::uint32_t>() != stateMagic || reader.number<std::uint32_t>() != stateVersion) return unfit;
    MlpSessionState state;
    state.dataFingerprint = reader.number<std::uint64_t>();
    if (state.dataFingerprint != expected.dataFingerprint) {
        return Error{ErrorCode::ConfigConflict, "the data set is not the one that the run was stopped with", "data",
                     "restore the data, or start anew"};
    }
    state.threads = reader.number<std::int64_t>();
    if (state.threads != expected.threads) {
        return Error{ErrorCode::ConfigConflict, "the run was stopped with another number of threads", "threads", "use the same number"};
    }
    state.step = reader.number<std::int64_t>();
    state.parameters = reader.array<float>(expected.parameters.size());
    state.running = reader.array<float>(expected.running.size());
    for (const std::vector<float>& moment : expected.moments) state.moments.push_back(reader.array<float>(moment.size()));
    state.gradientSums = reader.array<double>(expected.gradientSums.size());
    state.gradientBatches = reader.number<std::int64_t>();
    if (!reader.ok() || !reader.atEnd() || state.step < 0) return unfit;
    return state;
}

} // namespace epochlab::core
