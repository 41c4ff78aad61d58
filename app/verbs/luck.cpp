#include "compare/luck.h"
#include "verbs/output.h"
#include "verbs/recipe_printer.h"
#include "verbs/verbs.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstdio>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

std::string fourDigits(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4f", value);
    return text.data();
}

void print(const core::Luck& luck, const core::RunId& original, bool json) {
    if (json) {
        const nlohmann::ordered_json line{{"event", "luck"},         {"original", original},    {"accuracy", luck.run},
                                          {"others", luck.others},   {"mean", luck.all.mean},   {"deviation", luck.all.deviation},
                                          {"minimum", luck.minimum}, {"maximum", luck.maximum}, {"message", luck.sentence()}};
        printOut(line.dump() + "\n");
        return;
    }
    printOut("best accuracy of " + std::to_string(luck.all.count) + " seeds, the run's own among them: mean " + fourDigits(luck.all.mean) +
             ", standard deviation " + (std::isnan(luck.all.deviation) ? "-" : fourDigits(luck.all.deviation)) + ", min " +
             fourDigits(luck.minimum) + ", max " + fourDigits(luck.maximum) + "\n" + luck.sentence() + "\n");
}

/// The run's settings and changes of the learning rate with the seeds that follow its own.
Result<RecipeTask> taskOf(const core::RunRequest& request, std::int64_t seeds) {
    Result<std::vector<core::PlannedRun>> planned = core::planOtherSeeds(request.config, seeds);
    if (!planned) return planned.error();
    core::Recipe recipe;
    recipe.name = "luck";
    recipe.title = "the same settings with other seeds";
    RecipeTask task{std::move(recipe), {}, 0};
    for (core::PlannedRun& run : *planned) task.rows.push_back({.id = {}, .planned = std::move(run), .rateChanges = request.rateChanges});
    return task;
}

} // namespace

int runLuck(const Arguments& arguments) {
    const Result<std::int64_t> seeds = countOf(arguments, "seeds", 1, 4);
    if (!seeds) return failWith(seeds.error());
    if (arguments.words.size() != 1)
        return failWith({ErrorCode::Usage, "luck takes one run", "", "name a run that has ended: its id, @last or @best"});
    core::RunStore store = storeOf(arguments);
    const Result<core::RunSummary> original = store.find(arguments.words[0]);
    if (!original) return failWith(original.error());
    const Result<core::RunRequest> request = store.requestToRerun(original->id);
    if (!request) return failWith(request.error());
    if (!original->best)
        return failWith({ErrorCode::RunNotFound, "the run ended before its first epoch, so there is nothing to compare", original->id,
                         "name another run"});
    Result<RecipeTask> task = taskOf(*request, *seeds);
    if (!task) return failWith(task.error());
    std::vector<RecipeTask> tasks;
    tasks.push_back(*std::move(task));
    return trainTasks(std::move(tasks), "sweep", arguments, core::Scheduler::coresOfMachine(), [&](const std::vector<RecipeTask>& ended) {
        std::vector<double> others;
        for (const RecipeRow& row : ended.front().rows)
            if (row.ending && row.ending->end == core::RunEnd::Finished && row.ending->best)
                others.push_back(core::rankedAccuracy(*row.ending->best));
        print(core::Luck(core::rankedAccuracy(*original->best), std::move(others)), original->id, arguments.json());
    });
}

} // namespace epochlab::app
