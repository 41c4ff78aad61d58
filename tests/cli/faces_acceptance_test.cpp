#include "cli/program.h"
#include "support/shared_data.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <thread>

namespace epochlab::test {
namespace {

using json = nlohmann::json;

struct Row {
    const char* method;
    const char* rate;
    double least; ///< test accuracy, the median of three seeds
};

/// The Python of ./dev bench images, or the one that EPOCHLAB_PYTHON names; empty where there is none.
std::string pythonWithTorch() {
    if (const char* named = std::getenv("EPOCHLAB_PYTHON")) return named;
    const std::string made = std::string(EPOCHLAB_SOURCE_DIR) + "/.venv/bench-images/bin/python";
    return std::filesystem::exists(made) ? made : "";
}

/// PyTorch's own test accuracy after the same pictures in the same order from the same weights, in words.
std::string pytorchSays(const Row& row, const std::string& faces, const std::string& weights, const std::string& threads) {
    const std::string python = pythonWithTorch();
    if (python.empty()) return "not asked: ./dev bench images makes its environment, or EPOCHLAB_PYTHON names one";
    std::string command = python;
    for (const std::string& word : {std::string(EPOCHLAB_SOURCE_DIR) + "/tests/ml/faces_with_pytorch.py", faces, weights,
                                    std::string(row.method), std::string(row.rate), std::string("0"), threads})
        command += " '" + word + "'";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> answer(::popen(command.c_str(), "r"), ::pclose);
    std::array<char, 400> line{};
    if (!answer || std::fgets(line.data(), line.size(), answer.get()) == nullptr) return "it gave no answer";
    return json::parse(line.data())["test_accuracy"].dump();
}

double testAccuracy(const Row& row, const char* seed, const std::string& faces, const std::string& weights, const std::string& threads) {
    const Outcome run = runProgram({"train", "--data",          faces,    "--model",      "resnet18", "--method", row.method, "--weights",
                                    weights, "--learning-rate", row.rate, "--batch-size", "32",       "--epochs", "1",        "--seed",
                                    seed,    "--threads",       threads,  "--no-store",   "--json"});
    EXPECT_EQ(run.exitCode, 0) << run.err;
    if (run.exitCode != 0) return 0.0;
    const std::string lines = run.out.substr(0, run.out.find_last_not_of('\n') + 1);
    const json last = json::parse(lines.substr(lines.rfind('\n') + 1));
    std::cout << row.method << " " << row.rate << " seed " << seed << ": validation " << last["best"]["validation_accuracy"] << ", test "
              << last["best"]["test_accuracy"] << ", " << last["seconds"] << " s" << std::endl;
    return last["best"]["test_accuracy"];
}

/// As long as several epochs of ResNet-18 take: EPOCHLAB_ACCEPTANCE=1 turns it on.
TEST(FacesAcceptance, FineTuningAndProbingReachWhatPyTorchReaches) {
    if (std::getenv("EPOCHLAB_ACCEPTANCE") == nullptr) GTEST_SKIP() << "EPOCHLAB_ACCEPTANCE=1 turns it on";
    const std::string faces = sharedData("faces");
    const std::string weights = sharedData("pretrained") + "/resnet18_imagenet.safetensors";
    if (faces.empty() || !std::filesystem::exists(weights)) GTEST_SKIP() << "there are no shared/data/faces, or no pretrained weights";
    const TemporaryFolder folder;
    ::setenv("XDG_DATA_HOME", folder.path("data").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", folder.path("cache").c_str(), 1);
    const std::string threads = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
    for (const Row& row : {Row{"probe", "0.001", 0.61}, Row{"finetune", "0.0001", 0.70}}) {
        std::vector<double> accuracies;
        for (const char* seed : {"0", "1", "2"}) accuracies.push_back(testAccuracy(row, seed, faces, weights, threads));
        std::cout << row.method << ": PyTorch, seed 0, the same order: " << pytorchSays(row, faces, weights, threads) << std::endl;
        std::ranges::sort(accuracies);
        std::cout << row.method << ": median test accuracy " << accuracies[1] << std::endl;
        EXPECT_GE(accuracies[1], row.least) << row.method;
    }
}

} // namespace
} // namespace epochlab::test
