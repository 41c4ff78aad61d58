#include "insight/maps_card.h"

#include "map/map_image.h"
#include "map/map_values.h"
#include "plot/csv_text.h"
#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double gap = 10;
constexpr double mostPixels = 5e5; ///< of a picture; a larger one is drawn enlarged

/// As many columns as give the maps most room; they are about as wide as high.
int columnsFor(std::size_t count, const QSizeF& room) {
    int best = 1;
    double largest = 0;
    for (int columns = 1; columns <= int(count); ++columns) {
        const int rows = (int(count) + columns - 1) / columns;
        const double side = std::min(room.width() / columns, room.height() / rows);
        if (side > largest) {
            largest = side;
            best = columns;
        }
    }
    return best;
}

} // namespace

MapsCard::MapsCard(QWidget* parent) : PaintedCard(QStringLiteral("decisionMaps"), tr("Decision maps"), parent) {}

void MapsCard::setMaps(Maps maps, const QString& subtitle, const QString& reason) {
    m_maps = std::move(maps);
    m_pictures.assign(m_maps.size(), {});
    setSubtitle(reason.isEmpty() ? subtitle : QString());
    refresh(reason);
}

std::vector<MapsCard::Cell> MapsCard::cellsOf(const QRectF& room, double line) const {
    if (m_maps.empty()) return {};
    const int columns = columnsFor(m_maps.size(), room.size());
    const int rows = (int(m_maps.size()) + columns - 1) / columns;
    const double width = (room.width() - (columns - 1) * gap) / columns;
    const double height = (room.height() - (rows - 1) * gap) / rows;
    std::vector<Cell> cells;
    for (int i = 0; i < int(m_maps.size()); ++i) {
        const QRectF cell(room.left() + i % columns * (width + gap), room.top() + i / columns * (height + gap), width, height);
        cells.push_back({QRectF(cell.left(), cell.top(), width, line + 2), cell.adjusted(0, line + 2, 0, 0)});
    }
    return cells;
}

QRectF MapsCard::fieldOf(std::size_t map) const {
    const QFont font = pixelFont(Theme::instance().labelFont());
    const auto cells = cellsOf(QRectF(canvas()->rect()), QFontMetricsF(font).height());
    return map < cells.size() ? m_maps[map].scene.field(cells[map].room, font) : QRectF();
}

QImage MapsCard::pictureOf(std::size_t map, QSize size, const Palette& palette, bool kept) const {
    const double pixels = double(size.width()) * size.height();
    if (pixels > mostPixels) size *= std::sqrt(mostPixels / pixels);
    if (!kept) return mapImage(m_maps[map].scene.frame, size, palette);
    if (m_dark != palette.dark) m_pictures.assign(m_maps.size(), {});
    m_dark = palette.dark;
    if (m_pictures[map].size() != size) m_pictures[map] = mapImage(m_maps[map].scene.frame, size, palette);
    return m_pictures[map];
}

void MapsCard::draw(const Sheet& sheet) const {
    const std::vector<Cell> cells = cellsOf(sheet.room, sheet.line());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        sheet.text(cells[i].title, int(Qt::AlignHCenter | Qt::AlignTop), m_maps[i].title, sheet.palette.text, true);
        const QSize size = m_maps[i].scene.field(cells[i].room, sheet.font).size().toSize().expandedTo(QSize(1, 1));
        m_maps[i].scene.draw(sheet.painter, cells[i].room, sheet.font, sheet.palette, pictureOf(i, size, sheet.palette, !sheet.onPaper));
    }
}

bool MapsCard::fillValues(FigureValues* values) const {
    if (values == nullptr) return true;
    std::size_t rows = 0;
    for (const Map& map : m_maps) rows += map.scene.points.size();
    const auto mapOf = [this](std::size_t& row) -> const Map* {
        for (const Map& map : m_maps) {
            if (row < map.scene.points.size()) return &map;
            row -= map.scene.points.size();
        }
        return nullptr;
    };
    std::vector<FigureValues::Column> columns = pointColumns(m_maps.empty() ? MapScene() : m_maps.front().scene, [mapOf](int row) {
        auto at = static_cast<std::size_t>(row);
        const Map* map = mapOf(at);
        return map ? PlacedPoint{&map->scene, &map->scene.points[at]} : PlacedPoint{};
    });
    columns.insert(columns.begin(), {tr("run"), {}, [mapOf](int row) {
                                         auto at = static_cast<std::size_t>(row);
                                         const Map* map = mapOf(at);
                                         return map ? map->title : QString();
                                     }});
    values->show(static_cast<int>(rows), std::move(columns));
    return true;
}

QByteArray MapsCard::csv() const {
    QByteArray out;
    for (const Map& map : m_maps) {
        const QList<QByteArray> lines = map.scene.csv().trimmed().split('\n');
        if (out.isEmpty()) out += "run," + lines.front() + '\n';
        for (const QByteArray& line : lines.mid(1)) out += csvText(map.title) + ',' + line + '\n';
    }
    return out;
}

std::optional<std::size_t> MapsCard::mapAt(QPointF place) const {
    for (std::size_t i = 0; i < m_maps.size(); ++i)
        if (fieldOf(i).contains(place)) return i;
    return std::nullopt;
}

QString MapsCard::words() const {
    QStringList maps;
    for (const Map& map : m_maps) maps << map.title + QStringLiteral(": ") + map.scene.legend();
    return tr("Decision maps of %1 runs. ").arg(m_maps.size()) + maps.join(QStringLiteral("; "));
}

QString MapsCard::tip(QPointF place) const {
    const auto map = mapAt(place);
    if (!map) return {};
    const QRectF field = fieldOf(*map);
    const QPointF share((place.x() - field.left()) / field.width(), (place.y() - field.top()) / field.height());
    QStringList lines;
    for (const Map& each : m_maps) lines << each.title + QStringLiteral(": ") + each.scene.textAt(share);
    return lines.join(QLatin1Char('\n'));
}

bool MapsCard::hover(std::optional<QPointF> place) {
    const auto map = place ? mapAt(*place) : std::nullopt;
    std::optional<MapPoint> mark;
    if (map) {
        const QRectF field = fieldOf(*map);
        const MapFrame& frame = m_maps[*map].scene.frame;
        mark = MapPoint{float(frame.xMinimum + (place->x() - field.left()) / field.width() * (frame.xMaximum - frame.xMinimum)),
                        float(frame.yMaximum - (place->y() - field.top()) / field.height() * (frame.yMaximum - frame.yMinimum))};
    }
    const bool changes = mark.has_value() || (!m_maps.empty() && m_maps.front().scene.marked.has_value());
    for (Map& each : m_maps) each.scene.marked = mark;
    return changes;
}

} // namespace epochlab::ui
