#include "map/map_values.h"

namespace epochlab::ui {

std::vector<FigureValues::Column> pointColumns(const MapScene& axes, const std::function<PlacedPoint(int row)>& at) {
    const auto words = [&at](const QString& head, auto tell) {
        return FigureValues::Column{head, {}, [at, tell](int row) {
                                        const PlacedPoint placed = at(row);
                                        return placed.point ? tell(placed) : QString();
                                    }};
    };
    const auto number = [&at](const QString& head, float MapPoint::*member) {
        return FigureValues::Column{head, [at, member](int row) -> std::optional<double> {
                                        const PlacedPoint placed = at(row);
                                        return placed.point ? std::optional<double>(placed.point->*member) : std::nullopt;
                                    }};
    };
    std::vector<FigureValues::Column> columns;
    columns.push_back(words(QObject::tr("class"), [](const PlacedPoint& placed) { return placed.scene->className(placed.point->label); }));
    columns.push_back(words(QObject::tr("answer"), [](const PlacedPoint& placed) {
        if (placed.point->split == core::Split::Training) return QString(); // shown, not judged
        return placed.point->wrong ? QObject::tr("wrong") : QObject::tr("right");
    }));
    columns.push_back(number(axes.xTitle, &MapPoint::x));
    columns.push_back(number(axes.yTitle, &MapPoint::y));
    columns.push_back(words(QObject::tr("split"), [](const PlacedPoint& placed) {
        const std::string_view name = core::splitName(placed.point->split);
        return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }));
    return columns;
}

} // namespace epochlab::ui
