#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

/// A small file that the tests of core/vision keep.
std::string sample(const std::string& name) {
    std::ifstream file(std::string(EPOCHLAB_SOURCE_DIR) + "/tests/core/vision/golden/" + name, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
}

/// Twelve different pictures of each of two classes.
void writePictures(const TemporaryFolder& folder) {
    for (int i = 0; i < 12; ++i)
        for (const char* name : {"ants", "bees"}) {
            std::string bytes = sample("rgb.bmp");
            bytes[bytes.size() - 1 - static_cast<std::size_t>(i)] ^= name[0];
            folder.file("set/" + std::string(name) + "/" + std::to_string(i) + ".bmp", bytes);
        }
}

TEST(CliPictures, InspectReportsOnAFolder) {
    const TemporaryFolder folder;
    writePictures(folder);
    folder.file("set/ants/half.jpg", sample("rgb.jpg").substr(0, 300));
    folder.file("set/ants/really.jpg", sample("grey.png"));
    const Outcome text = runProgram({"data", "inspect", folder.path("set")});
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_EQ(text.err, "");
    EXPECT_THAT(text.out, HasSubstr("  size: 24 × 16, colour\n"));
    EXPECT_THAT(text.out, HasSubstr("note: 1 picture left out: cut off (ants/half.jpg)\n"));
    EXPECT_THAT(text.out, HasSubstr("note: 1 of another format than their names say, taken as what they are (ants/really.jpg)\n"));
    EXPECT_THAT(text.out, Not(HasSubstr("rows")));
    const Outcome outcome = runProgram({"data", "inspect", folder.path("set"), "--json"});
    const json document = json::parse(outcome.out);
    EXPECT_EQ(document["pictures"]["found"], 26);
    EXPECT_EQ(document["pictures"]["left_out"], 1);
    EXPECT_EQ(document["pictures"]["problems"][0]["kind"], "truncated");
    EXPECT_EQ(document["pictures"]["problems"][0]["examples"], json::array({"ants/half.jpg"}));
    EXPECT_EQ(document["pictures"]["width"], json::array({24, 24}));
    EXPECT_THAT(document["pictures"]["seen"].get<std::string>(), HasSubstr("middle 16 × 16"));
    EXPECT_EQ(document["rows"]["training"], 20); // four fifths of 13 and of 12
    EXPECT_FALSE(document.contains("csv"));
    EXPECT_EQ(runProgram({"data", "inspect", folder.path("set"), "--json"}).out, outcome.out);
}

TEST(CliPictures, BadPicturesEndAsThePolicySays) {
    const TemporaryFolder folder;
    writePictures(folder);
    for (int i = 0; i < 6; ++i) folder.file("set/bees/words" + std::to_string(i) + ".png", "words");
    const Outcome many = runProgram({"data", "inspect", folder.path("set")});
    EXPECT_EQ(many.exitCode, 3);
    EXPECT_THAT(many.err, HasSubstr("error[data.unreadable-picture]: 6 of 30 pictures cannot be used: 6 unreadable (bees/words0.png, "));
    EXPECT_EQ(linesOf(many.err).size(), 1U);
    EXPECT_EQ(runProgram({"data", "inspect", folder.path("set"), "--picture-problems", "skip-all"}).exitCode, 0);
    const Outcome first = runProgram({"data", "inspect", folder.path("set"), "--picture-problems", "stop"});
    EXPECT_EQ(first.exitCode, 3);
    EXPECT_THAT(first.err, HasSubstr("bees/words0.png"));
}

json lastLine(const std::string& text) {
    const std::vector<std::string> lines = linesOf(text);
    return lines.empty() ? json() : json::parse(lines.back(), nullptr, false);
}

TEST(CliPictures, NetworksTrainAndTheirModelsAnswer) {
    if (!EPOCHLAB_WITH_TORCH) GTEST_SKIP() << "this build has no LibTorch";
    const TemporaryFolder folder;
    writePictures(folder);
    ::setenv("XDG_DATA_HOME", folder.path("data").c_str(), 1);
    const std::string set = folder.path("set");
    struct Row {
        std::vector<std::string> flags;
        const char* engine;
    };
    for (const Row& row : {Row{{"--model", "cnn", "--method", "scratch"}, "libtorch"}, Row{{"--model", "mlp"}, "fused"},
                           Row{{"--model", "mlp", "--engine", "libtorch"}, "libtorch"}}) {
        std::vector<std::string> command{"train", "--data", set, "--epochs", "2", "--batch-size", "8", "--hardest", "1", "--json"};
        command.insert(command.end(), row.flags.begin(), row.flags.end());
        const Outcome trained = runProgram(command);
        ASSERT_EQ(trained.exitCode, 0) << trained.err;
        EXPECT_THAT(trained.out, testing::ContainsRegex(std::string(R"("event":"started",.*"engine":")") + row.engine));
        EXPECT_EQ(lastLine(trained.out)["state"], "finished");
        EXPECT_THAT(trained.out, testing::ContainsRegex(R"("event":"hardest",.*"epoch":2,.*"name":"(ants|bees)/)"));

        const Outcome evaluated = runProgram({"evaluate", "--run", "@last", "--json"});
        ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
        const json measured = json::parse(evaluated.out);
        EXPECT_EQ(measured["all"]["rows"], 24);
        const json best = lastLine(trained.out)["best"];
        EXPECT_NEAR(measured["validation"]["accuracy"].get<double>(), best["validation_accuracy"].get<double>(), 1e-9);

        const Outcome answers = runProgram({"predict", "--run", "@last", set + "/ants/0.bmp", set + "/bees/11.bmp"});
        ASSERT_EQ(answers.exitCode, 0) << answers.err;
        EXPECT_THAT(answers.out, testing::StartsWith("file,class,probability,p(ants),p(bees)\n"));
        EXPECT_EQ(linesOf(answers.out).size(), 3U);
        const Outcome kept = runProgram({"runs", "predictions", "@last", "--split", "test"});
        EXPECT_EQ(kept.exitCode, 0) << kept.err;
        EXPECT_THAT(kept.out, HasSubstr("ants/"));
    }
    const Outcome wrong = runProgram({"predict", "--run", "@last", folder.file("half.jpg", sample("rgb.jpg").substr(0, 300))});
    EXPECT_EQ(wrong.exitCode, 3);
    EXPECT_THAT(wrong.err, HasSubstr("half.jpg"));
}

TEST(CliPictures, WhatCannotBeTrainedIsSaid) {
    if (!EPOCHLAB_WITH_TORCH) GTEST_SKIP() << "this build has no LibTorch";
    const TemporaryFolder folder;
    writePictures(folder);
    ::setenv("XDG_DATA_HOME", folder.path("data").c_str(), 1);
    ::unsetenv("EPOCHLAB_WEIGHTS");
    struct Row {
        std::vector<std::string> flags;
        int exitCode;
        const char* part;
    };
    for (const Row& row :
         {Row{{"--data", "toy:moons", "--model", "cnn"}, 4, "learns from pictures, and these data are rows of numbers"},
          Row{{"--data", folder.path("set"), "--model", "resnet18", "--method", "finetune"},
              3,
              "resnet18-f37072fd.pth (46.8 MB, SHA-256 f37072fd"},
          Row{{"--data", folder.path("set"), "--model", "resnet18", "--batch-size", "1"}, 4, "needs at least 2 rows a batch"}}) {
        std::vector<std::string> command{"train", "--no-store"};
        command.insert(command.end(), row.flags.begin(), row.flags.end());
        const Outcome outcome = runProgram(command);
        EXPECT_EQ(outcome.exitCode, row.exitCode) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(row.part));
    }
}

TEST(CliPictures, FashionMnistSaysWhatToInstall) {
    ::setenv("EPOCHLAB_FASHION_MNIST", "/nowhere/at/all", 1);
    const Outcome outcome = runProgram({"data", "inspect", "fashion-mnist"});
    ::unsetenv("EPOCHLAB_FASHION_MNIST");
    EXPECT_EQ(outcome.exitCode, 3);
    EXPECT_THAT(
        outcome.err,
        HasSubstr(
            "error[data.not-found]: Fashion-MNIST is not installed (/nowhere/at/all); install Debian's package dataset-fashion-mnist"));
}

} // namespace
} // namespace epochlab::test
