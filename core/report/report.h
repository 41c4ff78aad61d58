#pragma once

#include "report/answers.h"
#include "report/recipe_figures.h"

#include <functional>
#include <string>
#include <vector>

namespace epochlab::core {

/// A run as a report names it.
struct ReportRun {
    RunId id;
    std::string name;        ///< what differs, or the run's own
    std::string outcome;     ///< "finished, best epoch 12: validation 0.951, test 0.948"
    std::string environment; ///< version, engine, instruction set, device, threads
    std::string data;        ///< name and fingerprint
    std::int64_t seed = 0;
    std::string command; ///< that repeats it; empty: none does
};

/// One recipe, or the chosen runs.
struct ReportSection {
    std::string name; ///< of the recipe, or presetAsker; empty: of chosen runs
    std::string title;
    std::string question;                       ///< may be empty
    std::string missing;                        ///< what was not trained, and the command that does; empty: nothing
    std::string failed = {};                    ///< why it could not be made, or only in part, and what to do; empty: it could
    std::vector<RecipeQuestion> questions = {}; ///< for the student
    std::vector<Figure> figures = {};
    std::vector<ReportRun> runs = {};
    TextTable differences = {};    ///< a run a row: the settings that differ; no header: none does
    std::string sameSettings = {}; ///< "Epochs 50 · batch size 256 · …", what all runs of the section have alike; may be empty

    /// Two fields differ: one alone is what the runs are called by.
    bool differencesSayMore() const { return differences.header.size() > 2; }
};

/// Data that runs of the report were trained on.
struct ReportData {
    std::string name, fingerprint;
    std::vector<std::string> facts; ///< sentences: rows, features, chance, leaks, licence; why they are no longer known
    TextTable classes = {};         ///< rows of each split; no header: not known
};

/// A plain value: what stands in it does not change while nothing is trained, so that equal runs give an equal report.
struct Report {
    std::string title;
    std::string date = {}; ///< of today, for people; empty: none. The one thing that changes though nothing is trained
    std::vector<ReportSection> sections;
    std::vector<ReportData> data = {};
};

struct ReportRecipe {
    Recipe recipe;
    std::vector<std::pair<std::string, std::string>> settings = {}; ///< win over the recipe's, as --data does
};

/// The questions of a lab preset, answered under presetAsker.
struct ReportPreset {
    std::string title; ///< empty: there is no preset
    std::string banner;
    std::vector<RecipeQuestion> questions = {};
};

/// What a report is of: the preset's questions, then the recipes, then the runs.
struct ReportSubject {
    std::string title = "Training report";
    std::vector<ReportRecipe> recipes = {};
    bool quick = false;                 ///< the recipes' short versions
    std::vector<std::string> runs = {}; ///< as RunStore::find() takes them
    ReportPreset preset = {};
};

/// What cannot be made of one section stands in it as a sentence, and the others are whole. Takes seconds where decision maps are computed:
/// not on the window's thread. RunNotFound and Usage of the runs that are named, IoRead of the store.
Result<Report> makeReport(RunStore& store, const ReportSubject& subject, const FigureServices& services);

/// One file that opens offline: no script, nothing from elsewhere. svgOf: a figure as SVG; tables are written as such.
std::string reportHtml(const Report& report, const Answers& answers, const std::function<std::string(const Figure&)>& svgOf);

} // namespace epochlab::core
