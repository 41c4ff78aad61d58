#include "base/crc32c.h"

#include <array>
#include <cstdio>

namespace epochlab::core {
namespace {

constexpr std::uint32_t polynomial = 0x82f63b78; // reflected
using Table = std::array<std::array<std::uint32_t, 256>, 8>;

/// table[k][b]: what byte b does to the sum, k bytes later; eight bytes go in one step.
constexpr Table makeTable() {
    Table table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t sum = i;
        for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? polynomial : 0U);
        table[0][i] = sum;
    }
    for (std::size_t k = 1; k < 8; ++k)
        for (std::size_t i = 0; i < 256; ++i) table[k][i] = (table[k - 1][i] >> 8U) ^ table[0][table[k - 1][i] & 255U];
    return table;
}

constexpr Table table = makeTable();

} // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t sum = 0xffffffff;
    const auto byteAt = [&bytes](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])); };
    while (bytes.size() >= 8) {
        std::uint32_t next = 0;
        for (std::size_t i = 0; i < 4; ++i) next ^= table[7 - i][(byteAt(i) ^ (sum >> (8 * i))) & 255U];
        for (std::size_t i = 4; i < 8; ++i) next ^= table[7 - i][byteAt(i)];
        sum = next;
        bytes.remove_prefix(8);
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) sum = (sum >> 8U) ^ table[0][(sum ^ byteAt(i)) & 255U];
    return ~sum;
}

std::string crc32cText(std::string_view bytes) {
    char text[9];
    std::snprintf(text, sizeof text, "%08x", crc32c(bytes));
    return text;
}

} // namespace epochlab::core
