#pragma once

#include <cstdio>
#include <string>

namespace epochlab::test {

/// An entry of a tar file as an enemy would write it: the header says whatever is asked for, and its checksum is right.
struct TarEntry {
    std::string name;
    std::string bytes;
    char type = '0'; ///< '0' file, '1' hard link, '2' symbolic link, '3' device, '5' folder, '6' FIFO
    std::string linkTo = {};
    std::string size = {}; ///< octal; empty: that of the bytes
};

inline std::string tarOf(const TarEntry& entry) {
    std::string header(512, '\0');
    const auto put = [&header](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
    char octal[13];
    std::snprintf(octal, sizeof octal, "%011zo", entry.bytes.size());
    put(0, entry.name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, entry.size.empty() ? std::string(octal) : entry.size);
    put(136, "00000000000");
    header[156] = entry.type;
    put(157, entry.linkTo);
    put(257, std::string("ustar\00000", 8));
    put(148, "        ");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    std::snprintf(octal, sizeof octal, "%06o", sum);
    put(148, std::string(octal) + '\0');
    return header + entry.bytes + std::string((512 - entry.bytes.size() % 512) % 512, '\0');
}

inline const std::string tarEnd(1024, '\0');

} // namespace epochlab::test
