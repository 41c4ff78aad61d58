#include "mlp/session_state.h"

#include "run/session_head.h"

namespace epochlab::core {
namespace {

constexpr std::uint32_t stateMagic = 0x54534C45; // "ELST"
constexpr std::uint32_t stateVersion = 2;

SessionHead headOf(const MlpSessionState& state) { return {stateMagic, stateVersion, state.dataFingerprint, state.threads}; }

} // namespace

std::vector<std::byte> saveMlpState(const MlpSessionState& state) {
    StateWriter writer;
    writeSessionHead(writer, headOf(state));
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
    if (const Result<void> head = readSessionHead(reader, headOf(expected)); !head) return head.error();
    MlpSessionState state;
    state.dataFingerprint = expected.dataFingerprint;
    state.threads = expected.threads;
    state.step = reader.number<std::int64_t>();
    state.parameters = reader.array<float>(expected.parameters.size());
    state.running = reader.array<float>(expected.running.size());
    for (const std::vector<float>& moment : expected.moments) state.moments.push_back(reader.array<float>(moment.size()));
    state.gradientSums = reader.array<double>(expected.gradientSums.size());
    state.gradientBatches = reader.number<std::int64_t>();
    if (!reader.ok() || !reader.atEnd() || state.step < 0) return unfitState();
    return state;
}

} // namespace epochlab::core
