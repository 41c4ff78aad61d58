#include "composition.h"
#include "recipe_data.h"
#include "report/recipe_figures.h"
#include "verbs/interrupts.h"
#include "verbs/kept_runs.h"
#include "verbs/kept_trainings.h"
#include "verbs/lab_preset.h"
#include "verbs/loading_line.h"
#include "verbs/method_table.h"
#include "verbs/output.h"
#include "verbs/recipe_answers.h"
#include "verbs/recipe_figures.h"
#include "verbs/recipe_printer.h"
#include "verbs/verbs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

/// Both kinds; own files that are no recipes are named, and hold up nothing.
Result<core::KnownRecipes> knownRecipes() {
    Result<core::KnownRecipes> known = core::loadRecipes(recipeFolders());
    if (!known) return known.error();
    for (const core::Error& error : known->broken) printMessage("note[broken-recipe]: left out: " + core::describe(error));
    return known;
}

ordered_json jsonOf(const core::KnownRecipes::Entry& entry, const std::vector<core::PlannedRun>& runs) {
    const core::Recipe& recipe = entry.recipe;
    ordered_json json{
        {"name", recipe.name}, {"title", recipe.title},         {"question", recipe.question},      {"own", entry.own},
        {"path", entry.path},  {"runs", ordered_json::array()}, {"figures", ordered_json::array()}, {"questions", ordered_json::array()}};
    for (const core::PlannedRun& run : runs) json["runs"].push_back(run.label);
    for (const core::RecipeFigure& figure : recipe.figures) json["figures"].push_back({{"name", figure.name}, {"title", figure.title}});
    for (const core::RecipeQuestion& question : recipe.questions)
        json["questions"].push_back({{"id", question.id}, {"text", question.text}});
    return json;
}

/// "4 runs; wants --data with pictures"
std::string needsOf(const core::KnownRecipes::Entry& entry, std::size_t runs) {
    std::string text = std::to_string(runs) + (runs == 1 ? " run" : " runs");
    if (!entry.recipe.trains) text = "looks at the runs that are there";
    if (entry.recipe.needsPictures) text += entry.recipe.trains ? "; wants --data with pictures" : ", on pictures";
    return text + (entry.own ? "; your own" : "");
}

int listRecipes(const Arguments& arguments) {
    const Result<core::KnownRecipes> known = knownRecipes();
    if (!known) return failWith(known.error());
    ordered_json document{{"recipes", ordered_json::array()}};
    for (const core::KnownRecipes::Entry& entry : known->recipes) {
        const Result<std::vector<core::PlannedRun>> runs = core::planRuns(entry.recipe, false);
        if (!runs) return failWith(runs.error());
        if (arguments.json())
            document["recipes"].push_back(jsonOf(entry, *runs));
        else
            printOut(entry.recipe.name + " (" + needsOf(entry, runs->size()) + ")\n    " + entry.recipe.question + "\n");
    }
    if (arguments.json()) printOut(document.dump(2) + "\n");
    return 0;
}

Result<std::vector<core::Recipe>> chosenRecipes(const Arguments& arguments) {
    const bool all = arguments.has("all");
    if (arguments.words.size() != (all ? 1U : 2U))
        return Error{ErrorCode::Usage, all ? "recipe run --all takes no name" : "recipe run takes one recipe", "",
                     "write recipe run NAME, a file's path, or --all; see epochlab-cli recipe list"};
    if (all) {
        const Result<core::KnownRecipes> known = knownRecipes();
        return known ? Result(known->eachOnce()) : known.error();
    }
    Result<core::Recipe> recipe = core::findRecipe(recipeFolders(), arguments.words[1]);
    if (!recipe) return recipe.error();
    return std::vector<core::Recipe>{*std::move(recipe)};
}

/// Nothing: the recipe is left out, and that is said.
Result<std::optional<RecipeTask>> plannedTask(core::Recipe recipe, const RecipeData& data, const Arguments& arguments) {
    const bool all = arguments.has("all");
    const bool mayLookAround = !recipe.trains && !all && !data.namesData(); // at the newest runs of the store
    std::optional<Settings> settings = data.settingsFor(recipe);
    if (!settings && !mayLookAround) {
        if (!all)
            return Error{ErrorCode::Usage, "this recipe is about pictures of your own", recipe.name,
                         "name a folder with a folder for each class: --data DIR"};
        printMessage("note[left-out]: " + recipe.name + " wants pictures; name a folder of them with --data");
        return std::optional<RecipeTask>();
    }
    Result<std::vector<core::PlannedRun>> planned =
        planWithin(arguments, recipe, arguments.has("quick"), settings.value_or(arguments.parameters));
    if (!planned) return planned.error();
    RecipeTask task{std::move(recipe), {}, 0, *planned, settings.value_or(Settings())};
    for (core::PlannedRun& run : *planned) task.rows.push_back({.id = {}, .planned = std::move(run), .ending = {}});
    return std::optional(std::move(task));
}

/// What an earlier recipe trains too is trained once, and what the store has is not trained again.
Result<void> keepMissingOf(std::vector<RecipeTask>& tasks, core::RunStore store) {
    std::set<std::string> seen;
    for (RecipeTask& task : tasks) {
        if (const Result<void> done = keepMissing(task, store, false); !done) return done;
        const std::size_t before = task.rows.size();
        std::erase_if(task.rows, [&](const RecipeRow& row) { return !seen.insert(core::trainingKey(row.planned.config)).second; });
        task.skipped += before - task.rows.size();
        if (task.skipped > 0)
            printMessage("note[taken]: " + std::to_string(task.skipped) + " of " + std::to_string(task.planned.size()) + " runs of " +
                         task.recipe.name + " are in the store, train elsewhere, or are another recipe's too");
    }
    return {};
}

Result<std::vector<RecipeTask>> plannedTasks(const Arguments& arguments) {
    Result<std::vector<core::Recipe>> recipes = chosenRecipes(arguments);
    if (!recipes) return recipes.error();
    std::vector<RecipeTask> tasks;
    const Result<RecipeData> data = RecipeData::of(arguments.parameters, *recipes, loadingLine());
    if (!data) return data.error();
    for (core::Recipe& recipe : *recipes) {
        Result<std::optional<RecipeTask>> task = plannedTask(std::move(recipe), *data, arguments);
        if (!task) return task.error();
        if (*task) tasks.push_back(**std::move(task));
    }
    if (arguments.has("no-store") && arguments.has("out"))
        return Error{ErrorCode::Usage, "figures are made of what the store keeps", "--out", "leave out --no-store"};
    if (!arguments.has("no-store"))
        if (const Result<void> done = keepMissingOf(tasks, storeOf(arguments)); !done) return done.error();
    return tasks;
}

/// Makes the run that a row goes on with this process's own.
Result<core::RunId> claimResume(RecipeRow& row, core::RunStore& store) {
    Result<core::ResumableRun> run = store.claimResume(row.id);
    if (!run) return run.error();
    row.resumes = *std::move(run);
    return row.id;
}

/// Ids for all runs, kept free in the store where there is one; on a failure all are given back.
Result<void> claimIds(std::vector<RecipeTask>& tasks, core::RunStore& store, KeptRuns* kept) {
    std::vector<core::RunId> claimed;
    for (RecipeTask& task : tasks) {
        for (RecipeRow& row : task.rows) {
            const bool resumes = !row.id.empty();
            Result<core::RunId> id = resumes ? claimResume(row, store) : kept ? store.claimRunId(row.planned.config) : core::makeRunId();
            if (!id) {
                for (const core::RunId& given : claimed) kept->observer().onEvent({given, core::FinishedEvent{}}); // never started
                return id.error();
            }
            claimed.push_back(*id);
            row.id = *std::move(id);
        }
    }
    return {};
}

/// That of a signal, else of the first run in the recipes' order that did not finish; their messages stand on stderr already.
int exitCodeOf(const std::vector<RecipeTask>& tasks) {
    for (const RecipeTask& task : tasks)
        for (const RecipeRow& row : task.rows)
            if (row.ending && row.ending->end == core::RunEnd::Interrupted) return static_cast<int>(core::ExitCode::Resumable);
    for (const RecipeTask& task : tasks) {
        for (const RecipeRow& row : task.rows) {
            if (!row.ending) return static_cast<int>(core::ExitCode::Internal);
            if (row.ending->end == core::RunEnd::Finished) continue;
            if (row.ending->error) return static_cast<int>(core::exitCodeOf(row.ending->error->code));
            return static_cast<int>(core::ExitCode::Resumable);
        }
    }
    return 0;
}

void train(RecipePrinter& printer, int cores, KeptRuns* kept, const std::optional<core::PresetLimits>& limits) {
    core::Scheduler queue(servicesWithin(limits, makeRunServices()), printer, cores);
    printer.follow(queue);
    std::optional<KeptRuns::Following> following;
    if (kept) following.emplace(*kept, [&queue](bool pause) { queue.pauseAll(pause); });
    const Interrupts interrupts([&queue] { queue.interrupt(); });
    for (const RecipeTask& task : printer.tasks())
        for (const RecipeRow& row : task.rows) {
            core::RunRequest request = row.resumes
                                           ? core::requestToResume(*row.resumes)
                                           : core::RunRequest{.id = row.id, .config = row.planned.config, .rateChanges = row.rateChanges};
            if (kept) request = core::toBeKept(std::move(request));
            queue.add(std::move(request));
        }
    queue.wait();
}

/// From the store, which has them all by now: those that were taken from it too.
void printRecipeTables(core::RunStore& store, const std::vector<RecipeTask>& tasks, bool json) {
    const Result<core::FinishedRuns> finished = core::FinishedRuns::of(store);
    if (!finished) return static_cast<void>(failWith(finished.error()));
    for (const RecipeTask& task : tasks) {
        if (!task.recipe.table) continue;
        std::vector<core::RunId> runs;
        for (const std::optional<core::RunId>& run : finished->answering(task.planned))
            if (run) runs.push_back(*run);
        for (const RecipeRow& row : task.rows)
            if (std::ranges::find(runs, row.id) == runs.end()) runs.push_back(row.id);
        printRecipeTable(store, task.recipe, runs, json);
    }
}

void tagRuns(const std::string& storeDirectory, const std::vector<RecipeTask>& tasks, const core::PresetLimits& limits) {
    for (const RecipeTask& task : tasks)
        for (const RecipeRow& row : task.rows) tagRun(storeDirectory, row.id, limits);
}

} // namespace

int trainTasks(std::vector<RecipeTask> tasks, const std::string& kind, const Arguments& arguments, int cores,
               const std::function<void(const std::vector<RecipeTask>& ended)>& afterwards) {
    const Result<std::optional<core::PresetLimits>> limits = limitsOf(arguments);
    if (!limits) return failWith(limits.error());
    core::RunStore store = storeOf(arguments);
    Interrupts::block();
    std::optional<KeptRuns> kept;
    if (!arguments.has("no-store")) kept.emplace(store.directory());
    if (const Result<void> claimed = claimIds(tasks, store, kept ? &*kept : nullptr); !claimed) return failWith(claimed.error());
    printNotices(store);

    RecipePrinter printer(std::move(tasks), kind, arguments.json(), kept ? &kept->observer() : nullptr);
    printer.announce();
    train(printer, cores, kept ? &*kept : nullptr, *limits);
    printer.printTables();
    if (afterwards) afterwards(printer.tasks());
    const bool hadRuns = std::ranges::any_of(printer.tasks(), [](const RecipeTask& task) { return task.skipped + task.rows.size() > 0; });
    if (!arguments.json() && hadRuns) printMessage(printer.summary());
    int code = exitCodeOf(printer.tasks());
    if (kept) code = kept->finish(code);
    if (kept && *limits) tagRuns(store.directory(), printer.tasks(), **limits);
    if (kept) printRecipeTables(store, printer.tasks(), arguments.json());
    if (kept && kind == "recipe")
        if (const int failed = printRecipeFigures(store, printer.tasks(), arguments); code == 0) code = failed;
    for (const RecipeTask& task : printer.tasks())
        for (const RecipeRow& row : task.rows)
            if (row.resumable && kept) printMessage(kept->remedyFor(row.id));
    return code;
}

int runRecipe(const Arguments& arguments) {
    const std::string what = arguments.words.empty() ? std::string() : arguments.words[0];
    if (what == "list" && arguments.words.size() == 1) return listRecipes(arguments);
    if (what == "answers") return runRecipeAnswers(arguments);
    if (what == "run") {
        Result<std::vector<RecipeTask>> tasks = plannedTasks(arguments);
        if (!tasks) return failWith(tasks.error());
        return trainTasks(*std::move(tasks), "recipe", arguments, core::Scheduler::coresOfMachine());
    }
    return failWith({ErrorCode::Usage, "recipe takes list, run or answers", "", "write recipe list, or recipe run NAME"});
}

} // namespace epochlab::app
