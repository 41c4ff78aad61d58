// The product's side of `./dev bench tabular`: answers requests, one JSON object a line, on standard input and output.
//   {"do": "export", "path": …}                    writes the cities for Python: counts, features, labels of the three splits
//   {"do": "epoch", "settings": {…}, "epochs": n}  trains n epochs with their validation: seconds of each
//   {"do": "parity", "settings": {…}, "single": b} 100 steps beside LibTorch: the largest difference of the losses; single: each step
//                                                  from equal states, for networks whose trajectories drift apart by rounding
#include "composition.h"
#include "mlp/fused.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <fstream>
#include <iostream>

namespace {

using namespace epochlab;
using nlohmann::json;

core::ParamSet configOf(const json& settings) {
    core::ParamSet config(core::mlpParams());
    for (const auto& [id, value] : settings.items()) {
        const auto set = config.setText(id, value.is_string() ? value.get<std::string>() : value.dump());
        if (!set) throw std::runtime_error(core::describe(set.error()));
    }
    return config;
}

template <typename T> T taken(core::Result<T> result) {
    if (!result) throw std::runtime_error(core::describe(result.error()));
    return std::move(result.value());
}

json exportCities(const std::string& path) {
    const core::DatasetPointer data = taken(core::loadDataset(core::ParamSet(core::mlpParams())));
    std::ofstream file(path, std::ios::binary);
    for (const core::Split split : core::allSplits) {
        const core::TableRows& rows = data->rows(split);
        file.write(reinterpret_cast<const char*>(&rows.count), sizeof rows.count);
        file.write(reinterpret_cast<const char*>(rows.features.data()), static_cast<std::streamsize>(rows.features.size() * sizeof(float)));
        file.write(reinterpret_cast<const char*>(rows.labels.data()),
                   static_cast<std::streamsize>(rows.labels.size() * sizeof(std::int32_t)));
    }
    return {{"classes", data->classCount()}, {"written", static_cast<bool>(file)}};
}

std::unique_ptr<core::TrainingSession> sessionOf(const core::ParamSet& config) {
    const core::DatasetPointer data = taken(core::loadDataset(config));
    return taken(taken(app::findTrainer(config))->prepare(config, data));
}

json trainEpochs(const json& request) {
    const core::ParamSet config = configOf(request["settings"]);
    const auto session = sessionOf(config);
    const std::vector<double> rates(static_cast<std::size_t>(session->shape().stepsPerEpoch), config.real("learning-rate"));
    json seconds = json::array();
    double accuracy = 0.0;
    for (int epoch = 0; epoch < request["epochs"].get<int>(); ++epoch) {
        const auto begin = std::chrono::steady_clock::now();
        taken(session->advance(rates));
        accuracy = taken(session->evaluate(core::Split::Validation)).accuracy;
        seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    const core::SessionShape& shape = session->shape();
    return {
        {"seconds", seconds}, {"accuracy", accuracy}, {"engine", shape.engine + " " + shape.instructionSet}, {"threads", shape.threads}};
}

json parity(const json& request) {
    json settings = request["settings"];
    const core::ParamSet config = configOf(settings);
    settings["engine"] = "libtorch";
    const auto ours = sessionOf(config);
    const auto theirs = sessionOf(configOf(settings));
    const double rate = config.real("learning-rate");
    double worst = 0.0;
    for (int step = 0; step < 100; ++step) {
        const double left = taken(ours->advance(std::span(&rate, 1))).steps.at(0).loss;
        const double right = taken(theirs->advance(std::span(&rate, 1))).steps.at(0).loss;
        worst = std::max(worst, std::abs(left - right));
        if (request.value("single", false) && !theirs->loadState(ours->saveState())) throw std::runtime_error("the states do not fit");
    }
    return {{"worst", worst}};
}

json answer(const json& request) {
    const std::string what = request["do"];
    if (what == "export") return exportCities(request["path"]);
    if (what == "epoch") return trainEpochs(request);
    if (what == "parity") return parity(request);
    throw std::runtime_error("unknown request " + what);
}

} // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::cout << answer(json::parse(line)).dump() << std::endl;
        } catch (const std::exception& problem) {
            std::cout << json{{"error", problem.what()}}.dump() << std::endl;
        }
    }
}
