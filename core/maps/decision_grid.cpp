#include "maps/decision_grid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

namespace epochlab::core {
namespace {

constexpr double margin = 0.03; ///< of the data's range, around it

struct Range {
    double low = 0.0;
    double high = 1.0;
};

/// A few far rows (overseas territories among European cities) would shrink all others to a blot, so where the outer hundredths are wider
/// than the middle, the middle is shown.
Range shownRange(std::vector<double> values) {
    if (values.empty()) return {};
    std::ranges::sort(values);
    const std::size_t tail = values.size() / 100;
    const double low = values[tail];
    const double high = values[values.size() - 1 - tail];
    const bool farRows = values.back() - values.front() > 2.0 * (high - low) && high > low;
    const Range range = farRows ? Range{low, high} : Range{values.front(), values.back()};
    const double extent = range.high > range.low ? range.high - range.low : 1.0;
    return {range.low - extent * margin, range.high + extent * margin};
}

std::span<const float> featuresOf(const TableDataset& dataset, Split split, std::int64_t row) {
    const auto features = static_cast<std::size_t>(dataset.featureCount());
    return std::span(dataset.rows(split).features).subspan(static_cast<std::size_t>(row) * features, features);
}

MapPoint pointOf(const TableDataset& dataset, const MapPlane& plane, Split split, std::int64_t row) {
    const auto [x, y] = plane.project(featuresOf(dataset, split, row));
    const auto label = static_cast<std::uint16_t>(dataset.rows(split).labels[static_cast<std::size_t>(row)]);
    return {static_cast<float>(x), static_cast<float>(y), label, false, split, row};
}

} // namespace

bool DecisionGrid::valid() const {
    const auto cells = static_cast<std::size_t>(std::max(0, columns)) * static_cast<std::size_t>(std::max(0, rows));
    return cells > 0 && classCount > 0 && probabilities.size() == cells * static_cast<std::size_t>(classCount) && xMaximum > xMinimum &&
           yMaximum > yMinimum;
}

std::vector<float> gridFeatures(const DecisionGrid& grid, const MapPlane& plane) {
    std::vector<float> features;
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column) plane.appendFeatures(grid.xAt(column), grid.yAt(row), features);
    return features;
}

DecisionGrid gridOver(const TableDataset& dataset, const MapPlane& plane, int columns, int rows) {
    std::array<std::vector<double>, 2> places;
    for (std::int64_t row = 0; row < dataset.rows(Split::Training).count; ++row) {
        const auto place = plane.project(featuresOf(dataset, Split::Training, row));
        for (std::size_t axis = 0; axis < 2; ++axis) places[axis].push_back(place[axis]);
    }
    const std::array<Range, 2> ranges{shownRange(std::move(places[0])), shownRange(std::move(places[1]))};
    DecisionGrid grid{.columns = columns, .rows = rows};
    grid.xMinimum = ranges[0].low;
    grid.xMaximum = ranges[0].high;
    grid.yMinimum = ranges[1].low;
    grid.yMaximum = ranges[1].high;
    return grid;
}

Result<void> answerGrid(Predictor& predictor, const MapPlane& plane, std::int64_t classCount, DecisionGrid& grid) {
    auto answer = predictor.probabilities(gridFeatures(grid, plane), std::int64_t{grid.columns} * grid.rows);
    if (!answer) return answer.error();
    grid.classCount = static_cast<int>(classCount);
    grid.probabilities = std::move(*answer);
    return {};
}

std::vector<MapPoint> pointsOf(const TableDataset& dataset, const MapPlane& plane, Split split, std::int64_t most) {
    const std::int64_t count = dataset.rows(split).count;
    const std::int64_t stride = std::max<std::int64_t>(1, (count + most - 1) / most);
    std::vector<MapPoint> points;
    for (std::int64_t row = 0; row < count; row += stride) points.push_back(pointOf(dataset, plane, split, row));
    return points;
}

Result<void> judgePoints(Predictor& predictor, const TableDataset& dataset, std::vector<MapPoint>& points) {
    if (points.empty()) return {};
    std::vector<float> features;
    for (const MapPoint& point : points) {
        const auto own = featuresOf(dataset, point.split, point.row);
        features.insert(features.end(), own.begin(), own.end());
    }
    const auto answer = predictor.probabilities(features, std::ssize(points));
    if (!answer) return answer.error();
    const auto classes = static_cast<std::size_t>(dataset.classCount());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto own = std::span(*answer).subspan(i * classes, classes);
        points[i].wrong = std::ranges::max_element(own) - own.begin() != points[i].label;
    }
    return {};
}

std::vector<MapPoint> nearestRows(const TableDataset& dataset, const MapPlane& plane, const DecisionGrid& grid, double x, double y,
                                  std::size_t count) {
    const bool onGround = dataset.geographic && !plane.isPrincipal();
    const double across = onGround ? std::cos(y * std::numbers::pi / 180.0) : 1.0 / (grid.xMaximum - grid.xMinimum);
    const double up = onGround ? 1.0 : 1.0 / (grid.yMaximum - grid.yMinimum);
    const auto distance = [&](const MapPoint& point) {
        const double dx = (point.x - x) * across;
        const double dy = (point.y - y) * up;
        return dx * dx + dy * dy;
    };
    std::vector<MapPoint> nearest;
    for (const Split split : allSplits) {
        for (std::int64_t row = 0; row < dataset.rows(split).count; ++row) {
            const MapPoint point = pointOf(dataset, plane, split, row);
            if (nearest.size() == count && (count == 0 || distance(point) >= distance(nearest.back()))) continue;
            const auto place = std::ranges::upper_bound(nearest, distance(point), {}, distance);
            nearest.insert(place, point);
            if (nearest.size() > count) nearest.pop_back();
        }
    }
    return nearest;
}

} // namespace epochlab::core
