#pragma once

#include "compare/table_text.h"

#include <cstdint>
#include <string>

namespace epochlab::core {

/// Digits behind the point; "–" where there is no number.
std::string fixedText(double value, int digits = 3);

/// Cells of a table of this format: rounded for people, with all digits where a program reads them.
class NumberCells {
public:
    explicit NumberCells(TableFormat format) : m_exact(format == TableFormat::Csv || format == TableFormat::TabSeparated) {}

    bool exact() const { return m_exact; }
    TextTable::Cell number(double value, int digits = 3) const;
    TextTable::Cell count(std::int64_t value) const;
    static TextTable::Cell head(std::string text) { return {std::move(text), false, true}; }

private:
    bool m_exact;
};

} // namespace epochlab::core
