#include "base/machine_memory.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <unistd.h>

namespace epochlab::core {
namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// Of the process's control group and those above it, version 2; `unlimited` where there is none.
std::int64_t groupLimit() {
    std::ifstream groups("/proc/self/cgroup");
    std::string line;
    std::int64_t limit = unlimited;
    while (std::getline(groups, line)) {
        if (!line.starts_with("0::/")) continue;
        const std::filesystem::path root = "/sys/fs/cgroup";
        for (std::filesystem::path group = line.substr(4);; group = group.parent_path()) {
            std::ifstream file(root / group / "memory.max");
            if (std::int64_t bytes = 0; file >> bytes) limit = std::min(limit, bytes); // "max" is no number
            if (group.empty()) return limit;
        }
    }
    return limit;
}

std::int64_t addressLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur >= static_cast<rlim_t>(unlimited)) return unlimited;
    return static_cast<std::int64_t>(limit.rlim_cur);
}

} // namespace

std::int64_t machineMemory() {
    static const std::int64_t group = groupLimit();
    const std::int64_t machine = std::int64_t{::sysconf(_SC_PHYS_PAGES)} * ::sysconf(_SC_PAGESIZE);
    return std::min({machine, group, addressLimit()});
}

std::int64_t processMemory() {
    std::ifstream sizes("/proc/self/statm");
    std::int64_t all = 0;
    std::int64_t resident = 0;
    return sizes >> all >> resident ? resident * ::sysconf(_SC_PAGESIZE) : 0;
}

std::int64_t mostProcessMemory() {
    rusage usage{};
    return ::getrusage(RUSAGE_SELF, &usage) == 0 ? std::int64_t{usage.ru_maxrss} * 1024 : 0;
}

void returnFreedMemory() {
#ifdef __GLIBC__
    constexpr std::int64_t much = std::int64_t{256} << 20;
    static std::atomic<std::int64_t> held = 0; // after the last time
    if (processMemory() - held.load() < much) return;
    ::malloc_trim(0);
    held = processMemory();
#endif
}

std::size_t cacheBudget(std::size_t partOfFree, std::size_t mostBytes) {
    constexpr std::size_t unknown = 256'000'000;
    const long pages = ::sysconf(_SC_AVPHYS_PAGES);
    const long pageBytes = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || pageBytes <= 0) return unknown;
    return std::min(mostBytes, static_cast<std::size_t>(pages) * static_cast<std::size_t>(pageBytes) / partOfFree);
}

} // namespace epochlab::core
