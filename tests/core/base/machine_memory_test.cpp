#include "base/machine_memory.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace epochlab::core {
namespace {

constexpr std::int64_t megabyte = 1 << 20;

TEST(MachineMemory, IsMoreThanAProcessHolds) {
    EXPECT_GT(processMemory(), 0);
    EXPECT_GE(mostProcessMemory(), processMemory() / 2);
    EXPECT_GT(machineMemory(), processMemory());
}

// As runs leave it: a thread is gone, nearly all that it had is freed, and what little is kept lies behind it.
TEST(MachineMemory, WhatWasFreedIsGivenBack) {
#if !defined(__GLIBC__) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "another allocator";
#else
    using Piece = std::unique_ptr<char[]>;
    constexpr std::size_t size = 64 * 1024;
    std::vector<Piece> kept;
    std::thread([&kept] {
        std::vector<Piece> pieces;
        for (int i = 0; i < 8000; ++i) {
            pieces.push_back(std::make_unique<char[]>(size));
            if (i % 500 == 499) kept.push_back(std::move(pieces.back()));
        }
    }).join();
    const std::int64_t before = processMemory();
    ASSERT_GT(before, 300 * megabyte) << "the C library has given it back itself";
    returnFreedMemory();
    EXPECT_LT(processMemory(), before - 300 * megabyte);
#endif
}

} // namespace
} // namespace epochlab::core
