#include "composition.h"
#include "mlp/kernel_sets.h"
#include "verbs/help.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"
#include "weights/known_weights.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>
#include <unistd.h>

namespace epochlab::app {
namespace {

/// Whether runs can be kept: the folder, or the nearest one above it that exists, can be written to.
bool canWrite(std::filesystem::path folder) {
    std::error_code problem;
    folder = std::filesystem::absolute(folder, problem);
    while (!std::filesystem::exists(folder, problem) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();
    return ::access(folder.c_str(), W_OK | X_OK) == 0;
}

/// Plain words of a JSON value: "version 2.11.0, cuda no".
std::string wordsOf(const nlohmann::ordered_json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    if (value.is_null()) return "none";
    if (!value.is_structured()) return value.dump();
    std::string text;
    for (const auto& [key, part] : value.items())
        text += (text.empty() ? "" : ", ") + (value.is_object() ? key + " " : std::string()) + wordsOf(part);
    return text.empty() ? "none" : text;
}

std::string textOf(const nlohmann::ordered_json& report) {
    std::string text;
    for (const auto& [key, value] : report.items()) text += key + ": " + wordsOf(value) + "\n";
    return text;
}

/// The instruction sets that the fused engine can use here; the first is what it takes by itself.
std::vector<std::string> instructionSets() {
    std::vector<std::string> names;
    for (const char* name : {"avx512", "avx2", "portable"})
        if (core::chooseKernels(name)) names.emplace_back(name);
    return names;
}

/// Where weights to start from are looked for, and what is there.
nlohmann::ordered_json weightsFacts() {
    nlohmann::ordered_json facts{{"folder", core::weightsFolder()}};
    for (const char* model : {"resnet18", "resnet34"}) {
        const auto found = core::findWeights(model);
        facts[model] = found ? nlohmann::ordered_json(*found) : nlohmann::ordered_json(nullptr);
    }
    return facts;
}

} // namespace

int runDoctor(const Arguments& arguments) {
    const core::RunStore store = storeOf(arguments);
    nlohmann::ordered_json report{{"version", EPOCHLAB_VERSION},
                                  {"cpus", std::thread::hardware_concurrency()},
                                  {"store", store.directory()},
                                  {"store_writable", canWrite(store.directory())}};
    report["fused_engine"] = {{"instruction_set", (*core::chooseKernels("auto"))->name}, {"available", instructionSets()}};
    const core::Result<std::string> facts = torchFacts();
    report["libtorch"] = facts ? nlohmann::ordered_json::parse(*facts, nullptr, false) : nlohmann::ordered_json(nullptr);
    const core::Result<std::string> xgboost = xgboostVersion();
    report["xgboost"] = xgboost ? nlohmann::ordered_json{{"version", *xgboost}} : nlohmann::ordered_json(nullptr);
    if (!xgboost) report["problem"] = core::describe(xgboost.error());
    if (!facts) report["problem"] = core::describe(facts.error());
    report["weights"] = weightsFacts();
    printOut(arguments.json() ? jsonText(report) : textOf(report));
    if (!facts) return failWith(facts.error());
    return xgboost ? 0 : failWith(xgboost.error());
}

} // namespace epochlab::app
