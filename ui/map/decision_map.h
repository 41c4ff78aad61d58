#pragma once

#include "map/map_frame.h"
#include "plot/figure_card.h"

#include <QRectF>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

class QToolButton;

namespace epochlab::ui {

class PaintTools;
struct MapScene;

/// A card that shows where the network says which class: hue by class, lightness by probability, borders in the surface colour, names where
/// they fit, the rest on hover; rows as points, wrong ones as crosses; axes in the features' units. Latitude-true where geographic. GUI
/// thread.
class DecisionMap : public FigureCard {
    Q_OBJECT
public:
    explicit DecisionMap(QWidget* parent = nullptr);
    ~DecisionMap() override;

    void setClasses(const QStringList& names);
    void setAxes(const QString& xTitle, const QString& yTitle, bool geographic);
    /// Ends a message.
    void setFrame(MapFrame frame);
    void setPoints(std::vector<MapPoint> points);
    /// A ring around one place, or none.
    void setMarked(std::optional<MapPoint> point);
    /// Instead of a map: one sentence (more than two features, nothing trained yet).
    void setMessage(const QString& text);
    /// A button below a message.
    void offerPlane(const QString& text, std::function<void()> choose) { setPlaceholderAction(text, std::move(choose)); }
    /// What a click says below the answer there, of a place in the axes' units. With it the wheel looks closer: see viewChanged().
    void setNearest(std::function<QString(double x, double y)> nearest);
    /// What the last click said, or empty.
    QString answerText() const;
    void clear();
    /// The map without its axes, in this widget; empty while a message stands.
    QRect mapArea() const;
    /// Class and probability under a point of this widget: "France  0.93"; empty beyond the map.
    QString textAt(QPoint position) const;

    // Painting: a mode in which the pointer's strokes are told, and painted points stand instead of the model's
    /// The button of the mode and its tools; without painting they are absent, and the mode ends.
    void setPaintable(bool on);
    bool painting() const;
    /// A button that asks for the confusion matrix in the map's place.
    void offerConfusion(bool on);
    /// The export menu has the frames of all epochs too.
    void offerMovie(bool on);
    const MapScene& scene() const;
    PaintTools* paintTools() const;
    /// blank: the axes while there is no map.
    void setPainted(std::vector<MapPoint> points, const QStringList& classes, const MapFrame& blank);

    QByteArray exportBytes(FigureFormat format, const PrintSize& size) const override;

signals:
    void otherViewRequested();
    /// The maps of all epochs as one moving picture.
    void movieRequested();
    /// The range to show, in the axes' units, lowest first; nothing: all.
    void viewChanged(std::optional<QRectF> view);
    void paintingChanged(bool on);
    /// In the features' units; reach: some pixels, in the same. erase: the right button.
    void strokeBegan(QPointF place, QPointF reach, bool erase);
    void strokeMoved(QPointF place, QPointF reach);
    void strokeEnded();

protected:
    /// The rows on the map.
    bool fillValues(FigureValues* values) const override;
    void addExports(QMenu& menu) override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
