#pragma once

#include "report/recipe_figures.h"

#include <functional>
#include <map>
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
    std::string name; ///< of the recipe; empty: of chosen runs
    std::string title;
    std::string question;                       ///< may be empty
    std::string missing;                        ///< what was not trained, and the command that does; empty: nothing
    std::vector<RecipeQuestion> questions = {}; ///< for the student
    std::vector<Figure> figures = {};
    std::vector<ReportRun> runs = {};
    TextTable settings = {}; ///< of the runs, what differs first
};

/// A plain value: what stands in it does not change while nothing is trained, so that equal runs give an equal report.
struct Report {
    std::string title;
    std::vector<ReportSection> sections;
};

/// What a report is of, in this order.
struct ReportSubject {
    std::vector<Recipe> recipes = {};
    bool quick = false;                                          ///< the recipes' short versions
    std::vector<std::pair<std::string, std::string>> settings{}; ///< win over the recipes', as --data does
    std::vector<std::string> runs = {};                          ///< as RunStore::find() takes them
};

/// Takes seconds where decision maps are computed. RunNotFound, Usage, IoRead.
Result<Report> makeReport(RunStore& store, const ReportSubject& subject, const FigureServices& services);

/// Answers by the recipe's name and the question's id.
using ReportAnswers = std::map<std::string, std::map<std::string, std::string>>;
/// That to a question of a section; empty: there is none.
std::string answerTo(const ReportAnswers& answers, const ReportSection& section, const RecipeQuestion& question);
/// From a TOML file: a table a recipe, a text a question. ConfigSyntax, ConfigType, DataNotFound, IoRead.
Result<ReportAnswers> loadAnswers(const std::string& path);

/// One file that opens offline: no script, nothing from elsewhere. svgOf: a figure as SVG; tables are written as such.
std::string reportHtml(const Report& report, const ReportAnswers& answers, const std::function<std::string(const Figure&)>& svgOf);

} // namespace epochlab::core
