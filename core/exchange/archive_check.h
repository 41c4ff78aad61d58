#pragma once

#include "base/result.h"
#include "exchange/run_archive_parts.h"
#include "run/events.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// What an archive holds, its container, names, sizes and checksums being sound.
struct ArchiveContents {
    ArchivedFiles files; ///< without the manifest
    std::vector<RunId> runs;
    std::uint64_t bytes = 0;
};

/// Reads an archive whole and keeps nothing of its files. UntrustedFile naming the broken rule.
Result<ArchiveContents> checkArchive(const std::string& path);

} // namespace epochlab::core
