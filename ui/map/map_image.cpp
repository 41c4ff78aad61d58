#include "map/map_image.h"

#include "theme/theme.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kPi = 3.14159265358979323846;

QRgb mix(const QColor& a, const QColor& b, double t) {
    const auto channel = [t](int from, int to) { return int(std::lround(from + (to - from) * t)); };
    return qRgb(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

} // namespace

QImage mapImage(const MapFrame& frame, int classCount, const Palette& palette) {
    const std::size_t cells = std::size_t(std::max(0, frame.columns)) * std::size_t(std::max(0, frame.rows));
    if (cells == 0 || frame.classes.size() != cells || frame.probability.size() != cells) {
        return {};
    }
    std::vector<QColor> hues;
    for (int c = 0; c < classCount; ++c) {
        hues.push_back(DecisionMap::classColour(c, classCount, palette.dark));
    }
    const double chance = 1.0 / std::max(1, classCount);
    QImage image(frame.columns, frame.rows, QImage::Format_RGB32);
    for (int row = 0; row < frame.rows; ++row) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(frame.rows - 1 - row));
        for (int column = 0; column < frame.columns; ++column) {
            const std::size_t at = std::size_t(row) * std::size_t(frame.columns) + std::size_t(column);
            const std::uint16_t label = frame.classes[at];
            const bool border = (column + 1 < frame.columns && frame.classes[at + 1] != label) ||
                                (row + 1 < frame.rows && frame.classes[at + std::size_t(frame.columns)] != label);
            const double sure = std::clamp((double(frame.probability[at]) - chance) / (1 - chance + 1e-9), 0.0, 1.0);
            const double strength = border ? 0.12 : 0.2 + 0.65 * std::sqrt(sure);
            line[column] = mix(palette.surface, hues.empty() ? palette.accent : hues[label % hues.size()], strength);
        }
    }
    return image;
}

QRectF mapRect(const MapFrame& frame, QRectF room, bool geographic) {
    const double middle = (frame.yMinimum + frame.yMaximum) / 2 * kPi / 180;
    const double stretch = geographic ? std::max(0.1, std::cos(middle)) : 1.0;
    const double width = (frame.xMaximum - frame.xMinimum) * stretch;
    const double height = frame.yMaximum - frame.yMinimum;
    if (!(width > 0) || !(height > 0)) {
        return room;
    }
    const double scale = std::min(room.width() / width, room.height() / height);
    QRectF rect(0, 0, width * scale, height * scale);
    rect.moveCenter(room.center());
    return rect;
}

} // namespace epochlab::ui
