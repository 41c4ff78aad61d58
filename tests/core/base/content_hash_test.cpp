#include "base/content_hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace epochlab::core {
namespace {

std::uint64_t hashOf(const std::string& text, std::uint64_t seed = 0) { return contentHash(std::as_bytes(std::span(text)), seed); }

TEST(ContentHash, IsXxh64) { // values of xxhsum 0.8.1
    EXPECT_EQ(hashOf(""), 0xef46db3751d8e999U);
    EXPECT_EQ(hashOf("abc"), 0x44bc2cf5ad770999U);
    EXPECT_EQ(hashOf("Nobody inspects the spammish repetition"), 0xfbcea83c8a378bf1U);
}

TEST(ContentHash, EveryByteAndTheSeedCount) {
    std::set<std::uint64_t> seen;
    for (std::size_t length = 0; length < 100; ++length) {
        std::string text(length, 'x');
        seen.insert(hashOf(text));
        seen.insert(hashOf(text, 1));
        for (char& letter : text) {
            letter = 'y';
            seen.insert(hashOf(text));
            letter = 'x';
        }
    }
    EXPECT_EQ(seen.size(), 100U * 2 + 99U * 100 / 2);
}

} // namespace
} // namespace epochlab::core
