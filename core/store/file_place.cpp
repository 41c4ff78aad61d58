#include "store/file_place.h"

#include <filesystem>
#include <sys/stat.h>

namespace epochlab::core {

FilePlace::FilePlace(std::string path) : m_path(std::move(path)), m_opened(file()) {}

FilePlace::File FilePlace::file() const {
    struct stat facts {};
    if (::stat(m_path.c_str(), &facts) != 0) return {0, 0};
    return {facts.st_dev, facts.st_ino};
}

Result<void> FilePlace::check() const {
    if (file() == m_opened) return {};
    return Error{ErrorCode::IoWrite, "the store was removed, renamed or replaced while it was open",
                 std::filesystem::path(m_path).parent_path().string(),
                 "put it back: what is measured until then stays in memory, and is written as soon as the store is there"};
}

} // namespace epochlab::core
