#include "base/random.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace epochlab::core {
namespace {

/// One multiply of Philox4x32: high and low word of a 64-bit product.
std::pair<std::uint32_t, std::uint32_t> multiplyWords(std::uint32_t a, std::uint32_t b) {
    const std::uint64_t product = std::uint64_t{a} * b;
    return {static_cast<std::uint32_t>(product >> 32), static_cast<std::uint32_t>(product)};
}

} // namespace

RandomStream::RandomStream(RandomKey key)
    : m_counter{0, key.step, key.epoch, (key.layer << 8) | static_cast<std::uint32_t>(key.purpose)},
      m_key{static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32)}, m_block{} {}

void RandomStream::refill() {
    std::array<std::uint32_t, 4> x = m_counter;
    std::array<std::uint32_t, 2> k = m_key;
    for (int round = 0; round < 10; ++round) {
        const auto [high0, low0] = multiplyWords(0xD2511F53u, x[0]);
        const auto [high1, low1] = multiplyWords(0xCD9E8D57u, x[2]);
        x = {high1 ^ x[1] ^ k[0], low1, high0 ^ x[3] ^ k[1], low0};
        k[0] += 0x9E3779B9u;
        k[1] += 0xBB67AE85u;
    }
    m_block = x;
    ++m_counter[0];
    m_used = 0;
}

std::uint32_t RandomStream::nextUint32() {
    if (m_used == 4) refill();
    return m_block[static_cast<std::size_t>(m_used++)];
}

std::uint64_t RandomStream::nextUint64() {
    const std::uint64_t high = nextUint32();
    return (high << 32) | nextUint32();
}

float RandomStream::uniformFloat() { return static_cast<float>(nextUint32() >> 8) * 0x1.0p-24f; }

double RandomStream::uniform() { return static_cast<double>(nextUint64() >> 11) * 0x1.0p-53; }

double RandomStream::uniform(double low, double high) { return low + (high - low) * uniform(); }

double RandomStream::normal() {
    if (m_hasSpareNormal) {
        m_hasSpareNormal = false;
        return m_spareNormal;
    }
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    m_spareNormal = radius * std::sin(angle);
    m_hasSpareNormal = true;
    return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
    // Reject the last, incomplete cycle of the 64-bit range.
    const std::uint64_t limit = -bound % bound;
    std::uint64_t value = nextUint64();
    while (value < limit) value = nextUint64();
    return value % bound;
}

std::vector<std::int32_t> permutation(RandomKey key, std::int32_t count) {
    std::vector<std::int32_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), 0);
    RandomStream stream(key);
    for (std::size_t last = order.size(); last > 1; --last) std::swap(order[last - 1], order[stream.below(last)]);
    return order;
}

} // namespace epochlab::core
