#pragma once

#include "base/result.h"
#include "run/loop_state.h"

#include <optional>
#include <string>

namespace epochlab::core {

/// A checkpoint as a folder, made under another name and put in place whole: state.bin (RunCheckpoint), model.safetensors (the best
/// epoch so far, where one has ended; any program reads it), and manifest.json, written last, with sizes and CRC-32C. Replaces an earlier
/// folder of that name. IoNoSpace or IoWrite, and then nothing is left.
Result<void> writeCheckpointFolder(const std::string& folder, const RunCheckpoint& checkpoint, const std::optional<Model>& best);
/// Checks every file against the manifest. UntrustedFile, DataNotFound, IoRead.
Result<RunCheckpoint> readCheckpointFolder(const std::string& folder);

} // namespace epochlab::core
