#include "verbs/verbs.h"

#include "params/run_file.h"
#include "verbs/output.h"

namespace epochlab::app {

using core::Error;
using core::ErrorCode;
using core::Result;

Result<core::ParamSet> configurationOf(const Arguments& arguments) {
    core::ParamSet config(core::mlpParams());
    if (arguments.has("config")) {
        Result<core::ParamSet> read = core::loadRunFile(arguments.get("config"));
        if (!read) return read.error();
        config = *std::move(read);
    }
    for (const auto& [id, value] : arguments.parameters) {
        const Result<void> done = config.setText(id, value);
        if (!done) return done.error();
    }
    return config;
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
