#include "compare/reference.h"

#include "compare/reading.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

const SummaryRow* bestOf(const std::vector<SummaryRow>& rows, bool largerIsBetter) {
    const SummaryRow* best = nullptr;
    for (const SummaryRow& row : rows) {
        if (row.best.count == 0) continue;
        if (best == nullptr || (largerIsBetter ? row.best.mean > best->best.mean : row.best.mean < best->best.mean)) best = &row;
    }
    return best;
}

std::string magnitude(double value) { return spreadText({.count = 1, .mean = std::abs(value)}); }

} // namespace

std::optional<ReferenceLevel> referenceLevel(const ComparedRun& run, const Metric& metric) {
    const double value = valueAtBest(run, metric);
    if (!std::isfinite(value)) return std::nullopt;
    return ReferenceLevel{.name = run.name.empty() ? run.id : run.name, .value = value};
}

double differenceTo(const ReferenceLevel& reference, const SummaryRow& row) {
    return row.best.count == 0 ? std::numeric_limits<double>::quiet_NaN() : row.best.mean - reference.value;
}

std::string differenceText(const ReferenceLevel& reference, const SummaryRow& row) {
    const double difference = differenceTo(reference, row);
    if (std::isnan(difference)) return "–";
    const std::string text = magnitude(difference);
    const bool none = text.find_first_not_of("0.") == std::string::npos;
    return (none ? "" : difference > 0 ? "+" : "−") + text;
}

std::string referenceWords(const ReferenceLevel& reference, const std::vector<SummaryRow>& rows, const Metric& metric) {
    const SummaryRow* best = bestOf(rows, metric.largerIsBetter());
    if (best == nullptr) return "";
    std::string text = "Against " + reference.name + " (" + magnitude(reference.value) + "): " + best->label;
    const double difference = differenceTo(reference, *best);
    if (const std::string written = differenceText(reference, *best); written[0] != '+' && !written.starts_with("−"))
        return text + " reaches the same.";
    const bool better = (difference > 0) == metric.largerIsBetter();
    const bool clear = clearlyDiffers(best->best, reference.value);
    text += std::string(clear ? " is clearly " : " is ") + magnitude(difference) + (better ? " better" : " worse");
    return text + (best->best.count > 1 && !clear ? ", but not clearly." : ".");
}

} // namespace epochlab::core
