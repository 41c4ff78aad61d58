#include "verbs/train_printer.h"

#include "compare/gallery_set.h"
#include "params/model_fields.h"
#include "run/event_json.h"
#include "run/rate_change.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"

#include <cstdio>
#include <limits>

namespace epochlab::app {
namespace {

std::string cell(const std::map<std::string, double>& row, const std::string& series) {
    const auto found = row.find(series);
    if (found == row.end()) return "        -";
    char text[32];
    std::snprintf(text, sizeof text, "%9.4f", found->second);
    return text;
}

std::string shortNumber(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

/// "val/ants/17.jpg: ants → bees 0.981 (ants 0.012)"
std::string judgedText(const core::TableDataset& dataset, const core::JudgedRow& judged) {
    const core::TableRows& rows = dataset.rows(core::Split::Validation);
    const auto row = static_cast<std::size_t>(judged.row);
    const std::string& truth = dataset.classNames[static_cast<std::size_t>(rows.labels[row])];
    const std::string text = core::rowName(rows.names, row) + ": " + truth;
    if (judged.answer == rows.labels[row]) return text + " " + shortNumber(judged.confidence);
    return text + " → " + dataset.classNames[static_cast<std::size_t>(judged.answer)] + " " + shortNumber(judged.confidence) + " (" +
           truth + " " + shortNumber(judged.truthProbability) + ")";
}

} // namespace

TrainPrinter::TrainPrinter(bool json, std::int64_t reportEvery, core::RunObserver* next)
    : m_json(json), m_reportEvery(reportEvery), m_live(isLiveTerminal()), m_next(next) {}

void TrainPrinter::onEvent(core::Event event) {
    if (m_next) m_next->onEvent(event);
    if (m_json) {
        for (const std::string& line : core::toJsonLines(event, m_reportEvery)) printOut(line + "\n");
        std::fflush(stdout);
    } else {
        printText(event);
    }
    if (const auto* end = std::get_if<core::FinishedEvent>(&event.payload)) m_ending = *end;
}

void TrainPrinter::printText(const core::Event& event) {
    if (const auto* preparation = std::get_if<core::PreparationEvent>(&event.payload)) return printPreparation(*preparation);
    if (m_live && m_preparing && !std::holds_alternative<core::PhaseEvent>(event.payload)) {
        std::fputs("\r\x1b[K", stderr);
        m_preparing = false;
    }
    if (const auto* start = std::get_if<core::StartedEvent>(&event.payload)) printStart(*start);
    if (const auto* block = std::get_if<core::MetricBlock>(&event.payload)) takeMetric(*block);
    if (const auto* hardest = std::get_if<core::HardestRowsEvent>(&event.payload)) printHardest(*hardest);
    if (const auto* change = std::get_if<core::LearningRateEvent>(&event.payload))
        printMessage("note[" + core::rateChangeCode(*change) + "]: " + core::rateChangeInWords(*change));
    if (const auto* note = std::get_if<core::NoteEvent>(&event.payload))
        printMessage((note->warning ? "warning[" : "note[") + note->code + "]: " + note->message);
    if (const auto* end = std::get_if<core::FinishedEvent>(&event.payload)) printEnd(*end);
    std::fflush(stdout);
}

/// Where it takes a while: a line that is written over, or, where none may be, the first of it.
void TrainPrinter::printPreparation(const core::PreparationEvent& event) {
    const bool isLong = event.remainingSeconds || event.total == 0;
    if (!isLong || (m_preparing && !m_live)) return;
    m_preparing = true;
    std::string text = "preparing: " + core::preparationInWords(event);
    if (event.remainingSeconds) text += ", " + durationText(*event.remainingSeconds) + " left";
    if (!m_live) return printMessage(text);
    std::fputs(("\r\x1b[K" + text).c_str(), stderr);
    std::fflush(stderr);
}

void TrainPrinter::printStart(const core::StartedEvent& start) {
    const core::SessionShape& shape = start.shape;
    const std::string size = core::isTreeModel(start.config) ? "boosted trees, a round is an epoch"
                                                             : std::to_string(shape.parameterCount) + " parameters, " +
                                                                   std::to_string(shape.stepsPerEpoch) + " steps an epoch";
    std::string text = "data " + (start.data ? start.data->name : std::string("?")) + ", " + size + ", " + shape.engine + " engine" +
                       (shape.instructionSet.empty() ? "" : " (" + shape.instructionSet + ")") + " on " + shape.device + " with " +
                       std::to_string(shape.threads) + (shape.threads == 1 ? " thread" : " threads");
    printMessage(text);
    printOut("epoch  training loss  accuracy   validation loss  accuracy   seconds\n");
}

void TrainPrinter::takeMetric(const core::MetricBlock& block) {
    if (block.series == "batch_loss") {
        if (m_reportEvery <= 0) return;
        for (std::size_t i = 0; i < block.values.size(); ++i) {
            const std::int64_t step = block.firstStep + static_cast<std::int64_t>(i);
            if (step % m_reportEvery == 0) printMessage("step " + std::to_string(step) + " loss " + shortNumber(block.values[i]));
        }
        return;
    }
    for (std::size_t i = 0; i < block.values.size(); ++i)
        m_rows[block.epoch + static_cast<std::int64_t>(i)][block.series] = block.values[i];
    if (!m_rows.empty()) printEpochsBelow(m_rows.rbegin()->first);
}

void TrainPrinter::printEpochsBelow(std::int64_t epoch) {
    while (!m_rows.empty() && m_rows.begin()->first < epoch) {
        const auto& row = m_rows.begin()->second;
        char number[32];
        std::snprintf(number, sizeof number, "%5lld", static_cast<long long>(m_rows.begin()->first));
        printOut(std::string(number) + "      " + cell(row, "training_loss") + " " + cell(row, "training_accuracy") + "         " +
                 cell(row, "validation_loss") + " " + cell(row, "validation_accuracy") + " " + cell(row, "seconds") + "\n");
        m_rows.erase(m_rows.begin());
    }
}

/// Below their epoch, whose values have all come.
void TrainPrinter::printHardest(const core::HardestRowsEvent& event) {
    printEpochsBelow(event.epoch + 1);
    for (const core::JudgedRow& judged : event.rows.hardest) printOut("       hardest  " + judgedText(*event.dataset, judged) + "\n");
    for (const core::JudgedRow& judged : event.rows.surest) printOut("       surest   " + judgedText(*event.dataset, judged) + "\n");
}

void TrainPrinter::printEnd(const core::FinishedEvent& end) {
    printEpochsBelow(std::numeric_limits<std::int64_t>::max());
    std::string text = std::string(core::runEndName(end.end)) + " after " + std::to_string(end.epochs) +
                       (end.epochs == 1 ? " epoch, " : " epochs, ") + shortNumber(end.seconds) + " s";
    if (end.best)
        text += "; best epoch " + std::to_string(end.best->epoch) + ": validation accuracy " + shortNumber(end.best->validationAccuracy) +
                ", test accuracy " + shortNumber(end.best->testAccuracy);
    printMessage(text);
}

} // namespace epochlab::app
