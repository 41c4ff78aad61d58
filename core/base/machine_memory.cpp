#include "base/machine_memory.h"

#include <algorithm>

#include <unistd.h>

namespace epochlab::core {

std::int64_t machineMemory() { return std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE); }

std::size_t cacheBudget(std::size_t partOfFree, std::size_t mostBytes) {
    constexpr std::size_t unknown = 256'000'000;
    const long pages = ::sysconf(_SC_AVPHYS_PAGES);
    const long pageBytes = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || pageBytes <= 0) return unknown;
    return std::min(mostBytes, static_cast<std::size_t>(pages) * static_cast<std::size_t>(pageBytes) / partOfFree);
}

} // namespace epochlab::core
