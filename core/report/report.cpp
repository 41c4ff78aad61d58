#include "report/report.h"

#include "compare/differences.h"
#include "compare/stored_comparison.h"
#include "insight/insight_text.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

std::string outcomeOf(const RunSummary& run) {
    std::string text = run.state;
    if (!run.best) return text;
    text += ", best epoch " + std::to_string(run.best->epoch) + ": validation accuracy " +
            (std::isnan(run.best->validationAccuracy) ? "unknown" : fixedText(run.best->validationAccuracy));
    if (!std::isnan(run.best->testAccuracy)) text += ", test accuracy " + fixedText(run.best->testAccuracy);
    return text;
}

std::string environmentOf(const RunSummary& run) {
    return "EpochLab " + run.version + ", " + run.engine + " engine, " + run.device +
           (run.instructionSet.empty() ? "" : ", " + run.instructionSet) + ", " + std::to_string(run.threads) +
           (run.threads == 1 ? " thread" : " threads");
}

/// The runs of a section, and their settings beside each other.
Result<void> addRuns(RunStore& store, const std::vector<RunSummary>& chosen, ReportSection& section) {
    ComparedRuns compared;
    for (const RunSummary& run : chosen) {
        Result<ComparedRun> loaded = loadComparedRun(store, run);
        if (!loaded) return loaded.error();
        compared.push_back(*std::move(loaded));
    }
    const std::vector<std::string> names = legendTexts(compared);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const RunSummary& run = chosen[i];
        const Result<std::string> command = store.commandOf(run.id);
        section.runs.push_back({run.id, names[i], outcomeOf(run), environmentOf(run), run.dataName + " (" + run.dataFingerprint + ")",
                                run.seed, command ? *command : std::string()});
    }
    if (!compared.empty()) section.settings = settingsTable(configurationRows(compared), names);
    return {};
}

std::string commandOf(const Recipe& recipe, const ReportSubject& subject) {
    std::string command = "epochlab-cli recipe run " + recipe.name + (subject.quick ? " --quick" : "");
    for (const auto& [id, text] : subject.settings) command += " --" + id + " " + text;
    return command;
}

Result<ReportSection> sectionOf(RunStore& store, const FinishedRuns& finished, const Recipe& recipe, const ReportSubject& subject,
                                const FigureServices& services) {
    ReportSection section{
        .name = recipe.name, .title = recipe.title, .question = recipe.question, .missing = {}, .questions = recipe.questions};
    const Result<std::vector<PlannedRun>> planned = planRuns(recipe, subject.quick, subject.settings);
    if (!planned) return planned.error();
    const std::vector<std::optional<RunId>> runs = finished.answering(*planned);
    Result<std::vector<Figure>> figures = recipeFigures(store, recipe, *planned, runs, services);
    if (!figures) return figures.error();
    section.figures = *std::move(figures);
    std::vector<RunSummary> found;
    for (const std::optional<RunId>& id : runs) {
        if (!id) continue;
        Result<RunSummary> run = store.find(*id);
        if (!run) return run.error();
        found.push_back(*std::move(run));
    }
    if (found.size() < runs.size())
        section.missing = std::to_string(runs.size() - found.size()) + " of " + std::to_string(runs.size()) +
                          " runs have not been trained; this trains them: " + commandOf(recipe, subject);
    const Result<void> added = addRuns(store, found, section);
    if (!added) return added.error();
    return section;
}

Result<ReportSection> sectionOf(RunStore& store, const std::vector<std::string>& names, const FigureServices& services) {
    ReportSection section{.name = {}, .title = names.size() == 1 ? "The run" : "The runs", .question = {}, .missing = {}};
    std::vector<RunSummary> found;
    std::vector<RunId> ids;
    for (const std::string& name : names) {
        Result<RunSummary> run = store.find(name);
        if (!run) return run.error();
        if (std::ranges::find(ids, run->id) != ids.end()) continue;
        ids.push_back(run->id);
        found.push_back(*std::move(run));
    }
    Result<std::vector<Figure>> figures = runFigures(store, ids, services);
    if (!figures) return figures.error();
    section.figures = *std::move(figures);
    const Result<void> added = addRuns(store, found, section);
    if (!added) return added.error();
    return section;
}

} // namespace

Result<Report> makeReport(RunStore& store, const ReportSubject& subject, const FigureServices& services) {
    Report report{"Training report", {}};
    const Result<FinishedRuns> finished = FinishedRuns::of(store);
    if (!finished) return finished.error();
    for (const Recipe& recipe : subject.recipes) {
        Result<ReportSection> section = sectionOf(store, *finished, recipe, subject, services);
        if (!section) return section.error();
        report.sections.push_back(*std::move(section));
    }
    if (!subject.runs.empty()) {
        Result<ReportSection> section = sectionOf(store, subject.runs, services);
        if (!section) return section.error();
        report.sections.push_back(*std::move(section));
    }
    return report;
}

} // namespace epochlab::core
