#include "compare/summary.h"
#include "verbs/output.h"
#include "verbs/recipe_printer.h"
#include "verbs/verbs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

double accuracyOf(const core::BestEpoch& best) {
    return std::isnan(best.validationAccuracy) ? best.trainingAccuracy : best.validationAccuracy;
}

std::string fourDigits(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4f", value);
    return text.data();
}

/// The run's best accuracy among those of the other seeds.
struct Luck {
    double run = 0.0;
    std::vector<double> others; ///< of those that finished
    core::Spread all{};         ///< the run among them
    double minimum = 0.0;
    double maximum = 0.0;

    Luck(double accuracy, std::vector<double> finished) : run(accuracy), others(std::move(finished)) {
        std::vector<double> values = others;
        values.push_back(run);
        all = core::spreadOf(values);
        minimum = *std::ranges::min_element(values);
        maximum = *std::ranges::max_element(values);
    }

    std::string sentence() const {
        const std::string count = std::to_string(others.size()) + (others.size() == 1 ? " other seed" : " other seeds");
        if (others.empty()) return "no other seed finished, so nothing can be said of luck";
        const auto better = std::ranges::count_if(others, [this](double other) { return other > run; });
        const auto worse = std::ranges::count_if(others, [this](double other) { return other < run; });
        if (better + worse == 0) return "the seed makes no difference: " + count + " reached the same accuracy";
        if (better == 0) return "luck may be part of it: none of " + count + " did better than the run's " + fourDigits(run);
        if (worse == 0) return "bad luck may be part of it: none of " + count + " did worse than the run's " + fourDigits(run);
        return "it is not luck: the run's " + fourDigits(run) + " lies within what " + count + " reached";
    }
};

void print(const Luck& luck, const core::RunId& original, bool json) {
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
    core::Recipe recipe;
    recipe.name = "luck";
    recipe.title = "the same settings with other seeds";
    recipe.sweep.base = request.config;
    recipe.sweep.seeds = seeds;
    if (const Result<void> next = recipe.sweep.base.set("seed", request.config.integer("seed") + 1); !next) return next.error();
    Result<std::vector<core::PlannedRun>> planned = core::planRuns(recipe.sweep);
    if (!planned) return planned.error();
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
                others.push_back(accuracyOf(*row.ending->best));
        print(Luck(accuracyOf(*original->best), std::move(others)), original->id, arguments.json());
    });
}

} // namespace epochlab::app
