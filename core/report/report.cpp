#include "report/report.h"

#include "compare/differences.h"
#include "compare/stored_comparison.h"
#include "insight/insight_text.h"
#include "params/setting_words.h"
#include "report/report_data.h"

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

/// "learning rate", as within a sentence.
std::string sentenceWords(const ConfigurationRow& row) {
    const ParamSpec* spec = mlpParams().find(row.id);
    return spec ? fieldWords(*spec) : row.label;
}

std::string environmentOf(const RunSummary& run) {
    return "EpochLab " + run.version + ", " + run.engine + " engine, " + run.device +
           (run.instructionSet.empty() ? "" : ", " + run.instructionSet) + ", " + std::to_string(run.threads) +
           (run.threads == 1 ? " thread" : " threads");
}

/// What everybody sets, and what is not as it usually is; the data are named apart.
bool isWorthNaming(const ConfigurationRow& row, const ComparedRuns& runs) {
    const ParamSpec* spec = mlpParams().find(row.id);
    if (spec == nullptr || row.differs || row.values.empty() || row.id == "data" || row.values.front() == "–") return false;
    if (spec->level == ParamLevel::Basic && spec->group != ParamGroup::Data) return true;
    return runs.front().config && runs.front().config->value(row.id) != spec->defaultValue;
}

/// A run a row, with the settings in which the runs differ; below it what all of them have alike.
void addSettings(const ComparedRuns& runs, const std::vector<std::string>& names, ReportSection& section) {
    const std::vector<ConfigurationRow> rows = configurationRows(runs);
    for (const ConfigurationRow& row : rows) {
        if (!isWorthNaming(row, runs)) continue;
        const std::string label = section.sameSettings.empty() ? row.label : sentenceWords(row);
        section.sameSettings += (section.sameSettings.empty() ? "" : " · ") + label + " " + row.values.front();
    }
    if (std::ranges::none_of(rows, &ConfigurationRow::differs)) return;
    section.differences.header.push_back({"run"});
    for (const std::string& name : names) section.differences.rows.push_back({{name}});
    for (const ConfigurationRow& row : rows) {
        if (!row.differs) continue;
        section.differences.header.push_back({sentenceWords(row)});
        for (std::size_t run = 0; run < names.size(); ++run) section.differences.rows[run].push_back({row.values[run]});
    }
}

/// The runs of a section, and their settings.
Result<void> addRuns(RunStore& store, const std::vector<RunSummary>& chosen, const std::vector<std::string>& labels,
                     ReportSection& section) {
    ComparedRuns compared;
    for (const RunSummary& run : chosen) {
        Result<ComparedRun> loaded = loadComparedRun(store, run);
        if (!loaded) return loaded.error();
        compared.push_back(*std::move(loaded));
    }
    const std::vector<std::string> names = labels.empty() ? legendTexts(compared) : labels;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const RunSummary& run = chosen[i];
        const Result<std::string> command = store.commandOf(run.id);
        section.runs.push_back({run.id, names[i], outcomeOf(run), environmentOf(run), run.dataName + " (" + run.dataFingerprint + ")",
                                run.seed, command ? *command : std::string()});
    }
    if (!compared.empty()) addSettings(compared, names, section);
    return {};
}

std::string commandOf(const ReportRecipe& asked, bool quick) {
    std::string command = "epochlab-cli recipe run " + asked.recipe.name + (quick ? " --quick" : "");
    for (const auto& [id, text] : asked.settings) command += " --" + id + " " + shellWord(text);
    return command;
}

Result<void> fill(RunStore& store, const FinishedRuns& finished, const ReportRecipe& asked, bool quick, const FigureServices& services,
                  ReportSection& section) {
    const Result<std::vector<PlannedRun>> planned = planRuns(asked.recipe, quick, asked.settings);
    if (!planned) return planned.error();
    const std::vector<std::optional<RunId>> runs = finished.answering(*planned);
    FigureServices own = services;
    for (const auto& [id, text] : asked.settings)
        if (id == "data") own.data = text;
    Result<std::vector<Figure>> figures = recipeFigures(store, asked.recipe, *planned, runs, own);
    if (!figures) return figures.error();
    section.figures = *std::move(figures);
    std::vector<RunSummary> found;
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i]) continue;
        Result<RunSummary> run = store.find(*runs[i]);
        if (!run) return run.error();
        found.push_back(*std::move(run));
        labels.push_back((*planned)[i].label);
    }
    if (found.size() < runs.size())
        section.missing = std::to_string(runs.size() - found.size()) + " of " + std::to_string(runs.size()) +
                          " runs have not been trained; this trains them: " + commandOf(asked, quick);
    return addRuns(store, found, labels, section);
}

ReportSection sectionOf(RunStore& store, const FinishedRuns& finished, const ReportRecipe& asked, bool quick,
                        const FigureServices& services) {
    const Recipe& recipe = asked.recipe;
    ReportSection section{
        .name = recipe.name, .title = recipe.title, .question = recipe.question, .missing = {}, .questions = recipe.questions};
    if (const Result<void> filled = fill(store, finished, asked, quick, services, section); !filled)
        section.failed = "Not whole: " + describe(filled.error());
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
    std::erase_if(section.figures, [](const Figure& figure) { return figure.name == "settings"; }); // they stand with the runs
    const Result<void> added = addRuns(store, found, {}, section);
    if (!added) return added.error();
    return section;
}

} // namespace

Result<Report> makeReport(RunStore& store, const ReportSubject& subject, const FigureServices& services) {
    Report report{.title = subject.title, .sections = {}};
    const Result<FinishedRuns> finished = FinishedRuns::of(store);
    if (!finished) return finished.error();
    if (const ReportPreset& preset = subject.preset; !preset.title.empty())
        report.sections.push_back(
            {.name = presetAsker, .title = preset.title, .question = preset.banner, .missing = {}, .questions = preset.questions});
    for (const ReportRecipe& asked : subject.recipes)
        report.sections.push_back(sectionOf(store, *finished, asked, subject.quick, services));
    if (!subject.runs.empty()) {
        Result<ReportSection> section = sectionOf(store, subject.runs, services);
        if (!section) return section.error();
        report.sections.push_back(*std::move(section));
    }
    report.data = dataOf(store, report.sections, services);
    return report;
}

} // namespace epochlab::core
