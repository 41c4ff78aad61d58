#pragma once

#include "base/result.h"
#include "store/stored_run.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// Writes runs of a store, with all that was measured, their models and checkpoints, as one file: a plain tar with a folder for each run
/// and, last, manifest.json with the size and the CRC-32C of every file. RunNotFound where one is still being trained, IoRead, IoNoSpace,
/// IoWrite; then there is no file.
Result<void> exportRuns(const std::string& storeDirectory, std::span<const RunSummary> runs, const std::string& path);

/// What a run of an archive is called in the store.
struct ArrivedRun {
    RunId id;
    RunId idInArchive; ///< another one where the store has a run of that id already
};

/// Takes the runs of an archive into a store, all of them or none. Nothing is written before the whole archive is checked: UntrustedFile
/// naming the broken rule. DataNotFound, IoRead, IoNoSpace, IoWrite.
Result<std::vector<ArrivedRun>> importRuns(const std::string& storeDirectory, const std::string& path);

/// Whether a file is meant to be such an archive: by its name, or by how a tar file begins.
bool looksLikeArchive(const std::string& path);

} // namespace epochlab::core
