#pragma once

#include "compare/summary.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

enum class TableFormat { Text, Csv, TabSeparated, Markdown, Latex, Html };

/// A table of texts, ready for any format.
struct TextTable {
    struct Cell {
        std::string text;
        bool bold = false;
        bool number = false; ///< stands at the right
    };
    std::vector<Cell> header;
    std::vector<std::vector<Cell>> rows; ///< as long as the header each
};

/// UTF-8, each row a line. LaTeX: a tabular that needs booktabs. Csv and TabSeparated: cells that a spreadsheet would take for a formula
/// begin with an apostrophe.
std::string write(const TextTable& table, TableFormat format);

/// The summary as people read it: "0.964 ± 0.004", the best in bold. `fieldLabels`: what RunGroup::values are called; empty: one column
/// of labels.
TextTable summaryTable(const std::vector<SummaryRow>& rows, const std::vector<std::string>& fieldLabels, const Metric& metric);
/// The same to compute with: means, deviations and counts in columns of their own, with all digits.
TextTable summaryNumbers(const std::vector<SummaryRow>& rows, const std::vector<std::string>& fieldLabels, const Metric& metric);

} // namespace epochlab::core
