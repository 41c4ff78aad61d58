#include "compare/accuracy.h"
#include "compare/luck.h"
#include "compare/overfitting.h"
#include "compare/stored_comparison.h"
#include "run/rate_change.h"
#include "verbs/compare_runs.h"
#include "verbs/json_text.h"
#include "verbs/move_runs.h"
#include "verbs/output.h"
#include "verbs/run_predictions.h"
#include "verbs/verbs.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;
using core::RunSummary;
using nlohmann::ordered_json;

std::string timeText(std::int64_t milliseconds) {
    const auto seconds = static_cast<std::time_t>(milliseconds / 1000);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M", &local);
    return {text.data(), length};
}

std::string shortNumber(double value) {
    if (std::isnan(value)) return "-";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", value);
    return text.data();
}

/// "0.964 (n = 6582, 95 % interval 0.959–0.968)"
std::string accuracyText(double accuracy, std::int64_t rows) {
    if (rows == 0 || std::isnan(accuracy)) return shortNumber(accuracy);
    return shortNumber(accuracy) + " (n = " + std::to_string(rows) + ", 95 % interval " +
           core::intervalText(core::wilsonInterval(accuracy, rows)) + ")";
}

ordered_json intervalOf(double accuracy, std::int64_t rows) {
    if (rows == 0 || std::isnan(accuracy)) return {};
    const core::Interval interval = core::wilsonInterval(accuracy, rows);
    return {interval.low, interval.high};
}

ordered_json jsonOf(const RunSummary& run, const core::AnsweredCounts& rows = {}) {
    ordered_json json{{"run", run.id},
                      {"name", run.name},
                      {"state", run.state},
                      {"created_ms", run.created},
                      {"data", {{"name", run.dataName}, {"fingerprint", run.dataFingerprint}}},
                      {"seed", run.seed},
                      {"version", run.version},
                      {"engine", run.engine},
                      {"device", run.device},
                      {"threads", run.threads},
                      {"instruction_set", run.instructionSet},
                      {"parameters", run.parameterCount},
                      {"planned_epochs", run.plannedEpochs},
                      {"epochs", run.epochs},
                      {"seconds", run.seconds},
                      {"best", nullptr},
                      {"tags", run.tags},
                      {"note", run.note}};
    if (run.best)
        json["best"] = {{"epoch", run.best->epoch},
                        {"validation_accuracy", run.best->validationAccuracy},
                        {"validation_loss", run.best->validationLoss},
                        {"training_accuracy", run.best->trainingAccuracy},
                        {"test_accuracy", run.best->testAccuracy}};
    if (run.best && rows.validation > 0) {
        json["best"]["validation_rows"] = rows.validation;
        json["best"]["validation_interval_95"] = intervalOf(run.best->validationAccuracy, rows.validation);
    }
    if (run.best && rows.test > 0) {
        json["best"]["test_rows"] = rows.test;
        json["best"]["test_interval_95"] = intervalOf(run.best->testAccuracy, rows.test);
    }
    if (!run.errorCode.empty()) json["error"] = {{"code", run.errorCode}, {"message", run.errorMessage}};
    return json;
}

std::string lineOf(const RunSummary& run) {
    std::array<char, 160> text{};
    const std::string epochs = std::to_string(run.epochs) + "/" + std::to_string(run.plannedEpochs);
    std::snprintf(text.data(), text.size(), "%-21s %-16s %-11s %9s %8s  ", run.id.c_str(), timeText(run.created).c_str(), run.state.c_str(),
                  epochs.c_str(), shortNumber(run.best ? core::rankedAccuracy(*run.best) : NAN).c_str());
    std::string line = text.data() + escaped(run.dataName);
    if (!run.name.empty()) line += "  " + escaped(run.name);
    if (!run.tags.empty()) line += "  #" + escaped(run.tags);
    return line + "\n";
}

int listRuns(const Arguments& arguments, core::RunStore& store) {
    const Result<core::RunFilter> filter = core::RunFilter::parse(arguments.get("filter"));
    if (!filter) return failWith(filter.error());
    const Result<std::vector<RunSummary>> runs = store.list(*filter);
    if (!runs) return failWith(runs.error());
    printNotices(store);
    if (arguments.json()) {
        ordered_json document{{"runs", ordered_json::array()}};
        for (const RunSummary& run : *runs) document["runs"].push_back(jsonOf(run));
        printOut(jsonText(document));
        return 0;
    }
    if (runs->empty()) {
        printMessage("no runs");
        return 0;
    }
    printOut("run                   made             state          epochs accuracy  data\n");
    for (const RunSummary& run : *runs) printOut(lineOf(run));
    return 0;
}

ordered_json jsonOf(const core::StoredCurves& curves) {
    ordered_json json{{"series", ordered_json::array()}, {"learning_rates", ordered_json::array()}, {"notes", ordered_json::array()}};
    for (const core::MetricBlock& block : curves.metrics)
        json["series"].push_back(
            {{"series", block.series}, {"first_step", block.firstStep}, {"first_epoch", block.epoch}, {"values", block.values}});
    for (const core::LearningRateEvent& change : curves.learningRates) {
        json["learning_rates"].push_back({{"step", change.step}, {"before", change.before}, {"after", change.after}});
        if (!change.schedule) continue;
        json["learning_rates"].back()["schedule_before"] = core::scheduleText(change.schedule->before);
        json["learning_rates"].back()["schedule_after"] = core::scheduleText(change.schedule->after);
    }
    for (const core::NoteEvent& note : curves.notes)
        json["notes"].push_back({{"code", note.code}, {"message", note.message}, {"warning", note.warning}});
    return json;
}

ordered_json jsonOf(const std::optional<core::Overfitting>& hint) {
    if (!hint) return {};
    return {{"since_epoch", hint->since},
            {"validation_loss", {hint->validationFrom, hint->validationTo}},
            {"training_loss", {hint->trainingFrom, hint->trainingTo}}};
}

/// Of the losses that are kept, block by block.
std::optional<core::Overfitting> overfittingOf(const core::StoredCurves& curves) {
    core::ComparedSeries training, validation;
    for (const core::MetricBlock& block : curves.metrics) {
        if (block.series != "training_loss" && block.series != "validation_loss") continue;
        core::ComparedSeries& series = block.series == "training_loss" ? training : validation;
        for (std::size_t i = 0; i < block.values.size(); ++i) {
            series.x.push_back(static_cast<double>(block.epoch) + static_cast<double>(i));
            series.y.push_back(block.values[i]);
        }
    }
    return core::overfittingOf(training, validation);
}

std::string textOf(const RunSummary& run, const core::AnsweredCounts& rows, const Result<std::string>& command,
                   const core::StoredCurves& curves) {
    std::string text = "run " + run.id + (run.name.empty() ? "" : ", " + escaped(run.name)) + ": " + run.state + " after " +
                       std::to_string(run.epochs) + " of " + std::to_string(run.plannedEpochs) + " epochs, " + shortNumber(run.seconds) +
                       " s\nmade " + timeText(run.created) + " by EpochLab " + run.version;
    const std::string engine = run.engine + " engine" + (run.instructionSet.empty() ? "" : " (" + run.instructionSet + ")");
    if (!run.engine.empty()) text += ", " + engine + " on " + run.device; // it never began otherwise
    text += ", threads " + std::to_string(run.threads) + "\n";
    if (run.best)
        text += "best epoch " + std::to_string(run.best->epoch) + ": validation accuracy " +
                accuracyText(run.best->validationAccuracy, rows.validation) + ", loss " + shortNumber(run.best->validationLoss) +
                "; test accuracy " + accuracyText(run.best->testAccuracy, rows.test) + "\n";
    if (const auto hint = overfittingOf(curves)) text += core::overfittingWords(*hint) + "\n";
    if (!run.errorMessage.empty()) text += "error[" + run.errorCode + "]: " + run.errorMessage + "\n";
    if (!run.tags.empty()) text += "tags " + escaped(run.tags) + "\n";
    if (!run.note.empty()) text += run.note + "\n";
    if (command)
        text += *command + "\n";
    else if (run.state != "imported")
        text += "no command repeats it: " + command.error().what + "\n";
    for (const core::LearningRateEvent& change : curves.learningRates) text += core::rateChangeInWords(change) + "\n";
    for (const core::NoteEvent& note : curves.notes)
        text += (note.warning ? "warning[" : "note[") + note.code + "]: " + note.message + "\n";
    return text;
}

int showRun(const Arguments& arguments, core::RunStore& store) {
    const Result<RunSummary> run = store.find(arguments.words[1]);
    if (!run) return failWith(run.error());
    const Result<core::StoredCurves> curves = store.loadCurvesOf(run->id);
    if (!curves) return failWith(curves.error());
    const Result<core::AnsweredCounts> rows = core::answeredCounts(store, run->id);
    if (!rows) return failWith(rows.error());
    const Result<std::string> command = store.commandOf(run->id);
    if (!command && command.error().code != ErrorCode::RunNotFound) return failWith(command.error());
    if (!arguments.json()) {
        printOut(textOf(*run, *rows, command, *curves));
        return 0;
    }
    ordered_json document = jsonOf(*run, *rows);
    if (command) document["command"] = *command;
    document["overfitting"] = jsonOf(overfittingOf(*curves));
    document.update(jsonOf(*curves));
    printOut(jsonText(document));
    return 0;
}

int change(const Arguments& arguments, core::RunStore& store) {
    const std::string& what = arguments.words[0];
    const Result<RunSummary> run = store.find(arguments.words[1]);
    if (!run) return failWith(run.error());
    const std::string text = arguments.words.size() == 3 ? arguments.words[2] : std::string();
    Result<void> done;
    if (what == "rename") done = store.setName(run->id, text);
    if (what == "tag") done = store.setTags(run->id, text);
    if (what == "note") done = store.setNote(run->id, text);
    if (what == "delete" || what == "restore") done = store.setDeleted(run->id, what == "delete");
    return done ? 0 : failWith(done.error());
}

} // namespace

int runRuns(const Arguments& arguments) {
    const std::string what = arguments.words.empty() ? std::string() : arguments.words[0];
    const std::size_t words = arguments.words.size();
    core::RunStore store = storeOf(arguments);
    if (what == "list" && words == 1) return listRuns(arguments, store);
    if (what == "show" && words == 2) return showRun(arguments, store);
    if (what == "compare" && (words > 1 || arguments.has("filter"))) return compareRuns(arguments, store);
    if (what == "diff" && words > 2) return diffRuns(arguments, store);
    if (what == "predictions" && words == 2) return printPredictions(arguments, store);
    if (what == "export") return exportRuns(arguments, store);
    if (what == "import") return importRuns(arguments, store);
    if ((what == "rename" || what == "tag" || what == "note") && words == 3) return change(arguments, store);
    if ((what == "delete" || what == "restore") && words == 2) return change(arguments, store);
    return failWith({ErrorCode::Usage,
                     "runs takes list, show, compare, diff, predictions, rename, tag, note, delete, restore, export or import", "",
                     "write runs list, runs show RUN, or see epochlab-cli runs --help"});
}

} // namespace epochlab::app
