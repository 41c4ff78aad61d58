// Side views on the command line: the model as layers, calibration, ROC, and what matters in a sweep.
#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class CliInsight : public testing::Test {
protected:
    Outcome cli(std::vector<std::string> words) const {
        words.insert(words.begin(), {"--store", m_store.path()});
        return runProgram(words);
    }
    json asked(std::vector<std::string> words) const {
        words.emplace_back("--json");
        const Outcome outcome = cli(words);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }
    void train(const std::string& data) const {
        const Outcome outcome = cli({"train", "--data", data, "--epochs", "2", "--width", "8"});
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    }

    TemporaryFolder m_store;
};

TEST_F(CliInsight, TheModelOfSettingsIsThatOfTheRunTrainedWithThem) {
    train("toy:moons");
    const json before = asked({"model", "--data", "toy:moons", "--width", "8"});
    EXPECT_EQ(before, asked({"model", "@last"}));
    EXPECT_EQ(before["parameters"], asked({"runs", "show", "@last"})["parameters"]) << "as the engine counts them";
    EXPECT_EQ(before["layers"].front()["output"], json({2}));
    EXPECT_EQ(before["layers"].back()["name"], "output");
    const Outcome deep = cli({"model", "--data", "toy:moons", "--hidden-layers", "100"});
    EXPECT_THAT(deep.out, HasSubstr("layer 1 … layer 99  99 × fully connected 16 → 16, ReLU"));
    EXPECT_THAT(deep.err, HasSubstr("Multilayer perceptron 100 × 16: 27,010 parameters, all trained"));
    EXPECT_EQ(linesOf(cli({"model", "--data", "toy:moons", "--hidden-layers", "100", "--format", "csv"}).out).size(), 103U);
    EXPECT_EQ(cli({"model", "--data", "toy:moons", "--model", "cnn"}).exitCode, 4) << "it takes pictures";
    EXPECT_EQ(cli({"model", "@last", "--width", "8"}).exitCode, 2);
    EXPECT_EQ(cli({"model", "nobody"}).exitCode, 5);
}

TEST_F(CliInsight, CalibrationAndRocAreThoseOfTheKeptAnswers) {
    train("toy:moons");
    const json kept = asked({"runs", "predictions", "@last", "--split", "test"});
    double sum = 0.0, won = 0.0, pairs = 0.0;
    const auto score = [&](std::size_t row) {
        const double confidence = kept["confidence"][row].get<float>();
        return kept["predicted"][row] == 1 ? confidence : 1.0 - confidence;
    };
    const std::size_t rows = kept["labels"].size();
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < rows; ++j) {
            if (kept["labels"][i] != 1 || kept["labels"][j] != 0) continue;
            pairs += 1.0;
            won += score(i) > score(j) ? 1.0 : score(i) == score(j) ? 0.5 : 0.0;
        }
    const json roc = asked({"roc", "@last"})["runs"][0];
    EXPECT_NEAR(roc["auc"].get<double>(), won / pairs, 1e-9);
    EXPECT_NEAR(asked({"roc", "@last", "--positive", kept["classes"][0]})["runs"][0]["auc"].get<double>(), won / pairs, 1e-9);
    EXPECT_EQ(roc["positive"], kept["classes"][1]);
    const json calibration = asked({"calibration", "@last", "--bins", "4"})["runs"][0];
    ASSERT_EQ(calibration["bins"].size(), 4U);
    std::size_t binned = 0;
    for (const json& bin : calibration["bins"]) {
        binned += bin["rows"].get<std::size_t>();
        if (!bin["share"].is_null()) sum += std::abs(bin["share"].get<double>() - bin["mean"].get<double>()) * bin["rows"].get<double>();
    }
    EXPECT_EQ(binned, rows);
    EXPECT_NEAR(calibration["expected_calibration_error"].get<double>(), sum / static_cast<double>(rows), 1e-9);
    EXPECT_EQ(linesOf(cli({"calibration", "@last", "--format", "csv"}).out).size(), 11U);
    EXPECT_EQ(cli({"calibration", "@last", "--bins", "0"}).exitCode, 2);
    train("cities");
    EXPECT_EQ(asked({"calibration", "@last"})["runs"][0].count("positive"), 0U) << "of many classes that of the answer";
    const Outcome refused = cli({"roc", "@last"});
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_THAT(refused.err, HasSubstr("needs two classes, and the run's data have 33"));
}

TEST_F(CliInsight, ImportanceNamesTheFieldThatMatters) {
    const Outcome few = cli({"sweep", "--data", "toy:moons", "--epochs", "2", "--grid", "learning-rate=0.1,1e-7", "--seeds", "3"});
    ASSERT_EQ(few.exitCode, 0) << few.err;
    const Outcome refused = cli({"importance", "--filter", "state=finished"});
    EXPECT_EQ(refused.exitCode, 2);
    EXPECT_THAT(refused.err, HasSubstr("ten runs or more"));
    ASSERT_EQ(
        cli({"sweep", "--data", "toy:moons", "--epochs", "2", "--seed", "3", "--grid", "learning-rate=0.1,1e-7", "--seeds", "3"}).exitCode,
        0);
    const json answer = asked({"importance", "--filter", "state=finished"});
    EXPECT_EQ(answer["fields"][0]["field"], "learning-rate");
    EXPECT_TRUE(answer["fields"][0]["clear"]);
    EXPECT_FALSE(answer["fields"][1]["clear"]) << "the seed";
    EXPECT_EQ(answer["runs"].size(), 12U);
    EXPECT_EQ(answer["runs"][0]["settings"]["learning-rate"], 0.1);
    const auto lines = linesOf(cli({"importance", "--filter", "state=finished", "--runs", "--format", "csv"}).out);
    EXPECT_EQ(lines.size(), 13U);
    EXPECT_EQ(lines[0], "run,learning-rate,seed,validation_accuracy,state");
}

TEST_F(CliInsight, NeuronsAnswerAsTheModelDoes) {
    train("toy:moons");
    const json one = asked({"neurons", "@last", "--at", "0.5,0.25"});
    ASSERT_EQ(one["layers"].size(), 7U) << "six hidden ones and the classes";
    EXPECT_EQ(one["layers"][0]["neurons"].size(), 8U);
    const json& classes = one["layers"][6]["activations"];
    EXPECT_NEAR(classes[0][0].get<double>() + classes[1][0].get<double>(), 1.0, 1e-6);
    const std::string rows = m_store.file("rows.csv", "x,y\n0.5,0.25\n");
    const json predicted = asked({"predict", "--run", "@last", rows});
    EXPECT_THAT(predicted.dump(), HasSubstr(one["layers"][6]["neurons"][classes[0][0] > classes[1][0] ? 0 : 1].get<std::string>()));
    EXPECT_EQ(linesOf(cli({"neurons", "@last", "--side", "4", "--format", "csv"}).out).size(), 1U + 16U * (6U * 8U + 2U));
    EXPECT_EQ(cli({"neurons", "@last", "--at", "0.5"}).exitCode, 2);
}

TEST_F(CliInsight, ASketchIsHeldAgainstARun) {
    train("toy:moons");
    const json curve = asked({"runs", "show", "@last"});
    const auto series = std::ranges::find_if(curve["series"], [](const json& each) { return each["series"] == "validation_accuracy"; });
    ASSERT_NE(series, curve["series"].end());
    const double first = (*series)["values"][0], second = (*series)["values"][1];
    const std::string file = m_store.file("mine.csv", "epoch,validation_accuracy\n1,0.5\n2,0.75\n");
    const json run = asked({"sketch", "@last", "--from", file})["runs"][0];
    EXPECT_EQ(run["epochs"], 2);
    EXPECT_NEAR(run["mean_absolute_difference"].get<double>(), (std::abs(0.5 - first) + std::abs(0.75 - second)) / 2, 1e-12);
    const Outcome none = cli({"sketch", "@last"});
    EXPECT_EQ(none.exitCode, 3);
    EXPECT_THAT(none.err, HasSubstr("there is no sketch of the validation accuracy"));
    EXPECT_EQ(cli({"sketch", "@last", "--from", m_store.file("bad.csv", "1;2\n")}).exitCode, 8);
}

} // namespace
} // namespace epochlab::test
