#include "compare/confusion.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace epochlab::core {
namespace {

std::string shareText(double share, bool sign) {
    if (std::isnan(share)) return "–";
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), sign ? "%+.3f" : "%.3f", share);
    return text.data();
}

std::string countText(std::int64_t count, bool sign) { return (sign && count > 0 ? "+" : "") + std::to_string(count); }

template <typename CellText> TextTable tableOf(const std::vector<std::string>& classNames, const CellText& cellText) {
    TextTable table{{{"true \\ predicted"}}, {}};
    for (const std::string& name : classNames) table.header.push_back({name, false, true});
    const auto classes = static_cast<std::int32_t>(classNames.size());
    for (std::int32_t truth = 0; truth < classes; ++truth) {
        table.rows.push_back({{classNames[static_cast<std::size_t>(truth)]}});
        for (std::int32_t answer = 0; answer < classes; ++answer)
            table.rows.back().push_back({cellText(truth, answer), truth == answer, true});
    }
    return table;
}

} // namespace

ConfusionMatrix::ConfusionMatrix(std::span<const std::int32_t> labels, std::span<const std::int32_t> predicted, std::int32_t classCount)
    : m_classCount(classCount), m_total(static_cast<std::int64_t>(labels.size())), m_rows(static_cast<std::size_t>(classCount)),
      m_counts(static_cast<std::size_t>(classCount) * static_cast<std::size_t>(classCount)) {
    for (const std::int32_t label : labels) ++m_rows[static_cast<std::size_t>(label)];
    for (std::size_t row = 0; row < labels.size(); ++row)
        ++m_counts[static_cast<std::size_t>(labels[row]) * static_cast<std::size_t>(classCount) + static_cast<std::size_t>(predicted[row])];
}

std::int64_t ConfusionMatrix::count(std::int32_t truth, std::int32_t predicted) const {
    return m_counts[static_cast<std::size_t>(truth) * static_cast<std::size_t>(m_classCount) + static_cast<std::size_t>(predicted)];
}

double ConfusionMatrix::share(std::int32_t truth, std::int32_t predicted) const {
    const std::int64_t rows = rowsOfClass(truth);
    if (rows == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(count(truth, predicted)) / static_cast<double>(rows);
}

std::int64_t ConfusionMatrix::right() const {
    std::int64_t rows = 0;
    for (std::int32_t each = 0; each < m_classCount; ++each) rows += count(each, each);
    return rows;
}

double ConfusionMatrix::accuracy() const {
    if (m_total == 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(right()) / static_cast<double>(m_total);
}

TextTable confusionTable(const ConfusionMatrix& matrix, const std::vector<std::string>& classNames, bool normalised) {
    return tableOf(classNames, [&](std::int32_t truth, std::int32_t answer) {
        return normalised ? shareText(matrix.share(truth, answer), false) : countText(matrix.count(truth, answer), false);
    });
}

TextTable confusionDifferenceTable(const ConfusionMatrix& first, const ConfusionMatrix& second, const std::vector<std::string>& classNames,
                                   bool normalised) {
    return tableOf(classNames, [&](std::int32_t truth, std::int32_t answer) {
        return normalised ? shareText(first.share(truth, answer) - second.share(truth, answer), true)
                          : countText(first.count(truth, answer) - second.count(truth, answer), true);
    });
}

} // namespace epochlab::core
