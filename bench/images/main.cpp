// The product's side of ./dev bench images: answers requests, one JSON object a line.
#include "composition.h"

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using namespace epochlab;
using nlohmann::json;

core::Result<core::ParamSet> treesOf(const json& request) {
    core::ParamSet config(core::mlpParams());
    const std::initializer_list<std::pair<const char*, std::string>> fields{
        {"data", request["folder"]},          {"model", "xgboost"},
        {"tree-method", request["method"]},   {"max-bin", request["bins"].dump()},
        {"rounds", request["rounds"].dump()}, {"threads", request["threads"].dump()}};
    for (const auto& [id, text] : fields)
        if (const auto done = config.setText(id, text); !done) return done.error();
    return config;
}

/// All rounds, each split measured after each, as a run does it. Pictures are decoded and cached before.
core::Result<json> growTrees(const json& request) {
    const auto config = treesOf(request);
    if (!config) return config.error();
    const auto dataset = app::loadDataset(*config);
    if (!dataset) return dataset.error();
    const auto trainer = app::findTrainer(*config);
    if (!trainer) return trainer.error();
    if (const auto decoded = (*trainer)->prepare(*config, *dataset); !decoded) return decoded.error();
    const auto start = std::chrono::steady_clock::now();
    const auto session = (*trainer)->prepare(*config, *dataset);
    if (!session) return session.error();
    const double rate = config->real("eta");
    for (std::int64_t round = 0; round < config->integer("rounds"); ++round) {
        if (const auto report = (*session)->advance(std::span(&rate, 1)); !report) return report.error();
        for (const core::Split split : core::allSplits)
            if (const auto measured = (*session)->evaluate(split); !measured) return measured.error();
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return json{{"seconds", taken.count()},
                {"train", (*session)->evaluate(core::Split::Training)->accuracy},
                {"test", (*session)->evaluate(core::Split::Test)->accuracy},
                {"note", (*session)->shape().notes.front()}};
}

core::Result<json> answerTo(const json& request) {
    if (request["work"] == "trees") return growTrees(request);
    return core::Error{core::ErrorCode::Usage, "there is no such work", request["work"], "see bench/images/run"};
}

} // namespace

int main() {
    app::limitLibraries();
    for (std::string line; std::getline(std::cin, line);) {
        const core::Result<json> answer = answerTo(json::parse(line));
        std::cout << (answer ? *answer : json{{"error", core::describe(answer.error())}}).dump() << std::endl;
    }
}
