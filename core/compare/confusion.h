#pragma once

#include "compare/table_text.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// How often a model answered which class for rows of which class. A plain value.
class ConfusionMatrix {
public:
    ConfusionMatrix() = default;
    /// Precondition: both as long, every class from 0 to classCount − 1.
    ConfusionMatrix(std::span<const std::int32_t> labels, std::span<const std::int32_t> predicted, std::int32_t classCount);

    std::int32_t classCount() const { return m_classCount; }
    std::int64_t count(std::int32_t truth, std::int32_t predicted) const;
    std::int64_t rowsOfClass(std::int32_t truth) const { return m_rows[static_cast<std::size_t>(truth)]; }
    /// count() divided by rowsOfClass(); NaN where the class has no rows.
    double share(std::int32_t truth, std::int32_t predicted) const;
    std::int64_t total() const { return m_total; }
    std::int64_t right() const;
    double accuracy() const; ///< NaN where there are no rows

private:
    std::int32_t m_classCount = 0;
    std::int64_t m_total = 0;
    std::vector<std::int64_t> m_rows{};   ///< [classCount]
    std::vector<std::int64_t> m_counts{}; ///< [classCount × classCount], row by row of the true class
};

/// A row for each true class, a column for each predicted one; shares are of the true class's rows. The diagonal is in bold.
TextTable confusionTable(const ConfusionMatrix& matrix, const std::vector<std::string>& classNames, bool normalised);
/// The same of first − second. Precondition: as many classes in both.
TextTable confusionDifferenceTable(const ConfusionMatrix& first, const ConfusionMatrix& second, const std::vector<std::string>& classNames,
                                   bool normalised);

} // namespace epochlab::core
