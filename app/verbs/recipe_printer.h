#pragma once

#include "run/recipe.h"
#include "run/scheduler.h"

#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace epochlab::app {

/// A recipe's run on its way through the queue.
struct RecipeRow {
    core::RunId id;
    core::PlannedRun planned;
    std::optional<core::FinishedEvent> ending; ///< without weights and checkpoint
    bool resumable = false;
};

/// A recipe and the runs it needs.
struct RecipeTask {
    core::Recipe recipe;
    std::vector<RecipeRow> rows;
};

/// Prints what the runs of recipes say, several at a time: JSON lines, or a line for each run that ends. Then a table for each recipe.
class RecipePrinter final : public core::RunObserver {
public:
    /// `next` hears each event before it is printed; may be null.
    RecipePrinter(std::vector<RecipeTask> tasks, bool json, core::RunObserver* next);

    void onEvent(core::Event event) override;
    /// Before the first run starts: which runs belong to which recipe (JSON only).
    void announce() const;
    /// After the last one ended.
    void printTables() const;
    const std::vector<RecipeTask>& tasks() const { return m_tasks; }

private:
    struct Place {
        RecipeTask* task;
        RecipeRow* row;
    };
    void printEnd(const Place& place);

    std::vector<RecipeTask> m_tasks;
    const bool m_json;
    core::RunObserver* const m_next;
    std::map<core::RunId, Place> m_places;
    std::mutex m_mutex; ///< output lines, the rows' endings and m_ended
    std::size_t m_ended = 0;
};

} // namespace epochlab::app
