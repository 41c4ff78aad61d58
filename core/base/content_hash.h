#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace epochlab::core {

/// XXH64 (Yann Collet's specification 0.1.1), some GB a second: tells contents apart, and is no defence against those who make equal ones.
std::uint64_t contentHash(std::span<const std::byte> bytes, std::uint64_t seed = 0);

} // namespace epochlab::core
