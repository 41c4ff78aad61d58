#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <utility>

namespace epochlab::core {

/// The place of a store's database, and which file stood there when it was opened: a file that was removed takes all that is written to
/// it, and nobody would ever find it.
class FilePlace {
public:
    explicit FilePlace(std::string path);
    /// IoWrite where another file, or none, is there now.
    Result<void> check() const;

private:
    using File = std::pair<std::uint64_t, std::uint64_t>; ///< its device and its inode; {0, 0}: none
    File file() const;

    std::string m_path;
    File m_opened;
};

} // namespace epochlab::core
