#include "base/file_writer.h"
#include "cli/program.h"
#include "exchange/training_logs.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace epochlab::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class CliMove : public testing::Test {
protected:
    Outcome cli(std::vector<std::string> arguments, const std::string& store = "here") {
        arguments.insert(arguments.begin(), {"--store", m_folder.path(store)});
        return runProgram(arguments);
    }
    std::string train(const std::string& seed) {
        const Outcome outcome = cli({"train", "--json", "--data", "toy:moons", "--epochs", "3", "--seed", seed});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return nlohmann::json::parse(linesOf(outcome.out).back())["run"];
    }
    nlohmann::json shown(const std::string& run, const std::string& store) {
        const Outcome outcome = cli({"runs", "show", run, "--json"}, store);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return nlohmann::json::parse(outcome.out);
    }

    TemporaryFolder m_folder;
};

TEST_F(CliMove, takesARunToAnotherStoreBitForBit) {
    const std::string run = train("1");
    train("2");
    const std::string archive = m_folder.path("one.epochlab");
    ASSERT_EQ(cli({"runs", "export", run, "--out", archive}).exitCode, 0);
    const Outcome arrived = cli({"runs", "import", archive}, "there");
    ASSERT_EQ(arrived.exitCode, 0) << arrived.err;
    EXPECT_EQ(arrived.out, run + "\n");
    EXPECT_EQ(shown(run, "there"), shown(run, "here"));
    const auto model = [&](const std::string& store) {
        return *core::readRegularFile(m_folder.path(store + "/runs/" + run + "/model.safetensors"), 1 << 24);
    };
    EXPECT_EQ(model("there"), model("here"));
    EXPECT_EQ(cli({"evaluate", "--run", run}, "there").out, cli({"evaluate", "--run", run}).out);

    const Outcome again = cli({"runs", "import", archive}, "there");
    EXPECT_EQ(again.exitCode, 0);
    EXPECT_THAT(again.err, HasSubstr("run " + run + " is called "));
    EXPECT_EQ(nlohmann::json::parse(cli({"runs", "list", "--json"}, "there").out)["runs"].size(), 2U);
}

TEST_F(CliMove, takesAWholeProject) {
    train("1");
    train("2");
    ASSERT_EQ(cli({"runs", "export", "--all", "--out", m_folder.path("all.epochlab")}).exitCode, 0);
    ASSERT_EQ(cli({"runs", "import", m_folder.path("all.epochlab")}, "there").exitCode, 0);
    EXPECT_EQ(cli({"runs", "list"}, "there").out, cli({"runs", "list"}).out);
}

TEST_F(CliMove, refusesADamagedArchiveWithExitCode8) {
    train("1");
    const std::string archive = m_folder.path("one.epochlab");
    ASSERT_EQ(cli({"runs", "export", "@last", "--out", archive}).exitCode, 0);
    std::string bytes = *core::readRegularFile(archive, 1 << 24);
    bytes[bytes.find("\"engine\"") + 1] = 'E';
    m_folder.file("bad.epochlab", bytes);
    const Outcome refused = cli({"runs", "import", m_folder.path("bad.epochlab")}, "there");
    EXPECT_EQ(refused.exitCode, 8);
    EXPECT_THAT(refused.err, HasSubstr("error[untrusted.file]: this is not a sound archive of EpochLab: "));
    EXPECT_THAT(refused.err, HasSubstr("wrong size or checksum"));
    EXPECT_FALSE(fs::exists(m_folder.path("there")));
}

TEST_F(CliMove, writesEventFilesThatComeBackAsTheSameCurves) {
    const std::string run = train("1");
    ASSERT_EQ(cli({"runs", "export", run, "--tensorboard", m_folder.path("logs")}).exitCode, 0);
    const Outcome imported = cli({"runs", "import", m_folder.path("logs/" + run), "--name", "again"}, "there");
    ASSERT_EQ(imported.exitCode, 0) << imported.err;
    const auto before = shown(run, "here");
    const auto after = shown("again", "there");
    EXPECT_EQ(after["state"], "imported");
    EXPECT_FALSE(after.contains("command"));
    std::vector<std::string> names;
    for (const auto& series : after["series"]) names.push_back(series["series"]);
    EXPECT_THAT(names, testing::IsSupersetOf({"batch_loss", "training_loss", "validation_loss", "validation_accuracy"}));
    for (const auto& old : before["series"])
        if (old["series"] == "batch_loss") {
            const auto same = std::ranges::find_if(after["series"], [](const auto& series) { return series["series"] == "batch_loss"; });
            EXPECT_EQ((*same)["first_step"], old["first_step"]);
            EXPECT_EQ((*same)["values"].size(), old["values"].size());
            EXPECT_FLOAT_EQ((*same)["values"][0].get<float>(), old["values"][0].get<float>());
        }
    EXPECT_EQ(cli({"runs", "export", run, "--tensorboard", m_folder.path("logs")}).exitCode, 5);
}

TEST_F(CliMove, writesEveryValueAsCsvAndReadsIt) {
    const std::string run = train("1");
    const std::string table = m_folder.path("values.csv");
    ASSERT_EQ(cli({"runs", "export", run, "--csv", table}).exitCode, 0);
    EXPECT_THAT(*core::readRegularFile(table, 1 << 24), testing::StartsWith("run,series,step,value\n" + run + ",batch_loss,1,"));
    ASSERT_EQ(cli({"runs", "import", table, "--name", "table"}, "there").exitCode, 0);
    const auto before = shown(run, "here")["series"];
    const auto after = shown("table", "there")["series"];
    ASSERT_EQ(after[0]["series"], "batch_loss");
    EXPECT_EQ(after[0]["values"], before[0]["values"]);
}

TEST_F(CliMove, readsTheLogsOfOtherPrograms) {
    const std::string keras = m_folder.file("keras run.csv", "epoch,accuracy,loss,val_loss\n0,0.5,0.75,0.875\n1,0.625,0.5,0.75\n");
    const Outcome imported = cli({"runs", "import", keras});
    ASSERT_EQ(imported.exitCode, 0) << imported.err;
    EXPECT_THAT(imported.err, HasSubstr("\"val_loss\" is taken as validation_loss"));
    const auto run = shown("keras run", "here");
    EXPECT_EQ(run["run"], linesOf(imported.out)[0]);
    EXPECT_EQ(run["series"][2]["series"], "validation_loss");
    EXPECT_EQ(run["series"][2]["first_epoch"], 1);
    EXPECT_EQ(run["series"][2]["values"], (std::vector<double>{0.875, 0.75}));
    EXPECT_THAT(cli({"runs", "show", "keras run"}).out, testing::Not(HasSubstr("epochlab-cli train")));
    EXPECT_EQ(cli({"resume", "keras run"}).exitCode, 5);
    EXPECT_EQ(cli({"evaluate", "--run", "keras run"}).exitCode, 5);
}

TEST_F(CliMove, saysWhatIsWrong) {
    train("1");
    const std::string broken = m_folder.file("broken.csv", "epoch,loss\n1,oops\n2,1\n3,2\n");
    struct Case {
        std::vector<std::string> arguments;
        int exitCode;
        std::string message;
    };
    const std::vector<Case> cases{
        {{"runs", "export", "@last"}, 2, "one place to write to"},
        {{"runs", "export", "--out", "x"}, 2, "takes runs, or --all"},
        {{"runs", "export", "@last", "--all", "--out", "x"}, 2, "takes runs, or --all"},
        {{"runs", "export", "@last", "--out", "x", "--csv", "y"}, 2, "one place to write to"},
        {{"runs", "export", "none", "--out", "x"}, 5, "there is no such run"},
        {{"runs", "export", "@last", "--out", m_folder.path("none/x.epochlab")}, 5, "cannot write"},
        {{"runs", "import"}, 2, "takes one path"},
        {{"runs", "import", m_folder.path("none")}, 3, "there is no such file"},
        {{"runs", "import", m_folder.path("none.epochlab")}, 3, "there is no such file"},
        {{"runs", "import", broken}, 3, "\"oops\" is no number (broken.csv, row 2, column loss)"},
        {{"runs", "import", m_folder.path("x.epochlab"), "--name", "n"}, 2, "bring their names"},
    };
    for (const Case& wrong : cases) {
        const Outcome outcome = cli(wrong.arguments);
        EXPECT_EQ(outcome.exitCode, wrong.exitCode) << testing::PrintToString(wrong.arguments) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(wrong.message));
    }
}

} // namespace
} // namespace epochlab::test
