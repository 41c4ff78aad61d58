#include "verbs/recipe_printer.h"

#include "run/event_json.h"
#include "verbs/output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace epochlab::app {
namespace {

using nlohmann::ordered_json;

std::string fixed(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// Characters, not bytes: labels have Greek letters.
std::size_t lengthOf(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string spaces(const std::string& text, std::size_t width) { return std::string(width - std::min(width, lengthOf(text)), ' '); }
std::string left(const std::string& text, std::size_t width) { return text + spaces(text, width); }
std::string right(const std::string& text, std::size_t width) { return spaces(text, width) + text; }

std::string accuracyText(const core::FinishedEvent& ending) {
    return ending.best && std::isfinite(ending.best->validationAccuracy) ? fixed(ending.best->validationAccuracy, 4) : "-";
}

std::string epochText(const core::FinishedEvent& ending) { return ending.best ? std::to_string(ending.best->epoch) : "-"; }

std::string lineOf(const ordered_json& json) { return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n"; }

/// The ids stand there only where they name something: in the store.
std::string tableOf(const RecipeTask& task, bool withIds) {
    std::size_t width = 3;
    for (const RecipeRow& row : task.rows) width = std::max(width, lengthOf(row.planned.label));
    std::string text = task.recipe.name + ": " + (task.recipe.question.empty() ? task.recipe.title : task.recipe.question) + "\n";
    text += left("run", width) + "  best validation accuracy  epoch  seconds  " + (withIds ? "state        id\n" : "state\n");
    for (const RecipeRow& row : task.rows) {
        if (!row.ending) continue;
        text += left(row.planned.label, width) + "  " + right(accuracyText(*row.ending), 24) + "  " + right(epochText(*row.ending), 5) +
                "  " + right(fixed(row.ending->seconds, 2), 7) + "  " + std::string(core::runEndName(row.ending->end));
        if (withIds) text += spaces(std::string(core::runEndName(row.ending->end)), 11) + "  " + row.id;
        text += "\n";
    }
    return text + "\n";
}

ordered_json summaryOf(const RecipeTask& task) {
    ordered_json runs = ordered_json::array();
    for (const RecipeRow& row : task.rows) {
        if (!row.ending) continue;
        ordered_json run{{"run", row.id}, {"label", row.planned.label}, {"state", core::runEndName(row.ending->end)}};
        run["best_epoch"] = nullptr;
        run["best_validation_accuracy"] = nullptr;
        if (row.ending->best) {
            run["best_epoch"] = row.ending->best->epoch;
            run["best_validation_accuracy"] = row.ending->best->validationAccuracy;
        }
        run["seconds"] = row.ending->seconds;
        runs.push_back(std::move(run));
    }
    return {{"event", "recipe_finished"}, {"recipe", task.recipe.name}, {"runs", std::move(runs)}};
}

} // namespace

RecipePrinter::RecipePrinter(std::vector<RecipeTask> tasks, bool json, core::RunObserver* next)
    : m_tasks(std::move(tasks)), m_json(json), m_next(next) {
    for (RecipeTask& task : m_tasks)
        for (RecipeRow& row : task.rows) m_places[row.id] = {&task, &row};
}

void RecipePrinter::onEvent(core::Event event) {
    if (m_next) m_next->onEvent(event); // not under the lock: the store's writing holds up no other run
    const Place place = m_places.at(event.run);
    const std::vector<std::string> lines =
        m_json ? core::toJsonLines(event, place.row->planned.config.integer("report-every")) : std::vector<std::string>();
    const std::lock_guard lock(m_mutex);
    for (const std::string& line : lines) printOut(line + "\n");
    if (!lines.empty()) std::fflush(stdout);
    auto* end = std::get_if<core::FinishedEvent>(&event.payload);
    if (!end) return;
    place.row->resumable = end->checkpoint != nullptr;
    end->bestWeights.reset();
    end->checkpoint.reset();
    place.row->ending = std::move(*end);
    ++m_ended;
    printEnd(place);
}

void RecipePrinter::printEnd(const Place& place) {
    const core::FinishedEvent& ending = *place.row->ending;
    std::size_t total = 0;
    for (const RecipeTask& task : m_tasks) total += task.rows.size();
    const std::string name = place.task->recipe.name + ", " + place.row->planned.label;
    if (!m_json)
        printMessage("[" + std::to_string(m_ended) + "/" + std::to_string(total) + "] " + name + ": " +
                     std::string(core::runEndName(ending.end)) + ", validation accuracy " + accuracyText(ending) + ", " +
                     fixed(ending.seconds, 2) + " s");
    if (!ending.error) return;
    core::Error error = *ending.error;
    error.where = error.where.empty() ? name : name + ", " + error.where;
    printMessage(core::errorLine(error));
}

void RecipePrinter::announce() const {
    if (!m_json) return;
    for (const RecipeTask& task : m_tasks) {
        ordered_json runs = ordered_json::array();
        for (const RecipeRow& row : task.rows) runs.push_back({{"run", row.id}, {"label", row.planned.label}});
        printOut(lineOf({{"event", "recipe"},
                         {"recipe", task.recipe.name},
                         {"title", task.recipe.title},
                         {"question", task.recipe.question},
                         {"runs", std::move(runs)}}));
    }
}

void RecipePrinter::printTables() const {
    for (const RecipeTask& task : m_tasks) printOut(m_json ? lineOf(summaryOf(task)) : tableOf(task, m_next != nullptr));
}

} // namespace epochlab::app
