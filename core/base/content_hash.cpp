#include "base/content_hash.h"

#include <array>
#include <bit>
#include <cstring>

namespace epochlab::core {
namespace {

constexpr std::uint64_t prime1 = 0x9e3779b185ebca87;
constexpr std::uint64_t prime2 = 0xc2b2ae3d27d4eb4f;
constexpr std::uint64_t prime3 = 0x165667b19e3779f9;
constexpr std::uint64_t prime4 = 0x85ebca77c2b2ae63;
constexpr std::uint64_t prime5 = 0x27d4eb2f165667c5;
constexpr std::size_t stripe = 32;

/// The next bytes as a little-endian number.
template <typename Number> Number taken(std::span<const std::byte>& bytes) {
    Number number = 0;
    std::memcpy(&number, bytes.data(), sizeof number);
    bytes = bytes.subspan(sizeof number);
    if constexpr (std::endian::native == std::endian::little) return number;
    Number swapped = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) swapped = static_cast<Number>(swapped << 8U | (number >> (8 * i) & 0xffU));
    return swapped;
}

std::uint64_t mixed(std::uint64_t lane, std::uint64_t input) { return std::rotl(lane + input * prime2, 31) * prime1; }

std::uint64_t stripesOf(std::span<const std::byte>& bytes, std::uint64_t seed) {
    std::array<std::uint64_t, 4> lanes{seed + prime1 + prime2, seed + prime2, seed, seed - prime1};
    while (bytes.size() >= stripe)
        for (std::uint64_t& lane : lanes) lane = mixed(lane, taken<std::uint64_t>(bytes));
    std::uint64_t hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) + std::rotl(lanes[3], 18);
    for (const std::uint64_t lane : lanes) hash = (hash ^ mixed(0, lane)) * prime1 + prime4;
    return hash;
}

} // namespace

std::uint64_t contentHash(std::span<const std::byte> bytes, std::uint64_t seed) {
    const std::uint64_t length = bytes.size();
    std::uint64_t hash = length >= stripe ? stripesOf(bytes, seed) : seed + prime5;
    hash += length;
    while (bytes.size() >= 8) hash = std::rotl(hash ^ mixed(0, taken<std::uint64_t>(bytes)), 27) * prime1 + prime4;
    if (bytes.size() >= 4) hash = std::rotl(hash ^ taken<std::uint32_t>(bytes) * prime1, 23) * prime2 + prime3;
    for (const std::byte byte : bytes) hash = std::rotl(hash ^ std::to_integer<std::uint64_t>(byte) * prime5, 11) * prime1;
    hash = (hash ^ hash >> 33U) * prime2;
    hash = (hash ^ hash >> 29U) * prime3;
    return hash ^ hash >> 32U;
}

} // namespace epochlab::core
