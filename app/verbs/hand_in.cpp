#include "base/file_writer.h"
#include "composition.h"
#include "handin/planned_work.h"
#include "handin/verify.h"
#include "verbs/drawing_program.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using core::RunSummary;

constexpr std::size_t largestText = std::size_t{1} << 20;
constexpr std::size_t largestReport = std::size_t{1} << 28;

Result<void> addRun(core::RunStore& store, const std::string& name, std::vector<RunSummary>& runs) {
    const Result<RunSummary> run = store.find(name);
    if (!run) return run.error();
    if (std::ranges::none_of(runs, [&run](const RunSummary& other) { return other.id == run->id; })) runs.push_back(*run);
    return {};
}

/// In full where all of its runs are there, else as a quick look where these are.
Result<void> addRecipe(core::RunStore& store, const std::string& name, const core::PresetLimits* limits, core::HandInParts& parts,
                       std::vector<RunSummary>& runs) {
    const Result<core::Recipe> recipe = core::findRecipe(recipeFolders(), name);
    if (!recipe) return recipe.error();
    const auto configs = core::finishedConfigs(store);
    if (!configs) return configs.error();
    std::string missing;
    for (const bool quick : {false, true}) {
        const Result<std::vector<core::PlannedRun>> planned = core::planWithin(limits, *recipe, quick);
        if (!planned) return planned.error();
        const auto found = core::runsOfPlan(*planned, *configs);
        const auto gap = std::ranges::find_if(found, [](const auto& run) { return !run.has_value(); });
        if (gap != found.end()) {
            if (!quick) missing = (*planned)[static_cast<std::size_t>(gap - found.begin())].label;
            continue;
        }
        parts.recipes.push_back({recipe->name, quick});
        for (const std::optional<core::RunId>& run : found)
            if (const Result<void> added = addRun(store, *run, runs); !added) return added;
        return {};
    }
    return Error{ErrorCode::RunNotFound, "the run \"" + missing + "\" is not trained yet", "recipe " + name,
                 "run epochlab-cli recipe run " + name};
}

Result<void> takeFiles(const Arguments& arguments, core::HandInParts& parts, std::optional<core::PresetLimits>& limits) {
    if (arguments.has("preset")) {
        const Result<std::string> text = core::readRegularFile(arguments.get("preset"), largestText);
        if (!text) return text.error();
        Result<core::LabPreset> preset = core::readLabPreset(*text, arguments.get("preset"));
        if (!preset) return preset.error();
        parts.presetText = *text;
        limits.emplace(*std::move(preset), parts.student);
    }
    return {};
}

/// Those that the store keeps, and in their place what a file says.
Result<void> takeAnswers(const Arguments& arguments, core::RunStore& store, const core::PresetLimits* limits, core::HandInParts& parts) {
    const Result<core::Answers> stored = core::loadStoredAnswers(store.directory());
    if (!stored) return stored.error();
    std::vector<std::string> askers;
    for (const core::HandedInRecipe& recipe : parts.recipes) askers.push_back(recipe.name);
    parts.answers = core::answersOf(*stored, askers, limits ? limits->tag() : std::string());
    if (!arguments.has("answers")) return {};
    const Result<core::Answers> given = core::loadAnswers(arguments.get("answers"));
    if (!given) return given.error();
    core::takeAnswers(parts.answers, *given);
    return {};
}

/// The report of what is handed in, for whoever reads it; without it where nothing can draw here, which is said.
void addReport(const Arguments& arguments, const std::string& store, const std::vector<RunSummary>& runs, core::HandInParts& parts) {
    std::string folder = (std::filesystem::temp_directory_path() / "epochlab-report-XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return;
    std::vector<std::string> words{"report"};
    bool quick = !parts.recipes.empty();
    for (const core::HandedInRecipe& recipe : parts.recipes) {
        words.push_back(recipe.name);
        quick = quick && recipe.quick;
    }
    if (parts.recipes.empty())
        for (const RunSummary& run : runs) words.push_back(run.id);
    if (quick) words.emplace_back("--quick");
    for (const char* flag : {"preset", "answers"})
        if (arguments.has(flag)) words.insert(words.end(), {std::string("--") + flag, arguments.get(flag)});
    const std::string path = folder + "/report.pdf";
    words.insert(words.end(), {"--known-data", "--store", store, "--title",
                               "Handed in" + (parts.student.empty() ? "" : " by " + parts.student), "--out", path});
    Result<void> drawn = runDrawingProgram(words);
    const Result<std::string> bytes = drawn ? core::readRegularFile(path, largestReport) : drawn.error();
    if (bytes)
        parts.drawings["report.pdf"] = *bytes;
    else
        printMessage("note[no-report]: the archive has the figures' values, and no report: " + core::describe(bytes.error()));
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

std::size_t countOf(const core::Answers& answers) {
    std::size_t count = 0;
    for (const auto& [asker, texts] : answers) count += texts.size();
    return count;
}

/// What a teacher would find without training anything again, so that nobody hands in what is missing something.
void tellFindings(const std::string& path) {
    const Result<core::HandInVerdict> verdict =
        core::verifyHandIn(path, {.preset = {}, .recipeFolders = recipeFolders(), .data = {}, .services = {}});
    if (!verdict) return static_cast<void>(failWith(verdict.error()));
    for (const core::HandInFinding& finding : verdict->findings) printMessage("warning[" + finding.code + "]: " + finding.sentence);
}

} // namespace

int runHandIn(const Arguments& arguments) {
    if (!arguments.has("out") || !arguments.get("out").ends_with(core::handInEnding))
        return failWith({ErrorCode::Usage, "handin writes a file that ends in " + std::string(core::handInEnding), "",
                         "give --out FILE" + std::string(core::handInEnding)});
    core::RunStore store = storeOf(arguments);
    core::HandInParts parts;
    parts.student = arguments.get("student");
    parts.recipeFolders = recipeFolders();
    std::optional<core::PresetLimits> limits;
    Result<void> done = takeFiles(arguments, parts, limits);
    std::vector<RunSummary> runs;
    for (const std::string& name : arguments.words)
        if (done) done = addRun(store, name, runs);
    for (const auto& [flag, name] : arguments.repeated) {
        if (!done) break;
        done = flag == "recipe" ? addRecipe(store, name, limits ? &*limits : nullptr, parts, runs) : addRun(store, name, runs);
    }
    if (done) done = takeAnswers(arguments, store, limits ? &*limits : nullptr, parts);
    if (done) addReport(arguments, store.directory(), runs, parts);
    if (done) done = core::writeHandIn(store, runs, parts, arguments.get("out"));
    if (!done) return failWith(done.error());
    tellFindings(arguments.get("out"));
    const std::size_t answers = countOf(parts.answers);
    printMessage(std::to_string(runs.size()) + (runs.size() == 1 ? " run" : " runs") + " and " + std::to_string(answers) +
                 (answers == 1 ? " answer" : " answers") + " written to " + arguments.get("out"));
    return 0;
}

} // namespace epochlab::app
