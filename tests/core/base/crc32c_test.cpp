#include "base/crc32c.h"

#include <gtest/gtest.h>

namespace epochlab::core {
namespace {

TEST(Crc32c, givesThePublishedSums) {
    std::string rising;
    for (int i = 0; i < 32; ++i) rising += static_cast<char>(i);
    EXPECT_EQ(crc32cText(""), "00000000");
    EXPECT_EQ(crc32cText("123456789"), "e3069283");
    EXPECT_EQ(crc32cText(std::string(32, '\0')), "8a9136aa"); // RFC 3720, B.4
    EXPECT_EQ(crc32cText(std::string(32, '\xff')), "62a8ab43");
    EXPECT_EQ(crc32cText(rising), "46dd794e");
}

} // namespace
} // namespace epochlab::core
