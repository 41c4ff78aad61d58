#include "verbs/verbs.h"

#include "base/file_writer.h"
#include "verbs/output.h"

namespace epochlab::app {

using core::Error;
using core::ErrorCode;
using core::Result;

Result<core::ParamSet> configurationOf(const Arguments& arguments) {
    core::ParamSet config(core::mlpParams());
    if (arguments.has("config")) {
        const std::string path = arguments.get("config");
        const Result<std::string> text = core::readRegularFile(path, std::size_t{1} << 20);
        if (!text) {
            Error error = text.error();
            error.code = ErrorCode::ConfigSyntax; // a run file that cannot be read is a fault of the configuration, not of the data
            return error;
        }
        Result<core::ParamSet> read = core::readRunFile(*text, path);
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
