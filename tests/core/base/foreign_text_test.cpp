#include "base/foreign_text.h"

#include <gtest/gtest.h>

namespace epochlab::core {
namespace {

TEST(ForeignText, LosesWhatSteersATerminalOrTurnsTheWriting) {
    EXPECT_EQ(showable("a\x1b[2Jb\x7f\n\tæ"), "a?[2Jb?\n\tæ");
    EXPECT_EQ(showable("x\u202eabc\u2066\u009b"), "x?abc??");
}

TEST(ForeignText, IsANameOnOneShortLine) {
    EXPECT_EQ(showableName("layer1.0.conv1\nweight\t\x1b"), "layer1.0.conv1?weight??");
    EXPECT_EQ(showableName(std::string(80, 'a')), std::string(80, 'a'));
    EXPECT_EQ(showableName(std::string(81, 'a')), std::string(80, 'a') + "…");
    EXPECT_EQ(showableName(std::string(79, 'a') + "æb"), std::string(79, 'a') + "…") << "no letter is cut in two";
}

} // namespace
} // namespace epochlab::core
