#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace epochlab::core {

/// A record of a TFRecord file: length, its checksum, the data, their checksum. Checksums are CRC-32C, turned and shifted by a constant
/// ("masked") so that a checksum of checksums is not weak.
std::string encodeRecord(std::string_view data);

/// Walks over the records of a file in memory. Allocates nothing.
class RecordReader {
public:
    explicit RecordReader(std::string_view file) : m_file(file) {}
    /// False at the end, where the last record is not whole (a program still writes the file), and where one is broken.
    bool next(std::string_view& data);
    std::uint64_t offset() const { return m_offset; } ///< where the last record that was asked for begins, in bytes
    bool cutOff() const { return m_cutOff; }
    std::string_view brokenRule() const { return m_brokenRule; } ///< empty where none is broken

private:
    bool broken(std::string_view rule);

    std::string_view m_file;
    std::uint64_t m_offset = 0;
    std::uint64_t m_next = 0;
    bool m_cutOff = false;
    std::string_view m_brokenRule;
};

} // namespace epochlab::core
