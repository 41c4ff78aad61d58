#include "insight/insight_text.h"

#include "base/number_text.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace epochlab::core {

std::string fixedText(double value, int digits) {
    if (!std::isfinite(value)) return "–";
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.*f", digits, value);
    return text.data();
}

TextTable::Cell NumberCells::number(double value, int digits) const {
    if (!m_exact) return {fixedText(value, digits), false, true};
    if (!std::isfinite(value)) return {"", false, true};
    return {exactText(value), false, true};
}

TextTable::Cell NumberCells::count(std::int64_t value) const { return {std::to_string(value), false, true}; }

} // namespace epochlab::core
