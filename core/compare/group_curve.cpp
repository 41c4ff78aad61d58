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
    double meanStep = 0.0;
    double mean = 0.0;
    double squares = 0.0; ///< of the distances from the mean
    double low = 0.0;
    double high = 0.0;
    std::int64_t count = 0;

    void add(double x, double step, double y) {
        ++count;
        const double n = static_cast<double>(count);
        meanX += (x - meanX) / n;
        meanStep += (step - meanStep) / n;
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

/// The axis of one run, for the places of the metric's series.
struct PlaceAxis {
    PlaceAxis(const ComparedRun& run, const Metric& metric, ComparedAxis chosen)
        : axis(chosen, run.stepsPerEpoch, seriesOf(run, "seconds")), byStep(metric.series == "batch_loss") {}
    double x(double place) const { return axis.ofPlace(place, byStep); }
    double step(double place) const { return axis.stepOf(place, byStep); }
    CurveAxis axis;
    bool byStep;
};

/// Puts one run's values to the cells, which stay in order; returns how many were not finite.
std::size_t merge(std::vector<Cell>& cells, const ComparedSeries& series, const PlaceAxis& axis) {
    std::vector<Cell> merged;
    merged.reserve(std::max(cells.size(), series.x.size()));
    std::size_t notFinite = 0;
    std::size_t next = 0;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        const double place = series.x[i];
        while (next < cells.size() && cells[next].place < place) merged.push_back(cells[next++]);
        const double x = axis.x(place);
        const bool finite = std::isfinite(series.y[i]);
        notFinite += finite ? 0 : 1;
        if (!finite || !std::isfinite(x)) continue;
        merged.push_back(next < cells.size() && cells[next].place == place ? cells[next++] : Cell{.place = place});
        merged.back().add(x, axis.step(place), series.y[i]);
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
        if (series != nullptr) curve.notFinite += merge(cells, *series, PlaceAxis(runs[member], metric, axis));
    }
    keepAscending(cells);
    for (const Cell& cell : cells) {
        curve.x.push_back(cell.meanX);
        curve.step.push_back(cell.meanStep);
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

RunCurve runCurve(const ComparedRun& run, const Metric& metric, ComparedAxis axis) {
    const ComparedSeries* series = seriesOf(run, metric.series);
    if (series == nullptr) return {};
    RunCurve curve;
    for (std::vector<double>* values : {&curve.x, &curve.step, &curve.y}) values->reserve(series->x.size());
    const PlaceAxis places(run, metric, axis);
    for (std::size_t i = 0; i < series->x.size(); ++i) {
        const double x = places.x(series->x[i]);
        if (!std::isfinite(x)) continue;
        curve.x.push_back(x);
        curve.step.push_back(places.step(series->x[i]));
        curve.y.push_back(series->y[i]);
    }
    return curve;
}

} // namespace epochlab::core
