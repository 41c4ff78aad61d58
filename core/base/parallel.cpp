#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace epochlab::core {

int coresOfMachine() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

bool forEachInParallel(std::int64_t count, int threads, const std::function<bool(std::int64_t)>& work, const std::stop_token& stop) {
    std::atomic<std::int64_t> next = 0;
    std::atomic<bool> given = false;
    std::mutex mutex;
    std::exception_ptr problem;
    const auto labour = [&] {
        while (!given && !stop.stop_requested()) {
            const std::int64_t index = next++;
            if (index >= count) return;
            try {
                if (!work(index)) given = true;
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!problem) problem = std::current_exception();
                given = true;
            }
        }
        given = true;
    };
    {
        std::vector<std::jthread> helpers;
        for (std::int64_t i = 1; i < std::min<std::int64_t>(threads, count); ++i) helpers.emplace_back(labour);
        labour();
    }
    if (problem) std::rethrow_exception(problem);
    return !given;
}

} // namespace epochlab::core
