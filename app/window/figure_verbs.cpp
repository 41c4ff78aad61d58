// Verbs of the window's program that draw into files: export and report.
#include "window/figure_verbs.h"

#include "base/file_writer.h"
#include "composition.h"
#include "handin/preset_limits.h"
#include "report/figure_files.h"
#include "report/pgfplots.h"
#include "report/report.h"
#include "report/report_files.h"
#include "window/figure_words.h"

#include <QDate>
#include <QLocale>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <utility>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Figure;
using core::Result;

int failWith(const Error& error) {
    std::fprintf(stderr, "%s\n", core::errorLine(error).c_str());
    return static_cast<int>(core::exitCodeOf(error.code));
}

core::RunStore storeOf(const FigureWords& words) {
    return core::RunStore(words.store.empty() ? core::RunStore::defaultDirectory() : words.store);
}

/// The newest table and the newest pictures that runs of the store were trained on and that are still here.
Settings knownData(const FigureWords& words) {
    core::RunStore store = storeOf(words);
    const Result<std::vector<core::RunSummary>> runs = store.list();
    const Result<std::map<core::RunId, core::ParamSet>> configs = store.loadConfigs();
    if (!runs || !configs) return {}; // what reads the runs says why
    Settings known;
    std::set<std::string> seen;
    bool table = false, pictures = false;
    for (auto run = runs->rbegin(); run != runs->rend() && !(table && pictures); ++run) {
        const auto config = configs->find(run->id);
        if (config == configs->end() || run->state != "finished" || !seen.insert(config->second.text("data")).second) continue;
        const Result<RecipeData> data = RecipeData::lookedInto(config->second.text("data"));
        if (!data) continue;
        bool& found = data->namesPictures() ? pictures : table;
        if (!std::exchange(found, true)) known.emplace_back("data", config->second.text("data"));
    }
    return known;
}

/// A figure of that name, or one for each run that begins with it.
bool isAsked(const std::string& name, const std::vector<std::string>& only) {
    return only.empty() ||
           std::ranges::any_of(only, [&name](const std::string& one) { return one == name || one.starts_with(name + "-"); });
}

/// The same of a figure that was made: "heat" has "heat-plain" too.
bool isWanted(const std::string& made, const std::vector<std::string>& only) {
    return only.empty() ||
           std::ranges::any_of(only, [&made](const std::string& one) { return made == one || made.starts_with(one + "-"); });
}

/// Leaves out the figures that nobody asks for, which may take long; false: none is left.
bool keepAsked(core::Recipe& recipe, const std::vector<std::string>& only) {
    const bool had = !recipe.figures.empty();
    std::erase_if(recipe.figures, [&only](const core::RecipeFigure& figure) { return !isAsked(figure.name, only); });
    return !had || !recipe.figures.empty();
}

/// Each recipe with the data that it is about; those of pictures where none are named are left out of "all", which is said.
Result<std::vector<core::ReportRecipe>> recipesOf(const FigureWords& words) {
    Settings given = words.knownData ? knownData(words) : Settings();
    given.insert(given.end(), words.settings.begin(), words.settings.end()); // what is named comes last, and wins
    const Result<RecipeData> data = RecipeData::of(given, words.recipes);
    if (!data) return data.error();
    std::vector<core::ReportRecipe> recipes;
    for (const core::Recipe& known : words.recipes) {
        core::Recipe recipe = known;
        if (!keepAsked(recipe, words.only)) continue;
        std::optional<Settings> settings = data->settingsFor(recipe);
        if (settings || !words.all)
            recipes.push_back({std::move(recipe), settings.value_or(words.settings)});
        else
            std::fprintf(stderr, "note[left-out]: %s wants pictures; name a folder of them with --data\n", recipe.name.c_str());
    }
    return recipes;
}

Result<core::Report> reportOf(const FigureWords& words, core::ReportPreset preset = {}) {
    Result<std::vector<core::ReportRecipe>> recipes = recipesOf(words);
    if (!recipes) return recipes.error();
    core::ReportSubject subject{.recipes = *std::move(recipes), .quick = words.quick, .runs = words.runs, .preset = std::move(preset)};
    if (words.all) subject.title = "Lab report";
    if (!words.title.empty()) subject.title = words.title;
    core::RunStore store = storeOf(words);
    return core::makeReport(store, subject, {.run = makeRunServices(), .writer = pictureWriter, .data = {}});
}

Result<void> writeOut(const std::string& path, std::string_view bytes) {
    const Result<void> written = core::writeFileDurably(path, bytes);
    if (written) std::fprintf(stderr, "written: %s\n", path.c_str());
    return written;
}

std::string drawn(const Figure& figure, ui::FigureFormat format, const ui::PrintSize& size) {
    return ui::figureBytes(figure, format, size).toStdString();
}

/// Empty: the figure has no such form.
std::string bytesOf(const Figure& figure, const std::string& format, const ui::PrintSize& size) {
    if (format == "pdf") return drawn(figure, ui::FigureFormat::Pdf, size);
    if (format == "svg") return drawn(figure, ui::FigureFormat::Svg, size);
    if (format == "png") return drawn(figure, ui::FigureFormat::Png, size);
    if (format == "csv") return core::figureCsv(figure);
    return core::figureTex(figure, size.widthCm, size.heightCm);
}

/// DIR/RECIPE-FIGURE.FORMAT, or DIR/FIGURE.FORMAT of chosen runs; how many were written.
Result<std::size_t> exportFigure(const FigureWords& words, const std::string& recipe, const Figure& figure) {
    std::size_t written = 0;
    for (const std::string& format : words.formats) {
        const std::string bytes = bytesOf(figure, format, words.size);
        if (bytes.empty()) {
            std::fprintf(stderr, "note[no-form]: %s has no form as %s\n", figure.name.c_str(), format.c_str());
            continue;
        }
        const std::string path = words.out + "/" + (recipe.empty() ? "" : recipe + "-") + figure.name + "." + format;
        if (const Result<void> done = writeOut(path, bytes); !done) return done.error();
        ++written;
    }
    return written;
}

int runExport(FigureWords words) {
    if (words.formats.empty()) words.formats = {"pdf"};
    const Result<core::Report> report = reportOf(words);
    if (!report) return failWith(report.error());
    if (const Result<void> made = core::makeDirectories(words.out); !made) return failWith(made.error());
    std::size_t written = 0;
    for (const core::ReportSection& section : report->sections) {
        if (!section.missing.empty()) std::fprintf(stderr, "note[missing]: %s: %s\n", section.title.c_str(), section.missing.c_str());
        for (const Figure& figure : section.figures) {
            if (!isWanted(figure.name, words.only)) continue;
            const Result<std::size_t> done = exportFigure(words, section.name, figure);
            if (!done) return failWith(done.error());
            written += *done;
        }
    }
    if (written > 0) return 0;
    return failWith(
        {ErrorCode::Usage, "no figure was written", "", "name figures that there are: epochlab-cli recipe list --json lists them"});
}

/// The preset's questions; nothing without one.
Result<std::optional<core::LabPreset>> presetOf(const FigureWords& words) {
    if (words.preset.empty()) return std::optional<core::LabPreset>();
    Result<core::LabPreset> preset = core::loadLabPreset(words.preset);
    if (!preset) return preset.error();
    return std::optional(*std::move(preset));
}

/// Those that the store keeps, and in their place what a file says.
Result<core::Answers> answersOf(const FigureWords& words, const std::optional<core::LabPreset>& preset) {
    const Result<core::Answers> stored = core::loadStoredAnswers(storeOf(words).directory());
    if (!stored) return stored.error();
    std::vector<std::string> recipes;
    for (const core::Recipe& recipe : words.recipes) recipes.push_back(recipe.name);
    core::Answers answers = core::answersOf(*stored, recipes, preset ? core::PresetLimits(*preset).tag() : std::string());
    if (words.answers.empty()) return answers;
    const Result<core::Answers> given = core::loadAnswers(words.answers);
    if (!given) return given.error();
    core::takeAnswers(answers, *given);
    return answers;
}

core::ReportPreset questionsOf(const std::optional<core::LabPreset>& preset) {
    if (!preset) return {};
    core::ReportPreset questions{.title = preset->title, .banner = preset->banner};
    for (const core::LabPreset::Question& question : preset->questions) questions.questions.push_back({question.id, question.text});
    return questions;
}

/// Of the sections whose questions nobody has answered, as the window does; the preset's own answers open all.
void hideReadings(core::Report& report, const core::Answers& answers) {
    const auto said = [&answers](const core::ReportSection& section) {
        return std::ranges::any_of(section.questions, [&](const core::RecipeQuestion& question) {
            return !core::answerTo(answers, section.name, question.id).empty();
        });
    };
    if (report.sections.front().name == core::presetAsker && said(report.sections.front())) return;
    for (core::ReportSection& section : report.sections)
        if (!said(section))
            for (Figure& figure : section.figures) figure.reading.clear();
}

int runReport(const FigureWords& words) {
    const auto began = std::chrono::steady_clock::now();
    const bool html = words.out.ends_with(".html");
    if (!html && !words.out.ends_with(".pdf"))
        return failWith({ErrorCode::Usage, "a report is a .pdf or a .html file", words.out, "write --out report.pdf"});
    const Result<std::optional<core::LabPreset>> preset = presetOf(words);
    if (!preset) return failWith(preset.error());
    const Result<core::Answers> answers = answersOf(words, *preset);
    if (!answers) return failWith(answers.error());
    Result<core::Report> report = reportOf(words, questionsOf(*preset));
    if (!report) return failWith(report.error());
    for (const core::ReportSection& section : report->sections)
        for (const std::string* note : {&section.missing, &section.failed})
            if (!note->empty()) std::fprintf(stderr, "note[missing]: %s: %s\n", section.title.c_str(), note->c_str());
    if (*preset && (*preset)->hidesReadings) hideReadings(*report, *answers);
    report->date = QLocale::c().toString(QDate::currentDate(), QStringLiteral("d MMMM yyyy")).toStdString();
    const std::string bytes = (html ? ui::reportHtml(*report, *answers) : ui::reportPdf(*report, *answers)).toStdString();
    const Result<void> written = core::writeFileDurably(words.out, bytes);
    if (!written) return failWith(written.error());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::fprintf(stderr, "written: %s, in %.1f s\n", words.out.c_str(), took.count());
    return 0;
}

} // namespace

bool isFigureVerb(std::span<const std::string> words) { return !words.empty() && (words[0] == "export" || words[0] == "report"); }

int runFigureVerb(std::span<const std::string> given) {
    Result<FigureWords> words = readFigureWords(given);
    if (!words) return failWith(words.error());
    if (words->help) return std::fputs(figureHelp().c_str(), stdout), 0;
    return given[0] == "export" ? runExport(*std::move(words)) : runReport(*words);
}

} // namespace epochlab::app
