#pragma once

#include "report/figure.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// The figure's values with every digit, so that they read back to the same doubles: curves as curve,x,y (and lower,upper where there is a
/// band), the others a row each. UTF-8, a header line, fields in quotes where they need it.
std::string figureCsv(const Figure& figure);

struct FigureFile {
    std::string name; ///< without folder
    std::string bytes;
};
/// All data files of a figure: NAME.csv; of a table NAME.md and NAME.tex too, of a gallery NAME-1.png and so on, in the CSV's order.
std::vector<FigureFile> dataFilesOf(const Figure& figure);

} // namespace epochlab::core
