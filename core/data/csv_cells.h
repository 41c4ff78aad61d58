#pragma once

#include <string>
#include <string_view>

namespace epochlab::core {

/// What a cell holds. Code: digits with leading zeros ("007"), text unless its column is chosen as a feature.
enum class CellKind { Number, NotFinite, Missing, Code, Text };

struct CellValue {
    CellKind kind = CellKind::Text;
    double number = 0.0;
};

std::string_view trimmed(std::string_view cell);
/// In the C locale, with a comma for the point where asked. "", "NA", "N/A", "?", "null", "none" and "-" are missing;
/// nan, inf and what does not fit a 32-bit float are NotFinite.
CellValue readCell(std::string_view cell, bool decimalComma);
/// As one cell of a comma-separated row: in quotes where it holds one of the triggers.
std::string csvCell(const std::string& text, std::string_view triggers = ",\"\r\n");
std::string lowered(std::string_view text); ///< ASCII letters

} // namespace epochlab::core
