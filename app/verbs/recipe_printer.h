#pragma once

#include "recipe_data.h"
#include "run/recipe.h"
#include "run/scheduler.h"
#include "store/stored_run.h"
#include "verbs/arguments.h"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::app {

/// A recipe's run on its way through the queue.
struct RecipeRow {
    core::RunId id; ///< empty: not claimed yet
    core::PlannedRun planned;
    std::vector<core::RateChange> rateChanges = {};
    std::optional<core::ResumableRun> resumes = {}; ///< nothing: from the start
    std::optional<core::FinishedEvent> ending = {}; ///< without weights and checkpoint
    bool resumable = false;
};

/// A recipe, or any other sweep, and the runs it needs.
struct RecipeTask {
    core::Recipe recipe;
    std::vector<RecipeRow> rows;
    std::size_t skipped = 0;                    ///< runs that need no training
    std::vector<core::PlannedRun> planned = {}; ///< of a recipe: all of its runs, those that are skipped too
    Settings settings = {};                     ///< of a recipe: that were given
};

/// Prints what the runs of recipes say, several at a time: JSON lines, or a line for each run that ends, with the time that is left. On
/// a terminal, one more line tells how far the queue is. Then a table for each recipe, and how the runs ended.
class RecipePrinter final : public core::RunObserver {
public:
    /// `kind` is what the JSON calls a task: "recipe" or "sweep". `next` hears each event before it is printed; may be null.
    RecipePrinter(std::vector<RecipeTask> tasks, std::string kind, bool json, core::RunObserver* next);

    void onEvent(core::Event event) override;
    /// Before the first run is queued. The queue outlives the last event.
    void follow(const core::Scheduler& queue) { m_queue = &queue; }
    /// Before the first run starts: which runs belong to which recipe (JSON only).
    void announce() const;
    /// After the last one ended.
    void printTables() const;
    /// "112 runs: 110 finished, 2 diverged; in 50 s"
    std::string summary() const;
    const std::vector<RecipeTask>& tasks() const { return m_tasks; }

private:
    struct Place {
        RecipeTask* task;
        RecipeRow* row;
    };
    void printEnd(const Place& place, const std::string& left);
    std::string timeLeft();
    void printProgress();
    void clearProgress();

    std::vector<RecipeTask> m_tasks;
    const std::string m_kind;
    const bool m_json;
    const std::chrono::steady_clock::time_point m_began = std::chrono::steady_clock::now();
    core::RunObserver* const m_next;
    std::map<core::RunId, Place> m_places;
    const core::Scheduler* m_queue = nullptr;
    const bool m_live;  ///< stderr is a terminal that takes more than lines
    std::mutex m_mutex; ///< output lines, the rows' endings and all below
    std::size_t m_total = 0;
    std::size_t m_ended = 0;
    std::chrono::steady_clock::time_point m_asked{}; ///< when the queue said how long it needs
    std::optional<double> m_secondsLeft;
    bool m_progressShown = false;
    std::string m_preparing; ///< what the run that prepares last told of
};

/// Trains the runs of all tasks in one queue, printed and, without --no-store, kept. Rows with a checkpoint have their id, the others get
/// one. `afterwards` adds to what was printed. Returns the exit code.
int trainTasks(std::vector<RecipeTask> tasks, const std::string& kind, const Arguments& arguments, int cores,
               const std::function<void(const std::vector<RecipeTask>& ended)>& afterwards = {});

} // namespace epochlab::app
