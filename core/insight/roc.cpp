#include "insight/roc.h"

#include "insight/insight_text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace epochlab::core {
namespace {

constexpr double z95 = 1.959963984540054; // 97.5 % of the normal distribution

/// Rows of one score.
struct Tie {
    double score = 0.0;
    double positives = 0.0;
    double negatives = 0.0;
};

/// From the highest score down.
std::vector<Tie> tiesOf(const ScoredRows& rows) {
    std::vector<std::size_t> order(rows.scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t left, std::size_t right) { return rows.scores[left] > rows.scores[right]; });
    std::vector<Tie> ties;
    for (const std::size_t row : order) {
        if (ties.empty() || ties.back().score != rows.scores[row]) ties.push_back({.score = rows.scores[row]});
        (rows.hits[row] ? ties.back().positives : ties.back().negatives) += 1.0;
    }
    return ties;
}

/// Sums of squares around a mean, of values that come several at a time.
class Variance {
public:
    void add(double value, double times) {
        m_count += times;
        m_sum += times * value;
        m_squares += times * value * value;
    }
    double sample() const { return (m_squares - m_sum * m_sum / m_count) / (m_count - 1.0); }

private:
    double m_count = 0.0, m_sum = 0.0, m_squares = 0.0;
};

/// Each row's share of the other class that it stands right of, equal scores counting half.
std::optional<Interval> deLong(const std::vector<Tie>& ties, double positives, double negatives, double area) {
    if (positives < 2.0 || negatives < 2.0) return std::nullopt;
    Variance ofPositives, ofNegatives;
    double positivesAbove = 0.0, negativesAbove = 0.0;
    for (const Tie& tie : ties) {
        if (tie.positives > 0.0) ofPositives.add((negatives - negativesAbove - tie.negatives / 2.0) / negatives - area, tie.positives);
        if (tie.negatives > 0.0) ofNegatives.add((positivesAbove + tie.positives / 2.0) / positives - area, tie.negatives);
        positivesAbove += tie.positives;
        negativesAbove += tie.negatives;
    }
    const double variance = ofPositives.sample() / positives + ofNegatives.sample() / negatives;
    if (!(variance > 0.0)) return std::nullopt;
    const double half = z95 * std::sqrt(variance);
    return Interval{std::max(0.0, area - half), std::min(1.0, area + half)};
}

} // namespace

RocCurve rocOf(const ScoredRows& rows) {
    RocCurve curve;
    for (const bool hit : rows.hits) ++(hit ? curve.positives : curve.negatives);
    if (curve.positives == 0 || curve.negatives == 0) {
        curve.area = std::numeric_limits<double>::quiet_NaN();
        return curve;
    }
    const auto positives = static_cast<double>(curve.positives);
    const auto negatives = static_cast<double>(curve.negatives);
    const std::vector<Tie> ties = tiesOf(rows);
    double above = 0.0, right = 0.0, pairs = 0.0;
    curve.points.push_back({0.0, 0.0, std::numeric_limits<double>::infinity()});
    for (const Tie& tie : ties) {
        pairs += tie.negatives * (above + tie.positives / 2.0);
        above += tie.positives;
        right += tie.negatives;
        curve.points.push_back({right / negatives, above / positives, tie.score});
    }
    curve.area = pairs / (positives * negatives);
    curve.interval = deLong(ties, positives, negatives, curve.area);
    return curve;
}

std::vector<RocPoint> cornersOf(const RocCurve& curve) {
    std::vector<RocPoint> corners;
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
        const RocPoint& point = curve.points[i];
        if (i > 0 && i + 1 < curve.points.size()) {
            const RocPoint& before = corners.back();
            const RocPoint& after = curve.points[i + 1];
            const bool up = before.falsePositive == point.falsePositive && point.falsePositive == after.falsePositive;
            const bool across = before.truePositive == point.truePositive && point.truePositive == after.truePositive;
            if (up || across) continue;
        }
        corners.push_back(point);
    }
    return corners;
}

std::string rocWords(const RocCurve& curve) {
    const std::string rows = std::to_string(curve.positives) + " positive and " + std::to_string(curve.negatives) + " negative rows";
    if (curve.points.empty()) return "no curve: " + rows;
    return "AUC " + fixedText(curve.area) + (curve.interval ? " (95 %: " + intervalText(*curve.interval) + ")" : "") + ", " + rows;
}

TextTable rocTable(const RocCurve& curve, TableFormat format) {
    const NumberCells cells(format);
    TextTable table{{NumberCells::head("threshold"), NumberCells::head("false-positive rate"), NumberCells::head("true-positive rate")},
                    {}};
    for (const RocPoint& point : cells.exact() ? curve.points : cornersOf(curve))
        table.rows.push_back({cells.number(point.threshold), cells.number(point.falsePositive), cells.number(point.truePositive)});
    return table;
}

} // namespace epochlab::core
