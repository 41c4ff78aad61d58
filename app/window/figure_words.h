#pragma once

#include "base/result.h"
#include "figures/figure_bytes.h"
#include "recipe_data.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::app {

/// What `epochlab export` and `epochlab report` are asked for.
struct FigureWords {
    std::string verb;                  ///< "export" or "report"
    std::vector<core::Recipe> recipes; ///< in the order named, or all
    std::vector<std::string> runs;     ///< as named
    bool all = false;                  ///< --lab
    bool quick = false;
    bool knownData = false; ///< data of the store's runs serve where `settings` names none of a kind
    Settings settings;                ///< for the recipes
    std::string title;                ///< report; empty: the usual one
    std::string preset;               ///< report: a lab preset's file, whose questions it has; empty: none
    std::vector<std::string> formats; ///< export: "pdf", "svg", "png", "csv", "tex"
    std::vector<std::string> only;    ///< export: names of figures; empty: all
    ui::PrintSize size;
    std::string out;
    std::string store;
    std::string answers; ///< report: a file of the student's answers; empty: none
    bool help = false;
};

/// `words` without the program's name, the verb first. A word that names a recipe is one, any other a run. Own recipes that are broken are
/// named on stderr. Usage, and the errors of recipes.
core::Result<FigureWords> readFigureWords(std::span<const std::string> words);
std::string figureHelp();

} // namespace epochlab::app
