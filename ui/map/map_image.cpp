#include "map/map_image.h"

#include "theme/theme.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

QRgb mix(const QColor& a, const QColor& b, double t) {
    const auto channel = [t](int from, int to) { return int(std::lround(from + (to - from) * t)); };
    return qRgb(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

/// The answers at the centres of `size` pixels, top row first.
std::vector<MapAnswer> answers(const MapFrame& frame, QSize size) {
    const MapInterpolation between(frame);
    std::vector<MapAnswer> all;
    all.reserve(std::size_t(size.width()) * std::size_t(size.height()));
    for (int y = 0; y < size.height(); ++y) {
        const double row = (size.height() - y - 0.5) / size.height() * frame.rows - 0.5;
        for (int x = 0; x < size.width(); ++x) {
            all.push_back(between.at((x + 0.5) / size.width() * frame.columns - 0.5, row));
        }
    }
    return all;
}

/// How far equal winners reach from every cell in one direction of the scan.
std::vector<int> reach(const MapFrame& frame, const MapInterpolation& map, int dx, int dy) {
    std::vector<int> out(std::size_t(frame.columns) * std::size_t(frame.rows), 0);
    for (int i = 0; i < frame.rows; ++i) {
        const int row = dy > 0 ? frame.rows - 1 - i : i;
        for (int j = 0; j < frame.columns; ++j) {
            const int column = dx > 0 ? frame.columns - 1 - j : j;
            const int nextColumn = column + dx;
            const int nextRow = row + dy;
            const bool inside = nextColumn >= 0 && nextColumn < frame.columns && nextRow >= 0 && nextRow < frame.rows;
            if (inside && map.winner(nextColumn, nextRow) == map.winner(column, row)) {
                out[std::size_t(row * frame.columns + column)] = out[std::size_t(nextRow * frame.columns + nextColumn)] + 1;
            }
        }
    }
    return out;
}

} // namespace

QColor classColour(int index, int count, bool dark) {
    struct Band {
        double saturation, value;
    };
    // Few classes: calm hues at equal steps, two of them blue and orange. Many: steps and bands found by search, so that the closest two of
    // 40 stay apart (16 in CIE Lab).
    static constexpr Band kFew{0.55, 0.92};
    static constexpr Band kMany[] = {{0.75, 0.95}, {0.42, 0.95}, {0.70, 0.60}, {0.40, 0.68}, {0.85, 0.78}};
    const bool few = count <= 6;
    const double hue = std::fmod(0.58 + index * (few ? 1.0 / std::max(1, count) : 0.1167), 1.0);
    const Band band = few ? kFew : kMany[index % 5];
    return QColor::fromHsvF(float(hue), float(band.saturation), float(band.value - (dark ? 0.05 : 0.0))).toRgb();
}

QImage mapImage(const MapFrame& frame, QSize size, const Palette& palette) {
    if (!frame.valid() || size.isEmpty()) {
        return {};
    }
    std::vector<QColor> hues;
    for (int c = 0; c < frame.classCount; ++c) {
        hues.push_back(classColour(c, frame.classCount, palette.dark));
    }
    const std::vector<MapAnswer> all = answers(frame, size);
    const double chance = 1.0 / frame.classCount;
    static constexpr double kEdge[] = {1.0, 0.5, 0.2, 0.1, 0.1}; ///< by neighbours of another class
    QImage image(size, QImage::Format_RGB32);
    const int width = size.width();
    for (int y = 0; y < size.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const auto at = std::size_t(y) * std::size_t(width) + std::size_t(x);
            const int label = all[at].label;
            const int others = (x > 0 && all[at - 1].label != label) + (x + 1 < width && all[at + 1].label != label) +
                               (y > 0 && all[at - std::size_t(width)].label != label) +
                               (y + 1 < size.height() && all[at + std::size_t(width)].label != label);
            const double sure = std::clamp((double(all[at].probability) - chance) / (1 - chance + 1e-9), 0.0, 1.0);
            const double strength = std::isfinite(all[at].probability) ? (0.2 + 0.65 * std::sqrt(sure)) * kEdge[others] : 0.0;
            line[x] = mix(palette.surface, hues[std::size_t(label)], strength);
        }
    }
    return image;
}

std::vector<RegionPlace> regionPlaces(const MapFrame& frame, const std::vector<QSizeF>& names) {
    if (!frame.valid()) {
        return {};
    }
    const MapInterpolation map(frame);
    const std::vector<int> sides[] = {reach(frame, map, -1, 0), reach(frame, map, 1, 0), reach(frame, map, 0, -1), reach(frame, map, 0, 1)};
    struct Best {
        double fit = 1; ///< room over need, both ways
        int cell = -1;
    };
    std::vector<Best> best(std::size_t(frame.classCount));
    for (int cell = 0; cell < frame.columns * frame.rows; ++cell) {
        const auto at = std::size_t(cell);
        const auto label = std::size_t(map.winner(cell % frame.columns, cell / frame.columns));
        const double wide = (2.0 * std::min(sides[0][at], sides[1][at]) + 1) / frame.columns;
        const double high = (2.0 * std::min(sides[2][at], sides[3][at]) + 1) / frame.rows;
        const QSizeF need = label < names.size() ? names[label] : QSizeF(2, 2);
        const double fit = std::min(wide / need.width(), high / need.height());
        if (fit > best[label].fit) {
            best[label] = {fit, cell};
        }
    }
    std::vector<RegionPlace> places;
    for (int label = 0; label < frame.classCount; ++label) {
        if (const int cell = best[std::size_t(label)].cell; cell >= 0) {
            places.push_back({label, QPointF((cell % frame.columns + 0.5) / frame.columns, 1 - (cell / frame.columns + 0.5) / frame.rows)});
        }
    }
    return places;
}

} // namespace epochlab::ui
