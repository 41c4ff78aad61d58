#include "map/decision_map.h"

#include "map/map_image.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {

struct DecisionMap::Parts : public QObject {
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paint(QPainter& painter, QRectF room) const;
    void paintPoints(QPainter& painter, QRectF rect) const;
    QString textAt(QPointF position) const;
    int classCount() const;
    void refresh();

    QWidget* canvas = nullptr;
    Card* card = nullptr;
    QStringList names;
    QString xTitle, yTitle, message = QStringLiteral("Nothing trained yet");
    bool geographic = false;
    MapFrame frame;
    std::vector<MapPoint> points;
    QImage image;
};

int DecisionMap::Parts::classCount() const {
    const auto highest = std::max_element(frame.classes.begin(), frame.classes.end());
    return std::max(int(names.size()), highest == frame.classes.end() ? 0 : *highest + 1);
}

void DecisionMap::Parts::refresh() {
    image = mapImage(frame, classCount(), Theme::instance().palette());
    const auto wrong = std::count_if(points.begin(), points.end(), [](const MapPoint& p) { return p.wrong; });
    card->setSubtitle(image.isNull() || !message.isEmpty() ? QString()
                      : points.empty()                     ? QStringLiteral("epoch %1").arg(frame.epoch)
                                       : QStringLiteral("validation · × %1 wrong of %2").arg(wrong).arg(points.size()));
    canvas->update();
}

void DecisionMap::Parts::paintPoints(QPainter& painter, QRectF rect) const {
    const Palette& palette = Theme::instance().palette();
    const double sx = rect.width() / (frame.xMaximum - frame.xMinimum);
    const double sy = rect.height() / (frame.yMaximum - frame.yMinimum);
    const auto place = [&](const MapPoint& p) {
        return QPointF(rect.left() + (p.x - frame.xMinimum) * sx, rect.bottom() - (p.y - frame.yMinimum) * sy);
    };
    QColor dot = palette.text;
    dot.setAlphaF(0.45F);
    painter.setPen(QPen(dot, 1.2, Qt::SolidLine, Qt::RoundCap));
    QList<QPointF> right;
    QList<QLineF> crosses;
    for (const MapPoint& p : points) {
        const QPointF at = place(p);
        if (p.wrong) {
            crosses << QLineF(at - QPointF(2, 2), at + QPointF(2, 2)) << QLineF(at - QPointF(2, -2), at + QPointF(2, -2));
        } else {
            right << at;
        }
    }
    painter.setClipRect(rect);
    painter.drawPoints(right.constData(), int(right.size()));
    painter.setPen(QPen(palette.text, 1.3));
    painter.drawLines(crosses);
    painter.setClipping(false);
}

void DecisionMap::Parts::paint(QPainter& painter, QRectF room) const {
    const Theme& theme = Theme::instance();
    painter.setFont(theme.labelFont());
    if (image.isNull() || !message.isEmpty()) {
        painter.setPen(theme.palette().mutedText);
        painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, message);
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF rect = mapRect(frame, room, geographic);
    painter.drawImage(rect, image);
    paintPoints(painter, rect);
}

QString DecisionMap::Parts::textAt(QPointF position) const {
    const QRectF rect = mapRect(frame, QRectF(canvas->rect()), geographic);
    if (image.isNull() || !message.isEmpty() || !rect.contains(position)) {
        return {};
    }
    const int column = std::clamp(int((position.x() - rect.left()) / rect.width() * frame.columns), 0, frame.columns - 1);
    const int row = std::clamp(int((rect.bottom() - position.y()) / rect.height() * frame.rows), 0, frame.rows - 1);
    const std::size_t at = std::size_t(row) * std::size_t(frame.columns) + std::size_t(column);
    const int label = frame.classes[at];
    const QString name = label < names.size() ? names[label] : QStringLiteral("class %1").arg(label);
    return QStringLiteral("%1  %2").arg(name).arg(double(frame.probability[at]), 0, 'f', 2);
}

bool DecisionMap::Parts::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint) {
        QPainter painter(canvas);
        paint(painter, QRectF(canvas->rect()));
        return true;
    }
    if (event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        QToolTip::showText(mouse->globalPosition().toPoint(), textAt(mouse->position()).toHtmlEscaped(), canvas);
    }
    return QObject::eventFilter(watched, event);
}

DecisionMap::DecisionMap(QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>()) {
    setObjectName(QStringLiteral("decisionMap"));
    setAccessibleName(QStringLiteral("Decision map"));
    m_parts->card = new Card(QStringLiteral("Decision map"), this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_parts->card);
    connect(m_parts->card->addTool(Glyph::Enlarge, QStringLiteral("Enlarge"), false), &QToolButton::clicked, this,
            &DecisionMap::enlargeRequested);
    m_parts->canvas = new QWidget(m_parts->card);
    m_parts->canvas->setMouseTracking(true);
    m_parts->canvas->setMinimumSize(120, 90);
    m_parts->canvas->installEventFilter(m_parts.get());
    m_parts->card->setContent(m_parts->canvas);
    connect(&Theme::instance(), &Theme::changed, m_parts.get(), &Parts::refresh);
}

DecisionMap::~DecisionMap() { m_parts->canvas->removeEventFilter(m_parts.get()); }

void DecisionMap::setClasses(const QStringList& names) {
    m_parts->names = names;
    m_parts->refresh();
}

void DecisionMap::setAxes(const QString& xTitle, const QString& yTitle, bool geographic) {
    m_parts->xTitle = xTitle;
    m_parts->yTitle = yTitle;
    m_parts->geographic = geographic;
    m_parts->canvas->setAccessibleDescription(QStringLiteral("%1 across, %2 up").arg(xTitle, yTitle));
    m_parts->refresh();
}

void DecisionMap::setFrame(MapFrame frame) {
    m_parts->frame = std::move(frame);
    m_parts->message.clear();
    m_parts->refresh();
}

void DecisionMap::setPoints(std::vector<MapPoint> points) {
    m_parts->points = std::move(points);
    m_parts->refresh();
}

void DecisionMap::setMessage(const QString& text) {
    m_parts->message = text;
    m_parts->refresh();
}

void DecisionMap::clear() {
    m_parts->frame = {};
    m_parts->points.clear();
    m_parts->message = QStringLiteral("Nothing trained yet");
    m_parts->refresh();
}

QImage DecisionMap::renderImage(QSize size) const {
    QImage result(size, QImage::Format_RGB32);
    result.fill(Theme::instance().palette().surface);
    QPainter painter(&result);
    m_parts->paint(painter, QRectF(QPointF(0, 0), QSizeF(size)));
    return result;
}

QColor DecisionMap::classColour(int index, int count, bool dark) {
    // Golden-angle steps keep neighbours in the list apart; three bands of saturation and value part hues that come close.
    const double hue = count <= 6 ? double(index) / std::max(1, count) : std::fmod(0.58 + index * 0.61803398875, 1.0);
    static constexpr double kSaturation[] = {0.72, 0.50, 0.62};
    static constexpr double kValue[] = {0.86, 0.72, 0.60};
    const int band = count <= 6 ? 0 : index % 3;
    return QColor::fromHsvF(float(hue), float(kSaturation[band]), float(kValue[band] + (dark ? 0.05 : 0.1)));
}

} // namespace epochlab::ui
