#include "data/csv_cells.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

bool isMissing(std::string_view cell) {
    if (cell.empty()) return true;
    if (cell.size() > 4) return false;
    static constexpr std::array<std::string_view, 6> words{"na", "n/a", "?", "null", "none", "-"};
    const std::string lower = lowered(cell);
    return std::find(words.begin(), words.end(), lower) != words.end();
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

CellValue readNumber(std::string_view digits) {
    const std::string_view unsignedPart = digits.substr(digits.front() == '-' ? 1 : 0);
    const bool code = unsignedPart.size() > 1 && unsignedPart[0] == '0' && std::all_of(unsignedPart.begin(), unsignedPart.end(), isDigit);
    double number = 0.0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem == std::errc::invalid_argument || end != digits.data() + digits.size()) return {CellKind::Text, 0.0};
    if (problem == std::errc::result_out_of_range) { // 1e999 is too large, 1e-999 is nothing
        const std::size_t exponent = digits.find_first_of("eE");
        const bool tiny = exponent != std::string_view::npos && exponent + 1 < digits.size() && digits[exponent + 1] == '-';
        return tiny ? CellValue{CellKind::Number, 0.0} : CellValue{CellKind::NotFinite, 0.0};
    }
    if (!std::isfinite(number) || std::abs(number) > static_cast<double>(std::numeric_limits<float>::max()))
        return {CellKind::NotFinite, number};
    return {code ? CellKind::Code : CellKind::Number, number == 0.0 ? 0.0 : number};
}

} // namespace

std::string csvCell(const std::string& text, std::string_view triggers) {
    if (text.find_first_of(triggers) == std::string::npos) return text;
    std::string cell = "\"";
    for (const char c : text) {
        if (c == '"') cell += '"';
        cell += c;
    }
    return cell + "\"";
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string_view trimmed(std::string_view cell) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = cell.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return cell.substr(first, cell.find_last_not_of(blanks) - first + 1);
}

CellValue readCell(std::string_view cell, bool decimalComma) {
    std::string_view text = trimmed(cell);
    if (isMissing(text)) return {CellKind::Missing, 0.0};
    if (text.size() > 1 && text.front() == '+' && (isDigit(text[1]) || text[1] == '.' || text[1] == ',')) text.remove_prefix(1);
    if (!decimalComma) return readNumber(text);
    std::string point(text);
    if (point.find('.') != std::string::npos) return {CellKind::Text, 0.0}; // a thousands separator would change the value
    std::replace(point.begin(), point.end(), ',', '.');
    return readNumber(point);
}

} // namespace epochlab::core
