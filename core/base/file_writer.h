#pragma once

#include "base/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace epochlab::core {

/// The one way to write a file that matters: new name beside it (O_EXCL), every write counted, fsync, rename, fsync of the folder.
/// On any failure the old file is as it was. IoNoSpace or IoWrite with the system's reason.
Result<void> writeFileDurably(const std::string& path, std::string_view bytes);
/// The same, and the bytes are read again and compared before the new file takes the old one's place.
Result<void> writeFileChecked(const std::string& path, std::string_view bytes);

/// The same for a file that is made piece by piece: nothing is at its path before commit(), and without one nothing stays.
class DurableFile {
public:
    static Result<DurableFile> create(const std::string& path);
    ~DurableFile();
    DurableFile(DurableFile&&) noexcept;
    const std::string& path() const;
    Result<void> write(std::string_view bytes);
    /// With `readBack`, what can be read again must be these bytes, which are all that was written.
    Result<void> commit(const std::string_view* readBack = nullptr);

private:
    struct Parts;
    explicit DurableFile(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

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

/// mkdir -p of `below` in a folder that must exist: what was unmounted or moved away is not begun anew where it stood. IoWrite.
Result<void> makeDirectoriesBelow(const std::string& root, const std::string& below);

} // namespace epochlab::core
