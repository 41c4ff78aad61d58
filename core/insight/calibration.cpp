#include "insight/calibration.h"

#include "insight/insight_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double oneSided95 = 1.6448536269514722; // of the normal distribution

void close(CalibrationBin& bin) {
    const auto n = static_cast<double>(bin.rows);
    bin.mean = bin.rows > 0 ? bin.mean / n : unknown;
    bin.share = bin.rows > 0 ? static_cast<double>(bin.hits) / n : unknown;
    bin.interval = bin.rows > 0 ? wilsonInterval(bin.share, bin.rows) : Interval{};
}

} // namespace

Calibration calibrationOf(const ScoredRows& rows, int count) {
    Calibration calibration;
    for (int i = 0; i < count; ++i)
        calibration.bins.push_back({.low = static_cast<double>(i) / count, .high = static_cast<double>(i + 1) / count});
    calibration.rows = rows.count();
    std::vector<double> variances(calibration.bins.size(), 0.0); // of the hits, where each probability is right
    for (std::size_t row = 0; row < rows.scores.size(); ++row) {
        const double score = std::clamp(rows.scores[row], 0.0, 1.0);
        const auto at = static_cast<std::size_t>(std::min(count - 1, static_cast<int>(score * count)));
        CalibrationBin& bin = calibration.bins[at];
        ++bin.rows;
        bin.hits += rows.hits[row] ? 1 : 0;
        bin.mean += score;
        variances[at] += score * (1.0 - score);
    }
    const auto n = static_cast<double>(std::max<std::int64_t>(1, calibration.rows));
    const double meanOfAbsolute = std::sqrt(2.0 / std::numbers::pi); // of a normal number of deviation 1
    double variance = 0.0;
    for (std::size_t at = 0; at < calibration.bins.size(); ++at) {
        CalibrationBin& bin = calibration.bins[at];
        close(bin);
        if (bin.rows == 0) continue;
        const double gap = std::abs(bin.share - bin.mean);
        calibration.error += gap * static_cast<double>(bin.rows) / n;
        calibration.largest = std::max(calibration.largest, gap);
        const double deviation = std::sqrt(variances[at]) / n;
        calibration.chanceError += meanOfAbsolute * deviation;
        variance += deviation * deviation * (1.0 - 2.0 / std::numbers::pi);
    }
    calibration.chanceBound = calibration.chanceError + oneSided95 * std::sqrt(variance);
    if (calibration.rows == 0) calibration.error = calibration.largest = unknown;
    return calibration;
}

std::string calibrationWords(const Calibration& calibration) {
    if (calibration.rows == 0) return "no rows";
    const std::string text =
        "expected calibration error " + fixedText(calibration.error) + ", n = " + std::to_string(calibration.rows) + ": ";
    const std::string bound = " (of exact probabilities 95 % stay below " + fixedText(calibration.chanceBound) + ")";
    return text + (calibration.error > calibration.chanceBound ? "more than chance makes" : "no more than chance makes") + bound;
}

TextTable calibrationTable(const Calibration& calibration, TableFormat format) {
    const NumberCells cells(format);
    TextTable table{{NumberCells::head("from"), NumberCells::head("to"), NumberCells::head("n"), NumberCells::head("mean probability"),
                     NumberCells::head("share"), NumberCells::head("95 % low"), NumberCells::head("95 % high"),
                     NumberCells::head("share − mean")},
                    {}};
    for (const CalibrationBin& bin : calibration.bins) {
        const bool none = bin.rows == 0;
        table.rows.push_back({cells.number(bin.low, 2), cells.number(bin.high, 2), cells.count(bin.rows), cells.number(bin.mean),
                              cells.number(bin.share), cells.number(none ? unknown : bin.interval.low),
                              cells.number(none ? unknown : bin.interval.high), cells.number(bin.share - bin.mean)});
    }
    return table;
}

} // namespace epochlab::core
