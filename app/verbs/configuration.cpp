#include "verbs/verbs.h"

#include "params/run_file.h"
#include "verbs/lab_preset.h"
#include "verbs/output.h"

namespace epochlab::app {

using core::Error;
using core::ErrorCode;
using core::Result;

Result<core::ParamSet> configurationOf(const Arguments& arguments) {
    const Result<std::optional<core::PresetLimits>> limits = limitsOf(arguments);
    if (!limits) return limits.error();
    core::ParamSet config = *limits ? (*limits)->start() : core::ParamSet(core::mlpParams());
    if (arguments.has("config")) {
        Result<core::ParamSet> read = core::loadRunFile(arguments.get("config"));
        if (!read) return read.error();
        config = *std::move(read);
        if (*limits) (*limits)->fix(config);
    }
    for (const auto& [id, value] : arguments.parameters) {
        const Result<void> done = config.setText(id, value);
        if (!done) return done.error();
    }
    if (!*limits) return config;
    const std::vector<core::ParamError> broken = (*limits)->check(config);
    return broken.empty() ? Result<core::ParamSet>(std::move(config)) : Result<core::ParamSet>(broken.front().error);
}

core::RunStore storeOf(const Arguments& arguments) {
    return core::RunStore(arguments.has("store") ? arguments.get("store") : core::RunStore::defaultDirectory());
}

void printNotices(const core::RunStore& store) {
    for (const std::string& notice : store.notices()) printMessage("note[store]: " + notice);
}

Result<core::Model> modelOf(const Arguments& arguments) {
    if (!arguments.has("run")) return Error{ErrorCode::Usage, "--run is missing", arguments.verb, "name a run: its id, @last or @best"};
    return storeOf(arguments).loadModelOf(arguments.get("run"));
}

} // namespace epochlab::app
