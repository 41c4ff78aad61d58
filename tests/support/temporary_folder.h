#pragma once

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdlib.h> // mkdtemp
#include <string>
#include <system_error>

namespace epochlab::test {

/// A new empty folder that goes away with the object.
class TemporaryFolder {
public:
    TemporaryFolder() : m_path((std::filesystem::temp_directory_path() / "epochlab-test-XXXXXX").string()) {
        if (::mkdtemp(m_path.data()) == nullptr) throw std::system_error(errno, std::generic_category(), m_path);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::string& path() const { return m_path; }
    std::string path(const std::string& name) const { return m_path + "/" + name; }
    /// Writes a file, with the folders above it, and returns its path.
    std::string file(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

private:
    std::string m_path;
};

} // namespace epochlab::test
