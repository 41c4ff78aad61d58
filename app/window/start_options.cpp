#include "window/start_options.h"

#include "params/run_file.h"
#include "run/recipe.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

Error usage(std::string what) { return {ErrorCode::Usage, std::move(what), "", "use epochlab [DATA], or see epochlab --help"}; }

Result<void> takeSweep(StartOptions& options, const std::string& path) {
    const Result<core::Recipe> recipe = core::loadRecipe(path);
    if (!recipe) return recipe.error();
    Result<std::vector<core::PlannedRun>> runs = core::planRuns(*recipe, false);
    if (!runs) return runs.error();
    options.sweep = *std::move(runs);
    return {};
}

Result<void> takeConfig(StartOptions& options, const std::string& path) {
    Result<core::ParamSet> config = core::loadRunFile(path);
    if (!config) return config.error();
    options.config = *std::move(config);
    return {};
}

Result<void> takePreset(StartOptions& options, const std::string& path, const std::string& student) {
    if (path.empty()) return student.empty() ? Result<void>() : usage("--student says whose seed a preset gives: give --preset FILE");
    options.presetFile = path;
    Result<core::LabPreset> preset = core::loadLabPreset(path);
    if (!preset) return preset.error();
    options.preset = std::make_shared<const core::PresetLimits>(*std::move(preset), student);
    return {};
}

Result<void> takeSwitch(StartOptions& options, const std::string& word) {
    bool* const taken = word == "--train"     ? &options.train
                        : word == "--go-on"   ? &options.goOn
                        : word == "--version" ? &options.version
                                              : &options.help;
    if (taken == &options.help && word != "--help" && word != "-h") return usage("unknown argument \"" + word.substr(0, 60) + "\"");
    *taken = true;
    return {};
}

} // namespace

Result<StartOptions> readStartOptions(std::span<const std::string> words) {
    StartOptions options;
    std::string preset, student;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        Result<void> taken;
        if (word == "--store") {
            if (i + 1 == words.size() || words[i + 1].empty()) return usage("--store wants a folder");
            options.store = words[++i];
        } else if (word == "--preset" || word == "--student") {
            if (i + 1 == words.size()) return usage(word + " wants a value");
            (word == "--preset" ? preset : student) = words[++i];
        } else if (word == "--config" || word == "--sweep") {
            if (i + 1 == words.size()) return usage(word + " wants a file");
            taken = word == "--config" ? takeConfig(options, words[++i]) : takeSweep(options, words[++i]);
        } else if (!word.empty() && word[0] == '-') {
            taken = takeSwitch(options, word);
        } else if (core::looksLikeLabPreset(word)) {
            options.presetFile = word;
        } else if (!options.data.empty()) {
            taken = usage("two data are named, \"" + options.data.substr(0, 60) + "\" and \"" + word.substr(0, 60) + "\"");
        } else {
            options.data = word;
        }
        if (!taken) return taken.error();
    }
    if (const Result<void> taken = takePreset(options, preset.empty() && !student.empty() ? options.presetFile : preset, student); !taken)
        return taken.error();
    return options;
}

std::string startHelp() {
    return "usage: epochlab [DATA] [FILE.epochlab-preset] [--config FILE] [--train] [--sweep FILE] [--go-on] [--store DIR]\n"
           "  DATA           cities, fashion-mnist, toy:moons, toy:circles, toy:spiral, toy:blobs, toy:xor, a CSV file or a folder\n"
           "                 of pictures or of training, validation and test files\n"
           "  --config FILE  begin with the settings of a run file, as run.toml of a kept run\n"
           "  --preset FILE  keep to a lab preset, as without the flag where its name ends so; --student ID: whose seed it gives\n"
           "  --train        train as soon as the data are read, a CSV file as epochlab-cli reads it\n"
           "  --sweep FILE   queue the runs of a sweep or recipe, and train them\n"
           "  --go-on        go on with the queue as it was when the window ended before its last run\n"
           "  --store DIR    the folder of the runs, instead of the user's own\n"
           "  --version      print the version\n"
           "Figures and reports as files: epochlab export --help, epochlab report --help\n"
           "Without a window: epochlab-cli --help\n";
}

} // namespace epochlab::app
