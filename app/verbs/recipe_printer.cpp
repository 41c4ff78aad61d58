#include "verbs/recipe_printer.h"

#include "run/event_json.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

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

/// The ids stand there only where they name something: in the store.
std::string tableOf(const RecipeTask& task, bool withIds) {
    std::size_t width = 3;
    for (const RecipeRow& row : task.rows) width = std::max(width, lengthOf(row.planned.label));
    std::string text = task.recipe.name + ": " + (task.recipe.question.empty() ? task.recipe.title : task.recipe.question) + "\n";
    if (task.rows.empty()) return text + "\n";
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

ordered_json rowsOf(const RecipeTask& task) {
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
    return runs;
}

/// How many runs ended in each way, the usual ones first.
std::vector<std::pair<std::string, std::size_t>> endsOf(const std::vector<const RecipeTask*>& tasks) {
    std::vector<std::pair<std::string, std::size_t>> counts;
    for (const core::RunEnd end :
         {core::RunEnd::Finished, core::RunEnd::Diverged, core::RunEnd::Failed, core::RunEnd::Stopped, core::RunEnd::Interrupted}) {
        std::size_t count = 0;
        for (const RecipeTask* task : tasks)
            count += static_cast<std::size_t>(
                std::ranges::count_if(task->rows, [end](const RecipeRow& row) { return row.ending && row.ending->end == end; }));
        counts.emplace_back(core::runEndName(end), count);
    }
    return counts;
}

} // namespace

RecipePrinter::RecipePrinter(std::vector<RecipeTask> tasks, std::string kind, bool json, core::RunObserver* next)
    : m_tasks(std::move(tasks)), m_kind(std::move(kind)), m_json(json), m_next(next), m_live(!json && isLiveTerminal()) {
    for (RecipeTask& task : m_tasks) {
        m_total += task.rows.size();
        for (RecipeRow& row : task.rows) m_places[row.id] = {&task, &row};
    }
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
    const auto* preparation = std::get_if<core::PreparationEvent>(&event.payload);
    if (preparation) m_preparing = core::preparationInWords(*preparation);
    if (end || std::holds_alternative<core::StartedEvent>(event.payload)) m_preparing.clear();
    if (!end) {
        if (m_live) printProgress();
        return;
    }
    place.row->resumable = end->resumable();
    end->bestWeights.reset();
    end->checkpoint.reset();
    end->bestCheckpoint.reset();
    end->unstarted.reset();
    place.row->ending = std::move(*end);
    ++m_ended;
    clearProgress();
    printEnd(place, m_ended < m_total ? timeLeft() : "");
}

/// "34 s left"; empty where it is not known. Asks the queue once a second at most.
std::string RecipePrinter::timeLeft() {
    const auto now = std::chrono::steady_clock::now();
    if (m_queue && (now - m_asked > std::chrono::seconds(1))) {
        m_asked = now;
        m_secondsLeft = m_queue->progress().remainingSeconds;
    }
    if (!m_secondsLeft) return "";
    const double since = std::chrono::duration<double>(now - m_asked).count();
    return durationText(std::max(0.0, *m_secondsLeft - since)) + " left";
}

void RecipePrinter::printProgress() {
    if (m_progressShown && std::chrono::steady_clock::now() - m_asked < std::chrono::seconds(1)) return;
    const std::string left = timeLeft();
    const std::string text = "\r\x1b[K" + std::to_string(m_ended) + " of " + std::to_string(m_total) + " runs ended" +
                             (m_preparing.empty() ? "" : ", " + m_preparing) + (left.empty() ? "" : ", " + left);
    std::fwrite(text.data(), 1, text.size(), stderr);
    m_progressShown = true;
}

void RecipePrinter::clearProgress() {
    if (m_progressShown) std::fputs("\r\x1b[K", stderr);
    m_progressShown = false;
}

void RecipePrinter::printEnd(const Place& place, const std::string& left) {
    const core::FinishedEvent& ending = *place.row->ending;
    const std::string name = place.task->recipe.name + ", " + place.row->planned.label;
    if (!m_json)
        printMessage("[" + std::to_string(m_ended) + "/" + std::to_string(m_total) + "] " + name + ": " +
                     std::string(core::runEndName(ending.end)) + ", validation accuracy " + accuracyText(ending) + ", " +
                     fixed(ending.seconds, 2) + " s" + (left.empty() ? "" : "; " + left));
    if (!ending.error) return;
    core::Error error = *ending.error;
    error.where = error.where.empty() ? name : name + ", " + error.where;
    printMessage(core::errorLine(error));
}

std::string RecipePrinter::summary() const {
    std::vector<const RecipeTask*> tasks;
    std::size_t skipped = 0;
    for (const RecipeTask& task : m_tasks) {
        tasks.push_back(&task);
        skipped += task.skipped;
    }
    std::string text;
    for (const auto& [end, count] : endsOf(tasks))
        if (count > 0) text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + end;
    if (skipped > 0)
        text += (text.empty() ? "" : ", ") + std::to_string(skipped) + (m_kind == "recipe" ? " taken from the store" : " left out");
    text = std::to_string(m_total + skipped) + (m_total + skipped == 1 ? " run: " : " runs: ") + (text.empty() ? "none" : text);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - m_began;
    return m_total > 0 ? text + "; in " + durationText(took.count()) : text;
}

void RecipePrinter::announce() const {
    if (!m_json) return;
    for (const RecipeTask& task : m_tasks) {
        ordered_json runs = ordered_json::array();
        for (const RecipeRow& row : task.rows) runs.push_back({{"run", row.id}, {"label", row.planned.label}});
        printOut(jsonLine({{"event", m_kind},
                           {m_kind, task.recipe.name},
                           {"title", task.recipe.title},
                           {"question", task.recipe.question},
                           {"left_out", task.skipped},
                           {"runs", std::move(runs)}}));
    }
}

void RecipePrinter::printTables() const {
    for (const RecipeTask& task : m_tasks) {
        if (!m_json) {
            printOut(tableOf(task, m_next != nullptr));
            continue;
        }
        ordered_json line{{"event", m_kind + "_finished"}, {m_kind, task.recipe.name}};
        for (const auto& [end, count] : endsOf({&task})) line[end] = count;
        line["left_out"] = task.skipped;
        line["runs"] = rowsOf(task);
        printOut(jsonLine(line));
    }
}

} // namespace epochlab::app
