#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace epochlab::core {

/// The saved state of an MLP's training, the same for every engine: train with one, go on with the other.
struct MlpSessionState {
    std::uint64_t dataFingerprint = 0;
    std::int64_t threads = 1;
    std::int64_t step = 0;
    std::vector<float> parameters;           ///< flat
    std::vector<float> running;              ///< running mean and variance of each hidden layer in turn
    std::vector<std::vector<float>> moments; ///< the optimiser's, flat: none, one or two
    std::vector<double> gradientSums;        ///< by layer, since the epoch began
    std::int64_t gradientBatches = 0;
};

std::vector<std::byte> saveMlpState(const MlpSessionState& state);
/// Reads a state of the same shape as `expected` (whose sizes, data and threads it must have). UntrustedFile where the bytes are not such a
/// state, ConfigConflict where data or threads differ.
Result<MlpSessionState> loadMlpState(std::span<const std::byte> bytes, const MlpSessionState& expected);

} // namespace epochlab::core
