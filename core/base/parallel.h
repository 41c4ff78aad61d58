#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace epochlab::core {

/// Those that this process may use, at least 1.
int coresOfMachine();

/// Calls work(i) for i in [0, count) on up to `threads` threads, this one among them, in no certain order, and returns when all have ended.
/// No further index is begun once work has returned false, has thrown, or a stop is asked for; the first exception is thrown on. True: all
/// of them were done.
bool forEachInParallel(std::int64_t count, int threads, const std::function<bool(std::int64_t)>& work, const std::stop_token& stop = {});

} // namespace epochlab::core
