#include "base/file_writer.h"
#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace epochlab::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class CliHandIn : public testing::Test {
protected:
    Outcome cli(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"--store", m_folder.path("store")});
        return runProgram(arguments);
    }
    Outcome train(std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"train", "--data", "toy:moons", "--epochs", "2", "--preset", m_preset});
        return cli(std::move(flags));
    }
    void SetUp() override {
        const Outcome made = cli({"preset", "make", "--title", "Group A", "--fix", "learning-rate", "--hide", "optimizer", "--limit",
                                  "width=1..64", "--ask", "q1=Why?", "--data", "toy:moons", "--out", m_preset});
        ASSERT_EQ(made.exitCode, 0) << made.err;
    }

    TemporaryFolder m_folder;
    std::string m_preset = m_folder.path("a.epochlab-preset");
};

TEST_F(CliHandIn, KeepsAPresetsLimits) {
    struct Row {
        std::vector<std::string> flags;
        int exitCode;
        const char* says;
    };
    for (const Row& row : std::vector<Row>{
             {{"--width", "32"}, 0, ""},
             {{"--width", "65"}, 4, "error[config.out-of-range]: 65 is not allowed: the preset “Group A” limits it to 1 to 64 (width)"},
             {{"--learning-rate", "0.5"}, 4, "fixes it at 0.001 (learning-rate); give 0.001, or leave --learning-rate out"},
             {{"--optimizer", "sgd"}, 4, "fixes it at adam"},
             {{"--rate-change", "1=0.5"}, 4, "error[config.conflict]: 0.5 is not allowed: the preset “Group A” fixes it at 0.001"},
             {{"--data", "toy:circles"}, 4, "these are other data than those of the preset “Group A”, toy:moons"},
         }) {
        const Outcome outcome = train(row.flags);
        EXPECT_EQ(outcome.exitCode, row.exitCode) << row.flags[0] << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(row.says));
    }
    const Outcome sweep = cli({"sweep", "--preset", m_preset, "--data", "toy:moons", "--epochs", "1", "--grid", "width=8,128"});
    EXPECT_EQ(sweep.exitCode, 4);
    EXPECT_THAT(sweep.err, HasSubstr("limits it to 1 to 64"));
    const Outcome recipe = cli({"recipe", "run", "learning-rate", "--quick", "--preset", m_preset});
    EXPECT_EQ(recipe.exitCode, 4);
    EXPECT_THAT(recipe.err, HasSubstr("fixes it at 0.001"));
    EXPECT_THAT(cli({"runs", "list"}).out, HasSubstr("#preset-")); // the run that was allowed
    EXPECT_EQ(cli({"resume", "x", "--preset", m_preset}).exitCode, 2);
    EXPECT_EQ(cli({"train", "--student", "s1"}).exitCode, 2);
}

TEST_F(CliHandIn, ChecksWhatIsHandedIn) {
    ASSERT_EQ(train({}).exitCode, 0);
    const std::string answers = m_folder.path("answers.toml");
    ASSERT_TRUE(core::writeFileDurably(answers, "[preset]\nq1 = \"so\"\n").ok());
    const std::string archive = m_folder.path("s1.epochlab-handin");
    const Outcome handed =
        cli({"handin", "--runs", "@last", "--preset", m_preset, "--student", "s1", "--answers", answers, "--out", archive});
    ASSERT_EQ(handed.exitCode, 0) << handed.err;
    EXPECT_THAT(handed.err, testing::Not(HasSubstr("warning")));

    const Outcome sound = cli({"verify", archive, "--csv", "--rerun", "1", "--preset", m_preset});
    EXPECT_EQ(sound.exitCode, 0) << sound.err;
    ASSERT_EQ(linesOf(sound.out).size(), 2U);
    EXPECT_EQ(linesOf(sound.out)[0], "student,archive,runs,verdict,rerun,findings");
    EXPECT_THAT(linesOf(sound.out)[1], StartsWith("\"s1\",\"" + archive + "\",1,ok,\""));

    const std::string bare = m_folder.path("bare.epochlab-handin");
    ASSERT_EQ(cli({"handin", "@last", "--out", bare}).exitCode, 0);
    const Outcome found = cli({"verify", bare, "--json", "--preset", m_preset});
    EXPECT_EQ(found.exitCode, 3);
    EXPECT_EQ(nlohmann::json::parse(found.out)["archives"][0]["findings"][0]["code"], "other-preset");

    const std::string cut = m_folder.path("cut.epochlab-handin");
    ASSERT_TRUE(core::writeFileDurably(cut, core::readRegularFile(archive, 1 << 26)->substr(0, 5000)).ok());
    const Outcome refused = cli({"verify", cut, archive});
    EXPECT_EQ(refused.exitCode, 8);
    EXPECT_EQ(linesOf(refused.out).size(), 2U); // the sound one is judged all the same
    EXPECT_EQ(cli({"verify", m_folder.path("none")}).exitCode, 3);
    EXPECT_EQ(cli({"handin", "@last", "--out", m_folder.path("a.zip")}).exitCode, 2);
}

} // namespace
} // namespace epochlab::test
