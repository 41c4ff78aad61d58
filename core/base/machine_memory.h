#pragma once

#include <cstddef>
#include <cstdint>

namespace epochlab::core {

/// Bytes that this process may have: what the machine has, used or not, or the limit of its control group or of its address space.
std::int64_t machineMemory();
/// Bytes of memory that this process holds now, and at most so far; 0 where the system does not say.
std::int64_t processMemory();
std::int64_t mostProcessMemory();

/// Gives back to the system what was freed, where that is much: the C library keeps it for threads to come, some hundred megabytes of each
/// run on pictures. At the end of a run; takes milliseconds where there is something to give back. Any thread.
void returnFreedMemory();

/// What a cache may take: so great a part of the bytes that are free now, and at most so many. 256 MB where the system does not say.
std::size_t cacheBudget(std::size_t partOfFree, std::size_t mostBytes);

} // namespace epochlab::core
