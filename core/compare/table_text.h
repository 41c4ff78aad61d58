#pragma once

#include "compare/differences.h"
#include "compare/summary.h"

#include <optional>
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
        bool number = false;              ///< stands at the right
        std::size_t span = 1;             ///< so many columns wide, and then in their middle
        std::vector<std::string> below{}; ///< lines in smaller letters under the text
    };
    std::vector<Cell> header;
    std::vector<std::vector<Cell>> rows; ///< as wide as the header each
};

/// UTF-8, each row a line. LaTeX: a tabular that needs booktabs. Csv and TabSeparated: cells that a spreadsheet would take for a formula
/// begin with an apostrophe.
std::string write(const TextTable& table, TableFormat format);
/// The same below a title and above a legend, a line each; Csv and TabSeparated have neither.
std::string write(const TextTable& table, TableFormat format, const std::string& title, const std::string& legend);

/// The text with TeX's own signs escaped, and those that it lacks as commands.
std::string latexText(std::string_view text);
/// The text for the content and the attributes of HTML.
std::string htmlText(std::string_view text);

/// How the columns of a summary are named, and what its values are held against.
struct SummaryHeads {
    std::vector<std::string> fields{}; ///< what RunGroup::values are called; empty: one column of labels
    Metric metric{};
    std::optional<ReferenceLevel> reference{}; ///< a column of differences to it
};
/// The summary as people read it: "0.964 ± 0.004", the best in bold.
TextTable summaryTable(const std::vector<SummaryRow>& rows, const SummaryHeads& heads);
/// The same to compute with: means, deviations and counts in columns of their own, with all digits.
TextTable summaryNumbers(const std::vector<SummaryRow>& rows, const SummaryHeads& heads);

/// Settings beside each other, a field a row by its label, in bold where it differs; `runNames` head the columns.
TextTable settingsTable(const std::vector<ConfigurationRow>& rows, const std::vector<std::string>& runNames);

} // namespace epochlab::core
