#include "composition.h"
#include "run/queue_forecast.h"
#include "verbs/json_text.h"
#include "verbs/kept_trainings.h"
#include "verbs/lab_preset.h"
#include "verbs/output.h"
#include "verbs/recipe_printer.h"
#include "verbs/verbs.h"

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::ordered_json;

Result<void> takeAxes(const Arguments& arguments, core::Sweep& sweep) {
    for (const auto& [flag, text] : arguments.repeated) {
        const std::string where = "--" + flag + " " + text.substr(0, 60);
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) return Error{ErrorCode::Usage, "a field and its values are wanted", where, "write ID=VALUES"};
        const std::string id = text.substr(0, equals);
        for (const auto& [set, value] : arguments.parameters)
            if (set == id) return Error{ErrorCode::ConfigConflict, "--" + id + " is given as well", where, "leave one of them out"};
        if (flag == "grid") {
            Result<core::GridAxis> axis = core::gridAxisOf(id, text.substr(equals + 1), where);
            if (!axis) return axis.error();
            sweep.grid.push_back(*std::move(axis));
        } else {
            Result<core::RandomAxis> axis = core::randomAxisOf(id, text.substr(equals + 1), where);
            if (!axis) return axis.error();
            sweep.random.push_back(*std::move(axis));
        }
    }
    return {};
}

Result<core::Recipe> sweepOfFlags(const Arguments& arguments) {
    core::Recipe recipe;
    recipe.name = recipe.title = "sweep";
    const Result<core::ParamSet> base = configurationOf(arguments);
    const Result<std::int64_t> seeds = countOf(arguments, "seeds", 1, 1);
    const Result<std::int64_t> draws = countOf(arguments, "draws", 1, 0);
    const Result<std::int64_t> drawSeed = countOf(arguments, "draw-seed", 0, 1);
    if (!base) return base.error();
    for (const Result<std::int64_t>* count : {&seeds, &draws, &drawSeed})
        if (!*count) return count->error();
    recipe.sweep.base = *base;
    recipe.sweep.seeds = *seeds;
    recipe.sweep.draws = *draws;
    recipe.sweep.drawSeed = *drawSeed;
    if (const Result<void> done = takeAxes(arguments, recipe.sweep); !done) return done.error();
    if (recipe.sweep.grid.empty() && recipe.sweep.random.empty() && *seeds == 1 && *draws == 0)
        return Error{ErrorCode::Usage, "nothing varies", "sweep", "name a file, or give --grid, --random or --seeds; see sweep --help"};
    return recipe;
}

/// A file with the flags over it, or a sweep made of flags.
Result<RecipeTask> taskOf(const Arguments& arguments) {
    const bool hasFile = !arguments.words.empty();
    if (arguments.words.size() > 1) return Error{ErrorCode::Usage, "sweep takes one file", "", "leave out \"" + arguments.words[1] + "\""};
    if (hasFile) {
        std::string other = arguments.repeated.empty() ? "" : arguments.repeated.front().first;
        for (const char* flag : {"draws", "draw-seed", "seeds", "config"})
            if (arguments.has(flag)) other = flag;
        if (!other.empty())
            return Error{ErrorCode::Usage, "a file and --" + other + " do not go together", arguments.words[0], "write it into the file"};
    }
    Result<core::Recipe> recipe = hasFile ? core::loadRecipe(arguments.words[0]) : sweepOfFlags(arguments);
    if (!recipe) return recipe.error();
    const core::SettingTexts over = hasFile ? core::SettingTexts(arguments.parameters) : core::SettingTexts();
    Result<std::vector<core::PlannedRun>> planned = planWithin(arguments, *recipe, false, over);
    if (!planned) return planned.error();
    RecipeTask task{*std::move(recipe), {}, 0};
    for (core::PlannedRun& run : *planned) task.rows.push_back({.id = {}, .planned = std::move(run), .ending = {}});
    return task;
}

Result<core::QueuePlan> previewOf(const RecipeTask& task, int cores) {
    std::vector<const core::ParamSet*> configs;
    for (const RecipeRow& row : task.rows) configs.push_back(&row.planned.config);
    const core::RunServices services = makeRunServices();
    return core::previewRuns(configs, core::rememberedDataSizes(services.loadData), services.speed.get(), cores);
}

void printPlan(const RecipeTask& task, const core::QueuePlan& plan, int cores, bool json) {
    if (json) {
        ordered_json runs = ordered_json::array();
        for (const RecipeRow& row : task.rows) {
            ordered_json config = ordered_json::object();
            for (const std::string& id : row.planned.config.changed()) config[id] = row.planned.config.textOf(id);
            runs.push_back(
                {{"label", row.planned.label}, {"resumes", row.id.empty() ? ordered_json() : ordered_json(row.id)}, {"config", config}});
        }
        const ordered_json document{{"sweep", task.recipe.name},  {"cores", cores},           {"seconds", plan.seconds},
                                    {"memory_bytes", plan.bytes}, {"left_out", task.skipped}, {"runs", std::move(runs)}};
        printOut(jsonText(document));
        return;
    }
    for (const RecipeRow& row : task.rows) printOut(row.planned.label + (row.id.empty() ? "" : " (goes on with " + row.id + ")") + "\n");
}

std::string planText(const RecipeTask& task, const core::QueuePlan& plan, int cores) {
    const std::size_t count = task.rows.size();
    return std::to_string(count) + (count == 1 ? " run" : " runs") +
           (task.skipped > 0 ? ", " + std::to_string(task.skipped) + " left out" : "") + "; about " + durationText(plan.seconds) + " on " +
           std::to_string(cores) + (cores == 1 ? " core" : " cores") + ", " + std::to_string(plan.bytes / 1'000'000 + 1) + " MB";
}

} // namespace

int runSweep(const Arguments& arguments) {
    const Result<std::int64_t> jobs = countOf(arguments, "jobs", 1, core::Scheduler::coresOfMachine());
    if (!jobs) return failWith(jobs.error());
    const int cores = static_cast<int>(std::min<std::int64_t>(*jobs, core::Scheduler::coresOfMachine()));
    const bool onlyFailed = arguments.has("repeat-failed");
    if ((onlyFailed || arguments.has("only-missing")) && arguments.has("no-store"))
        return failWith({ErrorCode::Usage, "without a store it is not known what ran before", "sweep", "leave out --no-store"});
    if (onlyFailed && arguments.has("only-missing"))
        return failWith({ErrorCode::Usage, "--only-missing and --repeat-failed do not go together", "sweep", "leave one of them out"});
    Result<RecipeTask> task = taskOf(arguments);
    if (!task) return failWith(task.error());
    if (onlyFailed || arguments.has("only-missing")) {
        core::RunStore store = storeOf(arguments);
        if (const Result<void> done = keepMissing(*task, store, onlyFailed); !done) return failWith(done.error());
    }
    const Result<core::QueuePlan> plan = previewOf(*task, cores);
    if (!plan) return failWith(plan.error());
    if (arguments.has("dry-run")) printPlan(*task, *plan, cores, arguments.json());
    if (!arguments.json()) printMessage(planText(*task, *plan, cores));
    if (arguments.has("dry-run")) return 0;
    std::vector<RecipeTask> tasks;
    tasks.push_back(*std::move(task));
    return trainTasks(std::move(tasks), "sweep", arguments, cores);
}

} // namespace epochlab::app
