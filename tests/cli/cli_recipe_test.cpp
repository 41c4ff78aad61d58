#include "cli/program.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <map>
#include <nlohmann/json.hpp>

namespace epochlab::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

const std::string shortRecipe = "title = \"Widths\"\nquestion = \"How wide?\"\n"
                                "[settings]\ndata = \"toy:moons\"\nepochs = 3\nhidden-layers = 2\n[grid]\nwidth = [4, 8, 16]\n"
                                "[quick]\nepochs = 1\n";

std::vector<json> eventsOf(const Outcome& outcome) {
    std::vector<json> events;
    for (const std::string& line : linesOf(outcome.out)) events.push_back(json::parse(line));
    return events;
}

/// What a run said, without its id and its times.
std::vector<json> eventsOfRun(const std::vector<json>& events, const json& run) {
    std::vector<json> own;
    for (json event : events) {
        if (event.value("run", json()) != run || event["series"] == "seconds") continue;
        for (const char* key : {"run", "seconds"}) event.erase(key);
        own.push_back(std::move(event));
    }
    return own;
}

std::size_t storedRuns(const TemporaryFolder& store) {
    return json::parse(runProgram({"--store", store.path(), "runs", "list", "--json"}).out)["runs"].size();
}

TEST(CliRecipe, listsTheRecipesOfTheLab) {
    const Outcome outcome = runProgram({"recipe", "list", "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    std::map<std::string, std::size_t> runs;
    const json document = json::parse(outcome.out);
    for (const json& recipe : document["recipes"])
        if (!recipe["own"].get<bool>()) runs[recipe["name"]] = recipe["runs"].size();
    const std::map<std::string, std::size_t> wanted{{"batch-norm", 2},    {"batch-size", 4}, {"depth-width", 7},   {"epochs", 1},
                                                    {"gradients", 4},     {"implicit", 2},   {"learning-rate", 4}, {"trees-vs-nets", 4},
                                                    {"boosted-trees", 1}, {"transfer", 17},  {"best-worst", 0}};
    EXPECT_EQ(runs, wanted);
    EXPECT_THAT(runProgram({"recipe", "list"}).out, HasSubstr("learning-rate (4 runs)\n    How does"));
}

TEST(CliRecipe, findsTheRecipesBesideAMovedProgram) {
    const TemporaryFolder place;
    const fs::path built = fs::path(EPOCHLAB_CLI).parent_path();
    fs::create_directories(place.path() + "/bin");
    fs::copy_file(EPOCHLAB_CLI, place.path() + "/bin/epochlab-cli");
    fs::create_directory_symlink(built.parent_path() / "lib", place.path() + "/lib");
    const std::string program = place.path() + "/bin/epochlab-cli";
    const Outcome without = runProgram({"recipe", "list"}, {}, program);
    EXPECT_EQ(without.exitCode, 5) << without.err;
    EXPECT_THAT(without.err, HasSubstr("there are no recipes"));
    fs::create_directories(place.path() + "/share/epochlab/recipes");
    place.file("share/epochlab/recipes/widths.toml", shortRecipe);
    EXPECT_EQ(runProgram({"recipe", "list"}, {}, program).out, "widths (3 runs)\n    How wide?\n");
}

TEST(CliRecipe, trainsEachRunAsTrainDoesAndKeepsIt) {
    const TemporaryFolder store;
    const Outcome outcome = runProgram({"--store", store.path(), "recipe", "run", store.file("widths.toml", shortRecipe), "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const std::vector<json> events = eventsOf(outcome);
    EXPECT_EQ(events.front()["event"], "recipe");
    EXPECT_EQ(events.front()["title"], "Widths");
    EXPECT_EQ(events.back()["event"], "recipe_finished");
    EXPECT_EQ(storedRuns(store), 3U);
    for (const json& row : events.back()["runs"]) {
        const std::string width = row["label"].get<std::string>().substr(6);
        const Outcome alone = runProgram({"--store", store.path(), "train", "--json", "--data", "toy:moons", "--epochs", "3",
                                          "--hidden-layers", "2", "--width", width, "--no-store"});
        const std::vector<json> same = eventsOf(alone);
        EXPECT_EQ(eventsOfRun(events, row["run"]), eventsOfRun(same, same.front()["run"])) << width;
        EXPECT_EQ(row["best_validation_accuracy"], same.back()["best"]["validation_accuracy"]);
        EXPECT_EQ(runProgram({"--store", store.path(), "evaluate", "--run", row["run"]}).exitCode, 0);
    }
}

TEST(CliRecipe, printsATableAndMayKeepNothing) {
    const TemporaryFolder store;
    const std::string recipe = store.file("widths.toml", shortRecipe);
    const Outcome outcome = runProgram({"--store", store.path(), "recipe", "run", recipe, "--quick", "--no-store", "--seed", "5"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const std::vector<std::string> lines = linesOf(outcome.out);
    ASSERT_EQ(lines.size(), 6U) << outcome.out;
    EXPECT_EQ(lines[0], "widths: How wide?");
    EXPECT_EQ(lines[1], "run       best validation accuracy  epoch  seconds  state");
    EXPECT_THAT(lines[2], testing::MatchesRegex("Width 4    +[01]\\.[0-9]+      1     [0-9.]+  finished"));
    EXPECT_THAT(outcome.err, HasSubstr("[3/3] widths, Width "));
    EXPECT_FALSE(fs::exists(store.path() + "/runs"));
}

TEST(CliRecipe, everyRecipeOfTheLabTrainsInAQuickLook) {
    if (!EPOCHLAB_WITH_XGBOOST) GTEST_SKIP() << "this build has no boosted trees";
    const TemporaryFolder store;
    const Outcome outcome = runProgram({"--store", store.path(), "recipe", "run", "--all", "--quick", "--data", "toy:moons", "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("transfer wants pictures"));
    const Outcome transfer = runProgram({"--store", store.path(), "recipe", "run", "transfer", "--data", "cities"});
    EXPECT_EQ(transfer.exitCode, 2);
    EXPECT_THAT(transfer.err, HasSubstr("--data DIR"));
    EXPECT_EQ(storedRuns(store), 23U) << "what several recipes want is trained once";
    std::size_t tables = 0;
    for (const json& event : eventsOf(outcome)) {
        tables += event["event"] == "recipe_finished";
        if (event["event"] != "recipe_table") continue;
        EXPECT_EQ(event["recipe"], "trees-vs-nets");
        EXPECT_EQ(event["columns"], json({"0.1", "0.01", "0.001"}));
        EXPECT_EQ(event["rows"][1]["label"], "Boosted trees (XGBoost)");
        EXPECT_EQ(event["rows"][1]["cells"].size(), 1U);
        EXPECT_EQ(event["rows"][1]["cells"][0]["state"], "measured");
    }
    EXPECT_EQ(tables, 8U);
}

TEST(CliRecipe, trainsOnlyWhatIsMissingAndEndsInReadingsAndFiles) {
    const TemporaryFolder store;
    const std::string figure =
        "[[figure]]\nname = \"accuracy\"\ntitle = \"Accuracy\"\nkind = \"curves\"\nshow = [\"validation_accuracy\"]\n";
    const std::string recipe = store.file("widths.toml", shortRecipe + figure);
    ASSERT_EQ(runProgram({"--store", store.path(), "train", "--data", "toy:moons", "--epochs", "3", "--hidden-layers", "2", "--width", "8"})
                  .exitCode,
              0);
    std::string first;
    for (const std::size_t trained : {2, 0}) {
        const Outcome outcome = runProgram({"--store", store.path(), "recipe", "run", recipe, "--json", "--out", store.path("out")});
        ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
        const std::vector<json> events = eventsOf(outcome);
        EXPECT_EQ(events.front()["runs"].size(), trained);
        EXPECT_EQ(events.front()["left_out"], 3 - trained);
        const json& last = events.back();
        EXPECT_EQ(last["event"], "recipe_figure");
        EXPECT_EQ(last["figure"], "accuracy");
        EXPECT_EQ(last["runs"].size(), 3U);
        EXPECT_THAT(last["reading"].get<std::string>(), HasSubstr("Only width differs."));
        EXPECT_EQ(last["files"], json({store.path("out") + "/widths-accuracy.csv"}));
        EXPECT_EQ(storedRuns(store), 3U);
        std::ifstream file(store.path("out") + "/widths-accuracy.csv");
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        EXPECT_THAT(bytes, testing::StartsWith("curve,x,y\nWidth 4,1,"));
        EXPECT_TRUE(first.empty() || first == bytes);
        first = bytes;
    }
    const Outcome refused = runProgram({"--store", store.path(), "recipe", "run", recipe, "--no-store", "--out", store.path("out")});
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_THAT(refused.err, HasSubstr("leave out --no-store"));
}

TEST(CliRecipe, listsOnesOwnAndNamesABrokenOne) {
    const TemporaryFolder home;
    home.file("epochlab/recipes/widths.toml", shortRecipe);
    home.file("epochlab/recipes/broken.toml", "titel = \"x\"\n");
    ASSERT_EQ(::setenv("XDG_DATA_HOME", home.path().c_str(), 1), 0);
    const Outcome list = runProgram({"recipe", "list"});
    const Outcome run = runProgram({"--store", home.path("store"), "recipe", "run", "widths", "--quick"});
    ASSERT_EQ(::unsetenv("XDG_DATA_HOME"), 0);
    EXPECT_EQ(list.exitCode, 0) << list.err;
    EXPECT_THAT(list.out, testing::EndsWith("widths (3 runs; your own)\n    How wide?\n"));
    EXPECT_THAT(list.err, HasSubstr("note[broken-recipe]: left out: a recipe has no \"titel\""));
    EXPECT_EQ(run.exitCode, 0) << run.err;
}

TEST(CliRecipe, aRunThatFailsDoesNotStopTheRest) {
    const TemporaryFolder store;
    const std::string recipe = store.file("rates.toml", "[settings]\ndata = \"toy:moons\"\nepochs = 50\noptimizer = \"sgd\"\n"
                                                        "[grid]\nlearning-rate = [0.1, 1e10, 0.01]\n");
    const Outcome outcome = runProgram({"--store", store.path(), "recipe", "run", recipe, "--json"});
    EXPECT_EQ(outcome.exitCode, 6) << outcome.err;
    std::vector<std::string> states;
    const std::vector<json> events = eventsOf(outcome);
    for (const json& row : events.back()["runs"]) states.push_back(row["state"]);
    EXPECT_THAT(states, testing::ElementsAre("finished", "diverged", "finished"));
    EXPECT_THAT(outcome.err, HasSubstr("(rates, Learning rate 1e10); try a learning rate ten times smaller"));
}

TEST(CliRecipe, aSignalEndsTheRunningOnesResumablyAndTheOthersAtOnce) {
    const TemporaryFolder store;
    const std::string recipe = store.file("long.toml", "[settings]\ndata = \"toy:moons\"\nepochs = 100000\n"
                                                       "[grid]\nseed = [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24]\n");
    bool sent = false;
    const Outcome outcome =
        runProgram({"--store", store.path(), "recipe", "run", recipe, "--json"}, [&sent](int pid, const std::string& out) {
            if (sent || out.find("\"metric\"") == std::string::npos) return;
            sent = true;
            ::kill(pid, SIGTERM);
        });
    EXPECT_EQ(outcome.exitCode, 75) << outcome.err;
    std::size_t interrupted = 0;
    const std::vector<json> events = eventsOf(outcome);
    for (const json& row : events.back()["runs"]) interrupted += row["state"] == "interrupted";
    EXPECT_EQ(interrupted, 24U);
    EXPECT_GE(storedRuns(store), 1U);
    const std::ptrdiff_t folders = std::distance(fs::directory_iterator(store.path() + "/runs"), {});
    EXPECT_EQ(folders, static_cast<std::ptrdiff_t>(storedRuns(store))) << "the other ids are given back";
    const std::string kept = fs::directory_iterator(store.path() + "/runs")->path().filename().string();
    EXPECT_THAT(outcome.err, HasSubstr("go on with: epochlab-cli resume " + kept));
}

} // namespace
} // namespace epochlab::test
