#include "support/config.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

ParamSet example() {
    return test::configOf({{"data", "C:\\my \"data\" ä.csv"},
                           {"learning-rate", "0.3333333333333333"},
                           {"batch-norm", "true"},
                           {"seed", "9007199254740992"},
                           {"weight-decay", "1"}});
}

TEST(RunFile, readsBackWhatItWrote) {
    const ParamSet set = example();
    for (const bool onlyChanged : {true, false}) {
        const Result<ParamSet> read = readRunFile(writeRunFile(set, onlyChanged), "run.toml");
        ASSERT_TRUE(read.ok()) << describe(read.error());
        EXPECT_EQ(*read, set);
    }
}

TEST(RunFile, anEmptyFileIsTheDefaults) {
    const Result<ParamSet> read = readRunFile("", "run.toml");
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, ParamSet(mlpParams()));
}

struct BadFile {
    std::string text;
    ErrorCode code;
    std::string where;
};

class RunFileRefuses : public testing::TestWithParam<BadFile> {};

TEST_P(RunFileRefuses, withThePlace) {
    const BadFile& bad = GetParam();
    const Result<ParamSet> read = readRunFile(bad.text, "run.toml");
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(codeName(read.error().code), codeName(bad.code)) << describe(read.error());
    EXPECT_THAT(read.error().where, HasSubstr(bad.where));
}

std::string repeated(std::string_view piece, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += piece;
    return text;
}

INSTANTIATE_TEST_SUITE_P(
    Files, RunFileRefuses,
    testing::Values(BadFile{"width = 3\nlearnin-rate = 1\n", ErrorCode::ConfigUnknownParameter, "run.toml, line 2, column 1"},
                    BadFile{"\n  width = \"3\"\n", ErrorCode::ConfigType, "run.toml, line 2, column 3: width"},
                    BadFile{"width = 3\nwidth = 4\n", ErrorCode::ConfigSyntax, "line 2"},
                    BadFile{"width = -1\n", ErrorCode::ConfigRange, "line 1, column 1: width"},
                    BadFile{"width = 18446744073709551616\n", ErrorCode::ConfigSyntax, "line 1"},
                    BadFile{"width = 3.0\n", ErrorCode::ConfigType, "width"},
                    BadFile{"learning-rate = nan\n", ErrorCode::ConfigRange, "learning-rate"},
                    BadFile{"learning-rate = inf\n", ErrorCode::ConfigRange, "learning-rate"},
                    BadFile{"width = [3]\n", ErrorCode::ConfigType, "line 1"},
                    BadFile{"[network]\nwidth = 3\n", ErrorCode::ConfigUnknownParameter, "line 1"},
                    BadFile{"width = 1979-05-27\n", ErrorCode::ConfigType, "line 1"},
                    BadFile{"model = \"tree\"\n", ErrorCode::ConfigRange, "line 1, column 9: model"},
                    BadFile{"model = 3\n", ErrorCode::ConfigType, "model"}, BadFile{"width 3\n", ErrorCode::ConfigSyntax, "line 1"},
                    BadFile{"\xff\xfe", ErrorCode::ConfigSyntax, "run.toml"}, BadFile{"\n[ = 4\n", ErrorCode::ConfigSyntax, "line 2"},
                    BadFile{"a = " + repeated("[", 200000), ErrorCode::ConfigSyntax, "run.toml"},
                    BadFile{repeated("a.", 200000) + "a = 1\n", ErrorCode::ConfigSyntax, "run.toml"},
                    BadFile{"[" + repeated("\"a\".", 200000) + "a]\n", ErrorCode::ConfigSyntax, "run.toml"},
                    BadFile{"# " + std::string(std::size_t{1} << 20, 'x'), ErrorCode::ConfigSyntax, "run.toml"}));

} // namespace
} // namespace epochlab::core
