#pragma once

#include "base/result.h"
#include "figures/figure_bytes.h"
#include "report/report.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::app {

/// What `epochlab export` and `epochlab report` are asked for.
struct FigureWords {
    core::ReportSubject subject;
    std::vector<std::string> formats; ///< export: "pdf", "svg", "png", "csv", "tex"
    std::vector<std::string> only;    ///< export: names of figures; empty: all
    ui::PrintSize size;
    std::string out;
    std::string store;
    std::string answers; ///< report: a file of the student's answers; empty: none
    bool help = false;
};

/// `words` without the program's name, the verb first. A word that names a recipe is one, any other a run. Usage, and the errors of
/// recipes.
core::Result<FigureWords> readFigureWords(std::span<const std::string> words);
std::string figureHelp();

} // namespace epochlab::app
