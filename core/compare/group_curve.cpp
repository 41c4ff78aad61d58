#include "compare/group_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The runs' values at one place.
struct Cell {
    double place = 0.0; ///< epoch, or step of batches
    double meanX = 0.0;
    double mean = 0.0;
    double squares = 0.0; ///< of the distances from the mean
    double low = 0.0;
    double high = 0.0;
    std::int64_t count = 0;

    void add(double x, double y) {
        ++count;
        const double n = static_cast<double>(count);
        meanX += (x - meanX) / n;
        const double distance = y - mean;
        mean += distance / n;
        squares += distance * (y - mean);
        low = count == 1 ? y : std::min(low, y);
        high = count == 1 ? y : std::max(high, y);
    }
};

const ComparedSeries* seriesOf(const ComparedRun& run, const std::string& name) {
    const auto found = run.series.find(name);
    return found == run.series.end() ? nullptr : found->second.get();
}

/// From a place in a series to x on an axis.
class AxisMap {
public:
    AxisMap(const ComparedRun& run, const Metric& metric, ComparedAxis axis)
        : m_axis(axis), m_byStep(metric.series == "batch_loss"), m_stepsPerEpoch(std::max(1.0, run.stepsPerEpoch)),
          m_seconds(axis == ComparedAxis::Time ? seriesOf(run, "seconds") : nullptr) {}

    /// Places come in ascending order. NaN: not known.
    double operator()(double place) {
        const double epoch = m_byStep ? place / m_stepsPerEpoch : place;
        switch (m_axis) {
        case ComparedAxis::Epoch: return epoch;
        case ComparedAxis::Step: return m_byStep ? place : place * m_stepsPerEpoch;
        case ComparedAxis::Time: break;
        }
        return m_seconds == nullptr ? unknown : secondsAt(epoch);
    }

private:
    /// Between two epochs' ends, and from the start to the first, time goes evenly.
    double secondsAt(double epoch) {
        const auto& [epochs, seconds] = *m_seconds;
        while (m_next < epochs.size() && epochs[m_next] < epoch) ++m_next;
        if (m_next == epochs.size()) return unknown;
        if (epochs[m_next] == epoch) return seconds[m_next];
        const double before = m_next == 0 ? 0.0 : epochs[m_next - 1];
        const double from = m_next == 0 ? 0.0 : seconds[m_next - 1];
        return from + (seconds[m_next] - from) * (epoch - before) / (epochs[m_next] - before);
    }

    ComparedAxis m_axis;
    bool m_byStep;
    double m_stepsPerEpoch;
    const ComparedSeries* m_seconds;
    std::size_t m_next = 0;
};

/// Puts one run's values to the cells, which stay in order; returns how many were not finite.
std::size_t merge(std::vector<Cell>& cells, const ComparedSeries& series, AxisMap xAt) {
    std::vector<Cell> merged;
    merged.reserve(std::max(cells.size(), series.x.size()));
    std::size_t notFinite = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        const double place = series.x[i];
        while (next < cells.size() && cells[next].place < place) merged.push_back(cells[next++]);
        const double x = xAt(place);
        const bool finite = std::isfinite(series.y[i]);
        notFinite += finite ? 0 : 1;
        if (!finite || !std::isfinite(x)) continue;
        merged.push_back(next < cells.size() && cells[next].place == place ? cells[next++] : Cell{.place = place});
        merged.back().add(x, series.y[i]);
    }
    merged.insert(merged.end(), cells.begin() + static_cast<std::ptrdiff_t>(next), cells.end());
    cells = std::move(merged);
    return notFinite;
}

/// Times of epochs that fewer runs have reached may lie before those of the epoch before.
void keepAscending(std::vector<Cell>& cells) { std::ranges::stable_sort(cells, {}, &Cell::meanX); }

} // namespace

GroupCurve groupCurve(const ComparedRuns& runs, const RunGroup& group, const Metric& metric, ComparedAxis axis) {
    GroupCurve curve;
    std::vector<Cell> cells;
    for (const std::size_t member : group.members) {
        const ComparedSeries* series = seriesOf(runs[member], metric.series);
        if (series != nullptr) curve.notFinite += merge(cells, *series, AxisMap(runs[member], metric, axis));
    }
    keepAscending(cells);
    for (const Cell& cell : cells) {
        curve.x.push_back(cell.meanX);
        curve.mean.push_back(cell.mean);
        curve.deviation.push_back(cell.count > 1 ? std::sqrt(cell.squares / static_cast<double>(cell.count - 1)) : unknown);
        curve.low.push_back(cell.low);
        curve.high.push_back(cell.high);
        curve.count.push_back(cell.count);
    }
    return curve;
}

BandEdges bandOf(const GroupCurve& curve, Band band) {
    BandEdges edges;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (band == Band::MinimumMaximum) {
            const bool several = curve.count[i] > 1;
            edges.lower.push_back(several ? curve.low[i] : unknown);
            edges.upper.push_back(several ? curve.high[i] : unknown);
            continue;
        }
        const double share = band == Band::StandardError ? std::sqrt(static_cast<double>(curve.count[i])) : 1.0;
        edges.lower.push_back(curve.mean[i] - curve.deviation[i] / share);
        edges.upper.push_back(curve.mean[i] + curve.deviation[i] / share);
    }
    return edges;
}

ComparedSeries runCurve(const ComparedRun& run, const Metric& metric, ComparedAxis axis) {
    const ComparedSeries* series = seriesOf(run, metric.series);
    if (series == nullptr) return {};
    if (axis == ComparedAxis::Epoch && metric.series != "batch_loss") return *series;
    ComparedSeries curve;
    curve.x.reserve(series->x.size());
    curve.y.reserve(series->y.size());
    AxisMap xAt(run, metric, axis);
    for (std::size_t i = 0; i < series->x.size(); ++i) {
        const double x = xAt(series->x[i]);
        if (!std::isfinite(x)) continue;
        curve.x.push_back(x);
        curve.y.push_back(series->y[i]);
    }
    return curve;
}

std::vector<double> smoothed(const std::vector<double>& values, double weight) {
    std::vector<double> averages;
    averages.reserve(values.size());
    double sum = 0.0;
    double share = 0.0; // 1 − weightⁿ: what the first values lack
    for (const double value : values) {
        if (!std::isfinite(value)) {
            averages.push_back(value);
            continue;
        }
        sum = weight * sum + (1.0 - weight) * value;
        share = weight * share + (1.0 - weight);
        averages.push_back(sum / share);
    }
    return averages;
}

} // namespace epochlab::core
