#pragma once

#include <cstddef>
#include <cstdint>

namespace epochlab::core {

/// Bytes that this machine has, used or not.
std::int64_t machineMemory();

/// What a cache may take: so great a part of the bytes that are free now, and at most so many. 256 MB where the system does not say.
std::size_t cacheBudget(std::size_t partOfFree, std::size_t mostBytes);

} // namespace epochlab::core
