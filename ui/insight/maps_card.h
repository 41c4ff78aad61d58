#pragma once

#include "insight/painted_card.h"
#include "map/map_scene.h"

#include <QImage>

#include <optional>
#include <vector>

namespace epochlab::ui {

/// Decision maps of several runs on equal data side by side, with one pair of axes: what the pointer is at is marked on all of them. GUI
/// thread.
class MapsCard : public PaintedCard {
    Q_OBJECT
public:
    struct Map {
        QString title; ///< the run's name, and how good it is
        MapScene scene;
    };
    using Maps = std::vector<Map>;

    explicit MapsCard(QWidget* parent);

    /// reason: why there is none.
    void setMaps(Maps maps, const QString& subtitle, const QString& reason);
    const Maps& maps() const { return m_maps; }
    /// Where the map stands in the canvas.
    QRectF fieldOf(std::size_t map) const;

protected:
    void draw(const Sheet& sheet) const override;
    QByteArray csv() const override;
    QString words() const override;
    /// The rows on each map.
    bool fillValues(FigureValues* values) const override;
    QString tip(QPointF place) const override;
    bool hover(std::optional<QPointF> place) override;

private:
    struct Cell {
        QRectF title;
        QRectF room; ///< of map and axes
    };
    std::vector<Cell> cellsOf(const QRectF& room, double line) const;
    QImage pictureOf(std::size_t map, QSize size, const Palette& palette, bool kept) const;
    std::optional<std::size_t> mapAt(QPointF place) const;

    Maps m_maps;
    mutable std::vector<QImage> m_pictures; ///< for the screen; null: to be made
    mutable bool m_dark = false;            ///< as they were made
};

} // namespace epochlab::ui
