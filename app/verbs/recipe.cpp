#include "composition.h"
#include "verbs/interrupts.h"
#include "verbs/kept_runs.h"
#include "verbs/method_table.h"
#include "verbs/output.h"
#include "verbs/recipe_printer.h"
#include "verbs/verbs.h"

#include <nlohmann/json.hpp>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

int listRecipes(const Arguments& arguments) {
    const Result<std::vector<core::Recipe>> recipes = core::loadRecipes(recipeFolder());
    if (!recipes) return failWith(recipes.error());
    ordered_json document{{"recipes", ordered_json::array()}};
    for (const core::Recipe& recipe : *recipes) {
        ordered_json labels = ordered_json::array();
        const Result<std::vector<core::PlannedRun>> runs = core::planRuns(recipe, false);
        if (!runs) return failWith(runs.error());
        for (const core::PlannedRun& run : *runs) labels.push_back(run.label);
        const std::string count = std::to_string(runs->size()) + (runs->size() == 1 ? " run" : " runs") +
                                  (recipe.needsPictures ? "; wants --data with pictures" : "");
        if (arguments.json())
            document["recipes"].push_back(
                {{"name", recipe.name}, {"title", recipe.title}, {"question", recipe.question}, {"runs", labels}});
        else
            printOut(recipe.name + " (" + count + ")\n    " + recipe.question + "\n");
    }
    if (arguments.json()) printOut(document.dump(2) + "\n");
    return 0;
}

Result<std::vector<core::Recipe>> chosenRecipes(const Arguments& arguments) {
    const bool all = arguments.has("all");
    if (arguments.words.size() != (all ? 1U : 2U))
        return Error{ErrorCode::Usage, all ? "recipe run --all takes no name" : "recipe run takes one recipe", "",
                     "write recipe run NAME, a file's path, or --all; see epochlab-cli recipe list"};
    if (all) return core::loadRecipes(recipeFolder());
    Result<core::Recipe> recipe = core::findRecipe(recipeFolder(), arguments.words[1]);
    if (!recipe) return recipe.error();
    return std::vector<core::Recipe>{*std::move(recipe)};
}

/// Whether --data is given and is no table by its name.
bool mayBePictures(const Arguments& arguments) {
    core::ParamSet config(core::mlpParams());
    bool given = false;
    for (const auto& [id, text] : arguments.parameters)
        if (id == "data") given = config.setText(id, text).ok();
    return given && config.isVisible("picture-resize");
}

Result<std::vector<RecipeTask>> plannedTasks(const Arguments& arguments) {
    Result<std::vector<core::Recipe>> recipes = chosenRecipes(arguments);
    if (!recipes) return recipes.error();
    std::vector<RecipeTask> tasks;
    const bool pictures = mayBePictures(arguments);
    for (core::Recipe& recipe : *recipes) {
        if (recipe.needsPictures && !pictures) {
            if (arguments.has("all")) {
                printMessage("note[left-out]: " + recipe.name + " wants pictures; name a folder of them with --data");
                continue;
            }
            return Error{ErrorCode::Usage, "this recipe trains on pictures of your own", recipe.name,
                         "name a folder with a folder for each class: --data DIR"};
        }
        Result<std::vector<core::PlannedRun>> planned = core::planRuns(recipe, arguments.has("quick"), arguments.parameters);
        if (!planned) return planned.error();
        RecipeTask task{std::move(recipe), {}};
        for (core::PlannedRun& run : *planned) task.rows.push_back({.id = {}, .planned = std::move(run), .ending = {}});
        tasks.push_back(std::move(task));
    }
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

void train(RecipePrinter& printer, int cores, KeptRuns* kept) {
    core::Scheduler queue(makeRunServices(), printer, cores);
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

/// From the store, which has them all by now.
void printRecipeTables(core::RunStore& store, const std::vector<RecipeTask>& tasks, bool json) {
    for (const RecipeTask& task : tasks) {
        if (!task.recipe.table) continue;
        std::vector<core::RunId> runs;
        for (const RecipeRow& row : task.rows) runs.push_back(row.id);
        printRecipeTable(store, task.recipe, runs, json);
    }
}

} // namespace

int trainTasks(std::vector<RecipeTask> tasks, const std::string& kind, const Arguments& arguments, int cores,
               const std::function<void(const std::vector<RecipeTask>& ended)>& afterwards) {
    core::RunStore store = storeOf(arguments);
    Interrupts::block();
    std::optional<KeptRuns> kept;
    if (!arguments.has("no-store")) kept.emplace(store.directory());
    if (const Result<void> claimed = claimIds(tasks, store, kept ? &*kept : nullptr); !claimed) return failWith(claimed.error());
    printNotices(store);

    RecipePrinter printer(std::move(tasks), kind, arguments.json(), kept ? &kept->observer() : nullptr);
    printer.announce();
    train(printer, cores, kept ? &*kept : nullptr);
    printer.printTables();
    if (afterwards) afterwards(printer.tasks());
    if (!arguments.json()) printMessage(printer.summary());
    int code = exitCodeOf(printer.tasks());
    if (kept) code = kept->finish(code);
    if (kept) printRecipeTables(store, printer.tasks(), arguments.json());
    for (const RecipeTask& task : printer.tasks())
        for (const RecipeRow& row : task.rows)
            if (row.resumable && kept) printMessage(kept->remedyFor(row.id));
    return code;
}

int runRecipe(const Arguments& arguments) {
    const std::string what = arguments.words.empty() ? std::string() : arguments.words[0];
    if (what == "list" && arguments.words.size() == 1) return listRecipes(arguments);
    if (what == "run") {
        Result<std::vector<RecipeTask>> tasks = plannedTasks(arguments);
        if (!tasks) return failWith(tasks.error());
        return trainTasks(*std::move(tasks), "recipe", arguments, core::Scheduler::coresOfMachine());
    }
    return failWith({ErrorCode::Usage, "recipe takes list or run", "", "write recipe list, or recipe run NAME"});
}

} // namespace epochlab::app
