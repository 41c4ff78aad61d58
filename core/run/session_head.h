#pragma once

#include "base/result.h"
#include "base/state_bytes.h"

#include <cstdint>

namespace epochlab::core {

/// How the saved state of every trainer's session begins.
struct SessionHead {
    std::uint32_t magic = 0; ///< which trainer's
    std::uint32_t version = 0;
    std::uint64_t dataFingerprint = 0;
    std::int64_t threads = 1;
};

void writeSessionHead(StateWriter& writer, const SessionHead& head);
/// unfitState() for another magic or version; ConfigConflict where data or threads differ.
Result<void> readSessionHead(StateReader& reader, const SessionHead& expected);
/// For bytes that are no saved state of this training: UntrustedFile.
Error unfitState();

} // namespace epochlab::core
