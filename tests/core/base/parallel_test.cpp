#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace epochlab::core {
namespace {

TEST(Parallel, DoesEachIndexOnce) {
    for (const int threads : {0, 1, 2, 7})
        for (const std::int64_t count : {0, 1, 3, 500}) {
            std::vector<std::atomic<int>> times(static_cast<std::size_t>(count));
            EXPECT_TRUE(forEachInParallel(count, threads, [&](std::int64_t i) { return ++times[static_cast<std::size_t>(i)] == 1; }));
            for (const auto& time : times) EXPECT_EQ(time, 1);
        }
}

TEST(Parallel, BeginsNothingAfterAFailureOrAStop) {
    std::atomic<int> done = 0;
    EXPECT_FALSE(forEachInParallel(1'000'000, 3, [&](std::int64_t) { return ++done < 10; }));
    EXPECT_LT(done, 20);
    std::stop_source stop;
    done = 0;
    EXPECT_FALSE(forEachInParallel(
        1'000'000, 3,
        [&](std::int64_t) {
            if (++done == 10) stop.request_stop();
            return true;
        },
        stop.get_token()));
    EXPECT_LT(done, 20);
}

TEST(Parallel, ThrowsOnWhatTheWorkThrows) {
    for (const int threads : {1, 4}) {
        const auto work = [](std::int64_t i) -> bool { return i == 17 ? throw std::runtime_error("seventeen") : true; };
        EXPECT_THROW(forEachInParallel(100, threads, work), std::runtime_error);
    }
}

} // namespace
} // namespace epochlab::core
