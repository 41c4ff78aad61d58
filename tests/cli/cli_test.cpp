#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace epochlab::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Refusal {
    std::vector<std::string> arguments;
    int exitCode;
    std::string line; ///< part of the error's line
};

class CliRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(CliRefuses, withItsExitCodeAndOneLine) {
    const Outcome outcome = runProgram(GetParam().arguments);
    EXPECT_EQ(outcome.exitCode, GetParam().exitCode) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("error["));
    EXPECT_THAT(outcome.err, HasSubstr(GetParam().line));
    EXPECT_EQ(linesOf(outcome.err).size(), 1u);
    EXPECT_EQ(outcome.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    CommandLines, CliRefuses,
    testing::Values(
        Refusal{{}, 2, "error[usage.arguments]: no verb is given"}, Refusal{{"trian"}, 2, "did you mean train?"},
        Refusal{{"train", "--learning-rte", "1"}, 2, "there is no flag --learning-rte (train); did you mean --learning-rate?"},
        Refusal{{"train", "--preset", "quantized-pixels"},
                2,
                "there is no preset \"quantized-pixels\" (train); did you mean quantised-pixels?"},
        Refusal{{"train", "--epochs"}, 2, "--epochs needs a value"}, Refusal{{"train", "-x"}, 2, "there is no flag -x"},
        Refusal{{"train", "cities"}, 2, "name the data with --data cities"},
        Refusal{{"train", "--set", "width"}, 2, "write --set id=value"}, Refusal{{"train", "--json=yes"}, 2, "--json takes no value"},
        Refusal{{"recipe"}, 2, "recipe takes list, run or answers"}, Refusal{{"recipe", "run"}, 2, "recipe run takes one recipe"},
        Refusal{{"recipe", "run", "epochs", "--all"}, 2, "recipe run --all takes no name"},
        Refusal{{"recipe", "run", "epoch"}, 2, "there is no recipe \"epoch\"; did you mean epochs?"},
        Refusal{{"recipe", "run", "./none.toml"}, 4, "error[config.syntax]"},
        Refusal{{"recipe", "run", "epochs", "--widht", "3"}, 2, "did you mean --width?"},
        Refusal{{"recipe", "run", "batch-size", "--batch-norm", "true"}, 4, "error[config.conflict]"},
        Refusal{{"--store", "/proc/none", "recipe", "run", "epochs"}, 5, "error[io.write]"}, Refusal{{"runs"}, 2, "runs takes list, show"},
        Refusal{{"runs", "list", "--filter", "widht=3"}, 2, "there is no field \"widht\""},
        Refusal{{"--store", "/none", "runs", "show", "@last"}, 5, "no run is stored in /none"},
        Refusal{{"params"}, 2, "params takes one model"}, Refusal{{"params", "tree"}, 2, "there is no model \"tree\""},
        Refusal{{"predict", "--run", "@last"}, 2, "predict needs a file"}, Refusal{{"resume"}, 2, "resume takes one run"},
        Refusal{{"--store", "/none", "resume", "@last"}, 5, "no run that could go on"},
        Refusal{{"--store", "/proc/none", "train"}, 5, "error[io.write]"},
        Refusal{{"data", "inspect", "/none/at/all.csv"}, 3, "error[data.not-found]"},
        Refusal{{"train", "--set", "widht=3"}, 4, "error[config.unknown-parameter]: there is no parameter \"widht\"; did you mean width"},
        Refusal{{"train", "--width", "0"}, 4, "error[config.out-of-range]: 0 is out of range (width); give a number from 1 to 1024"},
        Refusal{{"train", "--width", "wide"}, 4, "error[config.wrong-type]"},
        Refusal{{"train", "--batch-norm", "--batch-size", "1"}, 4, "error[config.conflict]"},
        Refusal{{"train", "--config", "/none.toml"}, 4, "/none.toml"},
        Refusal{{"--store", "/none", "evaluate", "--run", "20990101"}, 5, "error[io.run-not-found]"}));

TEST(Cli, printsItsVersionAndHelp) {
    EXPECT_EQ(runProgram({"--version"}).out, "epochlab " EPOCHLAB_VERSION "\n");
    EXPECT_THAT(runProgram({"--help"}).out, HasSubstr("evaluate"));
    EXPECT_THAT(runProgram({"train", "--help"}).out, HasSubstr("--learning-rate"));
    EXPECT_EQ(runProgram({"train", "--help"}).exitCode, 0);
}

TEST(Cli, listsTheParametersAsOneDocument) {
    const Outcome outcome = runProgram({"params", "mlp", "--json"});
    ASSERT_EQ(outcome.exitCode, 0);
    const auto document = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(document["parameters"][0]["id"], "data");
    EXPECT_GT(document["parameters"].size(), 40u);
}

TEST(Cli, inspectsDataTheSameEachTime) {
    const Outcome first = runProgram({"data", "inspect", "toy:moons", "--json"});
    ASSERT_EQ(first.exitCode, 0) << first.err;
    EXPECT_EQ(first.out, runProgram({"--json", "data", "inspect", "toy:moons"}).out);
    const auto document = nlohmann::json::parse(first.out);
    EXPECT_EQ(document["rows"]["training"], 600);
    EXPECT_EQ(document["classes"].size(), 2u);
}

TEST(Cli, namesTheRowOfBadData) {
    const TemporaryFolder folder;
    const Outcome outcome = runProgram({"data", "inspect", folder.file("bad.csv", "x,y,label\n1,2,a\n1,2\n3,4,b\n")});
    EXPECT_EQ(outcome.exitCode, 3);
    EXPECT_THAT(outcome.err, HasSubstr("row 3"));
}

TEST(Cli, readsARunFileAndSaysWhereItIsWrong) {
    const TemporaryFolder folder;
    const Outcome outcome = runProgram({"train", "--config", folder.file("run.toml", "width = 8\nepochz = 3\n")});
    EXPECT_EQ(outcome.exitCode, 4);
    EXPECT_THAT(outcome.err, HasSubstr("run.toml, line 2, column 1); did you mean epochs?"));
}

} // namespace
} // namespace epochlab::test
