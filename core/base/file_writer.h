#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace epochlab::core {

/// The one way to write a file that matters: new name beside it (O_EXCL), every write counted, fsync, rename, fsync of the folder.
/// On any failure the old file is as it was. IoNoSpace or IoWrite with the system's reason.
Result<void> writeFileDurably(const std::string& path, std::string_view bytes);
/// The same, and the bytes are read again and compared before the new file takes the old one's place.
Result<void> writeFileChecked(const std::string& path, std::string_view bytes);

/// A named step of a save. A test that sets EPOCHLAB_CRASH_AT=n ends the process at the n-th one, at once and without cleaning up.
void reachSaveStep();
constexpr int crashExitCode = 99;

/// Removes what a process that is dead left unfinished in a folder: every NAME.tmp-PID…
void removeStrayTemporaries(const std::string& folder);

/// A regular file whole, up to maximumBytes. DataNotFound, DataNotRegularFile, DataTooLarge, IoRead.
Result<std::string> readRegularFile(const std::string& path, std::size_t maximumBytes);

/// Makes what was created, renamed or removed in a folder outlast a power loss (fsync). IoNoSpace or IoWrite.
Result<void> syncFolder(const std::string& folder);

/// mkdir -p. IoWrite.
Result<void> makeDirectories(const std::string& path);

} // namespace epochlab::core
