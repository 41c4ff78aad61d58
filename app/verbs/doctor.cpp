#include "composition.h"
#include "verbs/help.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

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

std::string textOf(const nlohmann::ordered_json& report) {
    std::string text;
    for (const auto& [key, value] : report.items())
        text += key + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\n";
    return text;
}

} // namespace

int runDoctor(const Arguments& arguments) {
    const core::RunFolderStore store = storeOf(arguments);
    nlohmann::ordered_json report{{"version", EPOCHLAB_VERSION},
                                  {"cpus", std::thread::hardware_concurrency()},
                                  {"store", store.directory()},
                                  {"store_writable", canWrite(store.directory())}};
    const core::Result<std::string> facts = torchFacts();
    report["libtorch"] = facts ? nlohmann::ordered_json::parse(*facts, nullptr, false) : nlohmann::ordered_json(nullptr);
    if (!facts) report["problem"] = core::describe(facts.error());
    constexpr auto replaceBadBytes = nlohmann::ordered_json::error_handler_t::replace;
    printOut(arguments.json() ? report.dump(2, ' ', false, replaceBadBytes) + "\n" : textOf(report));
    return facts ? 0 : failWith(facts.error());
}

} // namespace epochlab::app
