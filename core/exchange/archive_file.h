#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace epochlab::core {

/// A tar file of plain files, written one after another; it appears at its path with finish(), whole or not at all. Equal contents give
/// equal bytes.
class ArchiveWriter {
public:
    /// IoNoSpace, IoWrite.
    static Result<ArchiveWriter> create(const std::string& path);
    ~ArchiveWriter();
    ArchiveWriter(ArchiveWriter&&) noexcept;

    Result<void> add(const std::string& name, std::string_view bytes);
    Result<void> finish();

private:
    struct Parts;
    explicit ArchiveWriter(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// Most files that an archive may hold.
constexpr std::size_t mostArchiveFiles = 200'000;

/// Calls `take` with each file of a tar file, in its order, until one is not ok. UntrustedFile naming the broken rule: anything but a plain
/// file, a name that leads out of the archive, a name twice, too many files, more bytes than the archive has. DataNotFound, IoRead. Files
/// that come before a broken rule have been given out by then: check an archive whole before keeping anything of it.
Result<void> walkArchive(const std::string& path, const std::function<Result<void>(const std::string& name, std::string bytes)>& take);

/// What is wrong with an archive, for those who read it further.
Error untrustedArchive(const std::string& rule, const std::string& path);

} // namespace epochlab::core
