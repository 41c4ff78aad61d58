#include "verbs/kept_trainings.h"

#include "base/file_writer.h"
#include "run/events.h"
#include "run/sweep.h"

#include <nlohmann/json.hpp>

namespace epochlab::app {
namespace {

constexpr std::size_t largestRunFile = std::size_t{1} << 20;
constexpr std::size_t largestResult = std::size_t{16} << 20;

std::string stateOf(const std::string& folder) {
    const core::Result<std::string> text = core::readRegularFile(folder + "/result.json", largestResult);
    const nlohmann::json json = nlohmann::json::parse(text ? *text : "", nullptr, false);
    return json.is_object() && json.contains("state") && json["state"].is_string() ? json["state"].get<std::string>() : std::string();
}

} // namespace

std::map<std::string, KeptTraining> keptTrainings(const core::RunFolderStore& store) {
    std::map<std::string, KeptTraining> kept;
    std::map<std::string, bool> finished;
    for (const core::RunFolderStore::Entry& entry : store.list()) {
        const core::Result<std::string> text = core::readRegularFile(entry.folder + "/run.toml", largestRunFile);
        const core::Result<core::ParamSet> config = text ? core::readRunFile(*text, entry.folder) : text.error();
        if (!config) continue;
        const std::string key = core::trainingKey(*config);
        const std::string state = stateOf(entry.folder);
        KeptTraining& training = kept[key];
        if (state == core::runEndName(core::RunEnd::Finished)) finished[key] = true;
        const bool diverged = state == core::runEndName(core::RunEnd::Diverged);
        training.ended = training.ended || finished[key] || diverged;
        training.failed = !finished[key] && (training.failed || diverged || state == core::runEndName(core::RunEnd::Failed));
        if (state == core::runEndName(core::RunEnd::Stopped) || state == core::runEndName(core::RunEnd::Interrupted))
            training.resumable = entry.id;
    }
    return kept;
}

} // namespace epochlab::app
