// Boosted trees on the command line: trained, stopped, resumed, repeated, asked, and the models of others.
#include "cli/program.h"
#include "nets/picture_weights.h"
#include "support/shared_data.h"
#include "weights/safetensors.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliTrees : public testing::Test {
protected:
    Outcome run(std::vector<std::string> arguments, const std::function<void(int, const std::string&)>& onOutput = {}) {
        arguments.insert(arguments.begin(), {"--store", m_store.path()});
        return runProgram(arguments, onOutput);
    }
    Outcome train(const std::vector<std::string>& more, const std::function<void(int, const std::string&)>& onOutput = {}) {
        std::vector<std::string> arguments{"train", "--json", "--model", "xgboost"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(std::move(arguments), onOutput);
    }
    std::string file(const std::string& name, const std::string& text) { return m_store.file(name, text); }

    TemporaryFolder m_store;
};

json lastEvent(const Outcome& outcome) {
    const auto lines = linesOf(outcome.out);
    return lines.empty() ? json() : json::parse(lines.back());
}

/// What was measured, in order, without times and run ids.
std::vector<std::string> measures(const Outcome& outcome) {
    std::vector<std::string> kept;
    for (const std::string& line : linesOf(outcome.out)) {
        json event = json::parse(line);
        if (event["event"] != "metric" || event["series"] == "seconds") continue;
        for (const char* key : {"run", "time"}) event.erase(key);
        kept.push_back(event.dump());
    }
    return kept;
}

// Measured with Python's XGBoost 1.7.4 on the same rows: 3 rounds of depth 6 reach 0.93 on the validation rows.
TEST_F(CliTrees, LearnTheCities) {
    const Outcome outcome = train({"--data", "cities", "--rounds", "3"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const json best = lastEvent(outcome)["best"];
    EXPECT_GT(best["validation_accuracy"], 0.90);
    EXPECT_GT(best["test_accuracy"], 0.90);
    EXPECT_THAT(outcome.out, HasSubstr("tree method hist, 33 trees a round"));
}

TEST_F(CliTrees, GoOnWhereTheyWereInterrupted) {
    const std::vector<std::string> arguments{"--data", "toy:moons", "--rounds", "400", "--subsample", "0.5", "--eta", "0.05"};
    bool sent = false;
    const Outcome first = train(arguments, [&sent](int pid, const std::string& out) {
        if (!std::exchange(sent, sent || out.find("\"metric\"") != std::string::npos) && sent) ::kill(pid, SIGTERM);
    });
    ASSERT_EQ(first.exitCode, 75) << first.err;
    const Outcome second = run({"resume", "@last", "--json"});
    ASSERT_EQ(second.exitCode, 0) << second.err;
    std::vector<std::string> joined = measures(first);
    for (std::string& line : measures(second)) joined.push_back(std::move(line));
    const Outcome straight = train(arguments);
    EXPECT_EQ(joined, measures(straight));
    EXPECT_EQ(lastEvent(second)["best"], lastEvent(straight)["best"]);
    EXPECT_EQ(run({"rerun", "@last", "--json"}).exitCode, 0) << "bit for bit";
}

TEST_F(CliTrees, AreKeptAskedAndTrainedFurther) {
    ASSERT_EQ(train({"--data", "toy:circles", "--rounds", "20"}).exitCode, 0);
    const Outcome predicted = run({"predict", "--run", "@last", file("rows.csv", "x,y\n0,0\n1,0\n")});
    EXPECT_EQ(predicted.exitCode, 0) << predicted.err;
    EXPECT_EQ(linesOf(predicted.out).size(), 3U);
    const Outcome evaluated = run({"evaluate", "--run", "@last", "--json"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    EXPECT_GT(json::parse(evaluated.out)["validation"]["accuracy"], 0.8);
    const Outcome further = run({"extend", "@last", "--epochs", "5", "--json"});
    EXPECT_EQ(further.exitCode, 0) << further.err;
    EXPECT_EQ(lastEvent(further)["epochs"], 25);
    const Outcome rows = run({"runs", "predictions", "@last"});
    EXPECT_EQ(rows.exitCode, 0) << rows.err;
    EXPECT_GT(linesOf(rows.out).size(), 100U);
    EXPECT_THAT(run({"runs", "show", "@last"}).out, HasSubstr("--model xgboost"));
    const Outcome branch = run({"branch", "@last", "--max-depth", "2", "--rounds", "30", "--json"});
    EXPECT_EQ(branch.exitCode, 0) << branch.err;
    EXPECT_THAT(run({"runs", "show", "@last"}).out, HasSubstr("--max-depth 2"));
}

/// Two classes of eight pixels by six: dark ones, and bright ones with another shade each.
void writePictures(const TemporaryFolder& folder, int count) {
    for (int i = 0; i < count; ++i)
        for (const bool bright : {false, true}) {
            std::string bytes = "P6\n8 6\n255\n";
            for (int pixel = 0; pixel < 8 * 6 * 3; ++pixel)
                bytes.push_back(static_cast<char>((bright ? 120 : 0) + (pixel * (i + 3)) % 100));
            folder.file("set/" + std::string(bright ? "day/" : "night/") + std::to_string(i) + ".ppm", bytes);
        }
}

TEST_F(CliTrees, GrowOnThePixelsOfPictures) {
    writePictures(m_store, 30);
    const std::vector<std::string> pixels{"--data", m_store.path("set"), "--preset", "quantised-pixels", "--picture-resize",
                                          "6",      "--rounds",          "4"};
    const Outcome outcome = train(pixels);
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_EQ(lastEvent(outcome)["best"]["test_accuracy"], 1.0);
    EXPECT_THAT(outcome.out, HasSubstr("tree method hist, 1 tree a round"));
    const Outcome shown = run({"runs", "show", "@last"});
    EXPECT_THAT(shown.out,
                AllOf(HasSubstr("--tree-method hist"), HasSubstr("--max-bin 64"), HasSubstr("--rounds 4"), Not(HasSubstr("preset"))));
    const Outcome rows = run({"runs", "predictions", "@last", "--split", "test"});
    ASSERT_EQ(rows.exitCode, 0) << rows.err;
    EXPECT_THAT(rows.out, HasSubstr("day"));
    EXPECT_EQ(run({"rerun", "@last", "--json"}).exitCode, 0) << "bit for bit";
}

#if EPOCHLAB_WITH_TORCH
/// A pretrained file with numbers from a seed.
std::string weightsFile(const TemporaryFolder& folder, const std::string& name, std::uint64_t seed) {
    const core::PictureArchitecture net = core::makeResidualNetwork("resnet18", {3, 32, 5});
    const core::ModelWeights weights = core::exportWeights(net, core::initialParameters(net, seed), core::initialBuffers(net));
    return folder.file(name, core::encodeTensorFile({weights.tensors, {}}));
}

TEST_F(CliTrees, GrowOnTheFeaturesOfAFrozenNetwork) {
    writePictures(m_store, 30);
    const std::string weights = weightsFile(m_store, "resnet18.safetensors", 7);
    const Outcome outcome = train({"--data", m_store.path("set"), "--inputs", "features", "--weights", weights, "--picture-resize", "32",
                                   "--rounds", "6", "--subsample", "0.7"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_GT(lastEvent(outcome)["best"]["test_accuracy"], 0.9);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("tree method hist, 1 tree a round"), HasSubstr("pretrained weights: resnet18.safetensors")));
    EXPECT_EQ(outcome.err, "");

    const Outcome evaluated = run({"evaluate", "--run", "@last", "--json"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    EXPECT_EQ(json::parse(evaluated.out)["test"]["accuracy"], lastEvent(outcome)["best"]["test_accuracy"]);
    const Outcome predicted = run({"predict", "--run", "@last", m_store.path("set/day/1.ppm"), m_store.path("set/night/1.ppm")});
    ASSERT_EQ(predicted.exitCode, 0) << predicted.err;
    EXPECT_THAT(linesOf(predicted.out).at(1), HasSubstr("day"));
    EXPECT_THAT(linesOf(predicted.out).at(2), HasSubstr("night"));
    EXPECT_EQ(run({"rerun", "@last", "--json"}).exitCode, 0) << "bit for bit";
    EXPECT_EQ(run({"extend", "@last", "--epochs", "2"}).exitCode, 0);
    EXPECT_EQ(run({"branch", "@last", "--eta", "0.1", "--rounds", "9"}).exitCode, 0);
    EXPECT_THAT(run({"runs", "show", "@last"}).out, AllOf(HasSubstr("epochlab-cli branch "), HasSubstr("--eta 0.1")));

    const std::string picture = m_store.path("set/day/1.ppm"), archive = m_store.path("all.epochlab");
    ASSERT_EQ(run({"runs", "export", "--all", "--out", archive}).exitCode, 0);
    ASSERT_EQ(runProgram({"--store", m_store.path("there"), "runs", "import", archive}).exitCode, 0);
    const auto ask = [&] { return runProgram({"--store", m_store.path("there"), "predict", "--run", "@last", picture}); };
    EXPECT_EQ(ask().out, run({"predict", "--run", "@last", picture}).out);
    weightsFile(m_store, "resnet18.safetensors", 8);
    EXPECT_EQ(ask().exitCode, 4);
    EXPECT_THAT(ask().err, HasSubstr("error[config.conflict]: the trees grew on features of weights with SHA-256"));
    std::filesystem::remove(weights);
    EXPECT_EQ(ask().exitCode, 3);
    EXPECT_THAT(ask().err, AllOf(HasSubstr("there is no such file"), HasSubstr("put the weights that these trees grew with back")));
}

TEST_F(CliTrees, RefuseFeaturesWhereThereAreNone) {
    m_store.file("tables/train.csv", "x,y,label\n0,1,a\n1,0,b\n2,0,b\n");
    m_store.file("tables/validation.csv", "x,y,label\n0,1,a\n");
    m_store.file("tables/test.csv", "x,y,label\n0,1,a\n");
    const Outcome table = train({"--data", m_store.path("tables"), "--inputs", "features"});
    EXPECT_EQ(table.exitCode, 4);
    EXPECT_THAT(table.err, HasSubstr("frozen features are made of pictures, and these data are rows of numbers"));
    writePictures(m_store, 4);
    const Outcome none = train({"--data", m_store.path("set"), "--inputs", "features", "--weights", m_store.path("none.pth")});
    EXPECT_EQ(none.exitCode, 3);
    EXPECT_THAT(none.err, HasSubstr("error[data.not-found]: there is no such file"));
}
#endif

/// The lab's own figures, which take minutes: EPOCHLAB_LONG=1 asks for them.
TEST_F(CliTrees, ReachTheLabsFiguresOnTheFaces) {
    const std::string faces = sharedData("faces");
    if (faces.empty()) GTEST_SKIP() << "shared/data/faces is not here";
    if (std::getenv("EPOCHLAB_LONG") == nullptr) GTEST_SKIP() << "takes minutes; EPOCHLAB_LONG=1 asks for it";
    const Outcome outcome = train({"--data", faces, "--preset", "lab-defaults", "--threads", "2"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("tree method exact"));
    std::array<double, 2> last{};
    for (const std::string& line : linesOf(outcome.out)) {
        const json event = json::parse(line);
        if (event["event"] != "metric" || event["epoch"] != 100) continue;
        if (event["series"] == "training_accuracy") last[0] = event["value"];
        if (event["series"] == "test_accuracy") last[1] = event["value"];
    }
    EXPECT_EQ(last[0], 1.0);
    EXPECT_NEAR(last[1], 0.73, 0.02);
}

TEST_F(CliTrees, SayWhichFlagsDoNotCount) {
    const Outcome outcome = train({"--data", "toy:moons", "--rounds", "2", "--epochs", "5", "--width", "8"});
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.err, HasSubstr("--epochs does not count while model is xgboost; give --rounds"));
    EXPECT_THAT(outcome.err, HasSubstr("--width does not count while model is xgboost"));
    EXPECT_THAT(outcome.err, Not(HasSubstr("--rounds does not")));
    EXPECT_EQ(run({"lr-find", "--model", "xgboost"}).exitCode, 4);
    EXPECT_EQ(train({"--max-depth", "99"}).exitCode, 4);
}

TEST_F(CliTrees, AreComparedWithNetworks) {
    const Outcome outcome = run({"sweep", "--data", "toy:moons", "--grid", "model=mlp,xgboost", "--epochs", "2", "--rounds", "2"});
    EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
    const Outcome compared = run({"runs", "compare", "@best", "@worst"});
    EXPECT_EQ(compared.exitCode, 0) << compared.err;
    EXPECT_THAT(compared.out, HasSubstr("Boosted trees"));
}

TEST_F(CliTrees, TakeModelsOfXgboostAndRefuseUnsoundOnes) {
    const std::string model = EPOCHLAB_SOURCE_DIR "/tests/core/trees/two_classes.json";
    const std::string rows = file("rows.csv", "f0,f1,f2\n0.5,-1,2\n");
    const Outcome predicted = run({"predict", "--run", model, rows});
    EXPECT_EQ(predicted.exitCode, 0) << predicted.err;
    EXPECT_EQ(linesOf(predicted.out).front(), "file,row,class,probability,p(0),p(1)");
    std::ifstream in(model);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    text.replace(text.find("\"left_children\":[") + 17, 1, "99");
    const Outcome refused = run({"predict", "--run", file("bad.json", text), rows});
    EXPECT_EQ(refused.exitCode, 8);
    EXPECT_THAT(refused.err, HasSubstr("error[untrusted.file]: this is not a sound XGBoost model: a child lies outside its tree"));
    const std::string binary("{L\0\0\0\0\0\0\0\x07learner{", 19);
    EXPECT_EQ(run({"evaluate", "--run", file("model.ubj", binary)}).exitCode, 8);
}

} // namespace
} // namespace epochlab::test
