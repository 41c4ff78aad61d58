#include "cli/program.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace epochlab::test {
namespace {

using testing::HasSubstr;
using Words = std::vector<std::string>;

Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

const Words training{"train", "--no-store", "--json", "--data", "toy:moons", "--epochs", "4", "--batch-size", "32"};

/// Values of a series, in order.
std::vector<double> series(const Outcome& outcome, const std::string& name) {
    std::vector<double> values;
    for (const std::string& line : linesOf(outcome.out)) {
        const auto event = nlohmann::json::parse(line);
        if (event.value("series", "") == name) values.push_back(event["value"].get<double>());
    }
    return values;
}

TEST(CliRate, ChangesTheLearningRateAtItsStep) {
    const Outcome plain = runProgram(training);
    const Outcome steered = runProgram(with(training, {"--rate-change", "30=0.0005", "--rate-change", "8=0.02"}));
    ASSERT_EQ(steered.exitCode, 0) << steered.err;
    EXPECT_EQ(series(steered, "learning_rate").front(), 0.02);
    EXPECT_EQ(series(steered, "learning_rate").back(), 0.0005);
    EXPECT_THAT(steered.out, HasSubstr("learning rate 0.001 to 0.02 from step 8 on"));
    EXPECT_NE(series(steered, "training_loss"), series(plain, "training_loss"));
    const Outcome again = runProgram(with(training, {"--rate-change", "8=0.02", "--rate-change=30=0.0005"}));
    EXPECT_EQ(series(steered, "training_loss"), series(again, "training_loss"));
    EXPECT_THAT(runProgram(with(training, {"--rate-change", "900=0.1"})).out, HasSubstr("the run ended before step 900"));
}

TEST(CliRate, ChangesTheScheduleAtItsStepAndRepeatsIt) {
    const TemporaryFolder store;
    const Words words{"--store",
                      store.path(),
                      "train",
                      "--data",
                      "toy:moons",
                      "--epochs",
                      "4",
                      "--batch-size",
                      "32",
                      "--schedule",
                      "cosine",
                      "--schedule-change",
                      "30=constant",
                      "--schedule-change",
                      "50=step,schedule-factor=0.5,schedule-every=1,learning-rate=0.01"};
    const Outcome steered = runProgram(with(words, {"--json"}));
    ASSERT_EQ(steered.exitCode, 0) << steered.err;
    const std::vector<double> rates = series(steered, "learning_rate");
    EXPECT_THAT(steered.out, HasSubstr("\"code\":\"schedule\""));
    EXPECT_THAT(steered.out, HasSubstr("schedule cosine to constant, at the learning rate "));
    EXPECT_EQ(rates.at(3), 0.005) << "cut an epoch after the change";
    const Outcome shown = runProgram({"--store", store.path(), "runs", "show", "@last"});
    EXPECT_THAT(shown.out, HasSubstr("--schedule-change 30=constant,learning-rate=0.000"));
    EXPECT_THAT(shown.out, HasSubstr("--schedule-change 50=step,schedule-factor=0.5,schedule-every=1,learning-rate=0.01"));
    EXPECT_THAT(shown.out, HasSubstr("schedule constant to steps × 0.5 every 1 epochs, learning rate "));
    const Outcome document = runProgram({"--store", store.path(), "runs", "show", "@last", "--json"});
    const auto json = nlohmann::json::parse(document.out);
    EXPECT_EQ(json["learning_rates"][0]["schedule_before"], "cosine,schedule-minimum=0");
    EXPECT_EQ(json["learning_rates"][0]["schedule_after"], "constant");
    const Outcome again = runProgram({"--store", store.path(), "rerun", "@last"});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    EXPECT_THAT(again.out + again.err, HasSubstr("bit for bit"));
}

TEST(CliRate, FindsALearningRateAndKeepsNothing) {
    const TemporaryFolder store;
    const Words words{"--store", store.path(), "lr-find", "--data", "toy:moons", "--steps", "120"};
    const Outcome outcome = runProgram(with(words, {"--json"}));
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const auto document = nlohmann::json::parse(outcome.out);
    ASSERT_TRUE(document["suggestion"].is_number()) << document["verdict"];
    EXPECT_GT(document["points"].size(), 50U);
    EXPECT_EQ(document["points"][0]["learning_rate"], 1e-6);
    EXPECT_FALSE(std::filesystem::exists(store.path() + "/runs"));
    const Outcome text = runProgram(words);
    EXPECT_EQ(text.exitCode, 0);
    EXPECT_THAT(text.out, HasSubstr("suggestion: " + document["suggestion"].dump()));
    EXPECT_THAT(text.err, HasSubstr("The loss falls steepest at "));
}

std::string fileOf(const TemporaryFolder& store, const std::string& name) {
    for (const auto& entry : std::filesystem::directory_iterator(store.path() + "/runs")) {
        std::ifstream file(entry.path() / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    return {};
}

TEST(CliRate, TrainsAFinishedRunFurtherToTheBitsOfTheLongerOne) {
    const TemporaryFolder extended, straight;
    const auto train = [](const TemporaryFolder& store, const char* epochs) {
        return runProgram({"--store", store.path(), "train", "--data", "toy:moons", "--batch-size", "32", "--rate-change", "30=0.004",
                           "--json", "--epochs", epochs});
    };
    const Outcome first = train(extended, "3");
    const Outcome whole = train(straight, "7");
    ASSERT_EQ(whole.exitCode, 0) << whole.err;
    EXPECT_EQ(runProgram({"--store", extended.path(), "resume", "@last"}).exitCode, 5) << "a finished run has nothing to resume";
    const Outcome rest = runProgram({"--store", extended.path(), "extend", "@last", "--epochs", "4", "--json"});
    ASSERT_EQ(rest.exitCode, 0) << rest.err;
    EXPECT_THAT(rest.out, HasSubstr("trained further from epoch 3 to 7"));
    std::vector<double> losses = series(first, "validation_loss");
    for (const double loss : series(rest, "validation_loss")) losses.push_back(loss);
    EXPECT_EQ(losses, series(whole, "validation_loss"));
    EXPECT_EQ(fileOf(extended, "run.toml"), fileOf(straight, "run.toml"));
    EXPECT_EQ(fileOf(extended, "model.safetensors"), fileOf(straight, "model.safetensors"));
    const Outcome shown = runProgram({"--store", extended.path(), "runs", "show", "@last"});
    EXPECT_THAT(shown.out, HasSubstr("--epochs 7"));
    EXPECT_THAT(shown.out, HasSubstr("--rate-change 30=0.004"));
}

TEST(CliRate, RefusesInASentence) {
    struct Row {
        Words words;
        int code;
        std::string message;
    };
    for (const Row& row :
         {Row{{"lr-find", "--from", "1", "--to", "0.1"}, 4, "give a lowest rate below the highest"},
          Row{{"lr-find", "--from", "low"}, 2, "(--from)"}, Row{{"lr-find", "--steps", "some"}, 2, "is no number for --steps"},
          Row{{"lr-find", "--steps", "2"}, 4, "give 10 to 100000"}, Row{{"extend", "@last"}, 2, "extend takes one run and --epochs"},
          Row{{"extend", "@last", "--epochs", "0"}, 2, "is no number for --epochs"}, Row{{"lr-find", "moons"}, 2, "lr-find takes no"},
          Row{{"lr-find", "--data", "nowhere.csv"}, 3, "nowhere.csv"}, Row{with(training, {"--rate-change", "0.1"}), 2, "write STEP=RATE"},
          Row{with(training, {"--rate-change", "5=-1"}), 4, "learning-rate"},
          Row{with(training, {"--schedule-change", "cosine"}), 2, "write STEP=SCHEDULE"},
          Row{with(training, {"--schedule-change", "5=linear"}), 4, "give one of constant"},
          Row{with(training, {"--schedule-change", "5=constant,schedule-every=2"}), 2, "says nothing of a constant schedule"}}) {
        const Outcome outcome = runProgram(row.words);
        EXPECT_EQ(outcome.exitCode, row.code) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(row.message));
    }
}

} // namespace
} // namespace epochlab::test
