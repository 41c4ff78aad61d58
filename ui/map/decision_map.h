#pragma once

#include <QByteArray>
#include <QStringList>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <vector>

namespace epochlab::ui {

/// The model's answer on a grid over two features. Row 0 is the lowest y.
struct MapFrame {
    int columns = 0;
    int rows = 0;
    double xMinimum = 0, xMaximum = 1, yMinimum = 0, yMaximum = 1;
    std::vector<std::uint16_t> classes; ///< [rows × columns] most probable class
    std::vector<float> probability;     ///< [rows × columns] its probability
    int epoch = 0;
};

/// A point of the validation split on the map.
struct MapPoint {
    float x = 0, y = 0;
    std::uint16_t label = 0;
    bool wrong = false;
};

/// A card that shows where the network says which class: hue by class, lightness by probability, borders in the surface colour,
/// rows as small dots, wrong ones as crosses. Class names on hover. Latitude-true where geographic. GUI thread.
class DecisionMap : public QWidget {
    Q_OBJECT
public:
    explicit DecisionMap(QWidget* parent = nullptr);
    ~DecisionMap() override;

    void setClasses(const QStringList& names);
    void setAxes(const QString& xTitle, const QString& yTitle, bool geographic);
    void setFrame(MapFrame frame);
    void setPoints(std::vector<MapPoint> points);
    /// Instead of a map: one sentence (more than two features, nothing trained yet).
    void setMessage(const QString& text);
    void clear();
    QImage renderImage(QSize size) const;
    /// Colour of a class, distinct hues for up to 40 classes.
    static QColor classColour(int index, int count, bool dark);

signals:
    void enlargeRequested();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
