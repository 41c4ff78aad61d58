#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace epochlab::test {

/// A zip of stored entries as the format says, and as a malicious one lies.
struct ZipEntry {
    std::string name;
    std::string bytes;
    std::uint16_t method = 0;  ///< 8: says that it is compressed
    std::int64_t claimed = -1; ///< another size than it has
};

struct ZipLies {
    std::int64_t entries = -1;     ///< another number of entries
    std::int64_t directory = -1;   ///< another place of the directory
    bool wide = true;              ///< with a zip64 record, as torch writes one
    std::uint64_t wideEntries = 0; ///< a number of entries in the zip64 record, where not 0
};

inline std::uint32_t crc32Of(const std::string& bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xedb88320U : 0U);
    }
    return ~crc;
}

template <typename Number> void append(std::string& bytes, Number number) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes.append(raw, sizeof number);
}

/// What the local header and the directory say alike, from the flags to the extra field's length.
inline std::string zipFacts(const ZipEntry& entry) {
    const auto size = static_cast<std::uint32_t>(entry.claimed >= 0 ? entry.claimed : static_cast<std::int64_t>(entry.bytes.size()));
    std::string facts;
    append<std::uint16_t>(facts, 0);
    append<std::uint16_t>(facts, entry.method);
    append<std::uint32_t>(facts, 0x21U << 16); // 1 January 1980
    append(facts, crc32Of(entry.bytes));
    append(facts, size);
    append(facts, size);
    append(facts, static_cast<std::uint16_t>(entry.name.size()));
    append<std::uint16_t>(facts, 0);
    return facts;
}

inline std::string zipOf(const std::vector<ZipEntry>& entries, const ZipLies& lies = {}) {
    std::string bytes;
    std::string directory;
    for (const ZipEntry& entry : entries) {
        directory += std::string("PK\x01\x02\x14\x00\x14\x00", 8) + zipFacts(entry);
        directory.append(10, '\0');
        append(directory, static_cast<std::uint32_t>(bytes.size()));
        directory += entry.name;
        bytes += std::string("PK\x03\x04\x14\x00", 6) + zipFacts(entry) + entry.name + entry.bytes;
    }
    const std::uint64_t place = lies.directory >= 0 ? static_cast<std::uint64_t>(lies.directory) : bytes.size();
    const std::uint64_t count = lies.entries >= 0 ? static_cast<std::uint64_t>(lies.entries) : entries.size();
    const std::uint64_t end = bytes.size() + directory.size();
    bytes += directory;
    if (lies.wide) {
        bytes += "PK\x06\x06";
        append<std::uint64_t>(bytes, 44);
        append<std::uint64_t>(bytes, 0x032d'001eU); // versions, disks
        bytes.append(4, '\0');
        for (int i = 0; i < 2; ++i) append(bytes, lies.wideEntries != 0 ? lies.wideEntries : count);
        append<std::uint64_t>(bytes, directory.size());
        append<std::uint64_t>(bytes, place);
        bytes += std::string("PK\x06\x07\0\0\0\0", 8);
        append(bytes, end);
        append<std::uint32_t>(bytes, 1);
    }
    bytes += std::string("PK\x05\x06\0\0\0\0", 8);
    const auto narrow = static_cast<std::uint16_t>(count > 0xffff ? 0xffff : count);
    for (int i = 0; i < 2; ++i) append(bytes, narrow);
    append(bytes, static_cast<std::uint32_t>(directory.size()));
    append(bytes, static_cast<std::uint32_t>(place));
    append<std::uint16_t>(bytes, 0);
    return bytes;
}

} // namespace epochlab::test
