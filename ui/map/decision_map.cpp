#include "map/decision_map.h"

#include "map/map_image.h"
#include "map/map_scene.h"
#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

// Pixels of the field's picture; a larger one is drawn enlarged. On the screen a new one must not hold the window up.
constexpr double kMostOnScreen = 5e5;
constexpr double kMostOnPaper = 6e6;

QSize pictureSize(QSizeF field, double scale, double most) {
    const double pixels = field.width() * field.height() * scale * scale;
    const double factor = scale * std::min(1.0, std::sqrt(most / std::max(1.0, pixels)));
    return (field * factor).toSize().expandedTo(QSize(1, 1));
}

} // namespace

struct DecisionMap::Parts : public QObject {
    explicit Parts(DecisionMap* owner) : q(owner), canvas(new QWidget) {}

    bool eventFilter(QObject* watched, QEvent* event) override;
    void refresh();
    void paint();
    QRectF field() const { return scene.field(QRectF(canvas->rect()), pixelFont(Theme::instance().labelFont())); }

    DecisionMap* q;
    QWidget* canvas;
    MapScene scene;
    QString message = QStringLiteral("Train or tick a run to see its decision map.");
    QImage picture; ///< of the field, at the screen's pixels; null: to be made
};

void DecisionMap::Parts::refresh() {
    picture = {};
    const bool shown = message.isEmpty() && scene.frame.valid();
    q->setSubtitle(shown ? scene.legend() : QString());
    q->showPlaceholder(message);
    canvas->setAccessibleDescription(QStringLiteral("%1 across, %2 up. %3").arg(scene.xTitle, scene.yTitle, scene.legend()));
    canvas->update();
}

void DecisionMap::Parts::paint() {
    const Palette& palette = Theme::instance().palette();
    const QSize size = pictureSize(field().size(), canvas->devicePixelRatioF(), kMostOnScreen);
    if (picture.size() != size) {
        picture = mapImage(scene.frame, size, palette);
    }
    QPainter painter(canvas);
    scene.draw(painter, QRectF(canvas->rect()), pixelFont(Theme::instance().labelFont()), palette, picture);
}

bool DecisionMap::Parts::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint) {
        paint();
        return true;
    }
    if (event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const QString text = q->textAt(canvas->mapTo(q, mouse->position().toPoint()));
        QToolTip::showText(mouse->globalPosition().toPoint(), text.toHtmlEscaped(), canvas);
    }
    return QObject::eventFilter(watched, event);
}

DecisionMap::DecisionMap(QWidget* parent)
    : FigureCard(QStringLiteral("decisionMap"), QStringLiteral("Decision map"), parent), m_parts(std::make_unique<Parts>(this)) {
    m_parts->canvas->setMouseTracking(true);
    m_parts->canvas->installEventFilter(m_parts.get());
    setFigure(m_parts->canvas);
    connect(&Theme::instance(), &Theme::changed, m_parts.get(), &Parts::refresh);
    m_parts->refresh();
}

DecisionMap::~DecisionMap() { m_parts->canvas->removeEventFilter(m_parts.get()); }

void DecisionMap::setClasses(const QStringList& names) {
    m_parts->scene.classes = names;
    m_parts->refresh();
}

void DecisionMap::setAxes(const QString& xTitle, const QString& yTitle, bool geographic) {
    m_parts->scene.xTitle = xTitle;
    m_parts->scene.yTitle = yTitle;
    m_parts->scene.geographic = geographic;
    m_parts->refresh();
}

void DecisionMap::setFrame(MapFrame frame) {
    m_parts->scene.frame = std::move(frame);
    m_parts->message.clear();
    m_parts->refresh();
}

void DecisionMap::setPoints(std::vector<MapPoint> points) {
    m_parts->scene.points = std::move(points);
    m_parts->refresh();
}

void DecisionMap::setMessage(const QString& text) {
    m_parts->message = text;
    m_parts->refresh();
}

void DecisionMap::clear() {
    m_parts->scene.frame = {};
    m_parts->scene.points.clear();
    setMessage(QStringLiteral("Train or tick a run to see its decision map."));
}

QRect DecisionMap::mapArea() const {
    if (!m_parts->message.isEmpty()) {
        return {};
    }
    const QRectF field = m_parts->field();
    return {m_parts->canvas->mapTo(this, field.topLeft().toPoint()), field.size().toSize()};
}

QString DecisionMap::textAt(QPoint position) const {
    const QRectF field = m_parts->field();
    if (!m_parts->message.isEmpty() || field.isEmpty()) {
        return {};
    }
    const QPointF at = m_parts->canvas->mapFrom(this, position);
    return m_parts->scene.textAt({(at.x() - field.left()) / field.width(), (at.y() - field.top()) / field.height()});
}

QByteArray DecisionMap::exportBytes(FigureFormat format, double widthCm, double heightCm, int dpi) const {
    const MapScene& scene = m_parts->scene;
    if (format == FigureFormat::Csv) {
        return scene.csv();
    }
    const QSize size = figureSize(widthCm, heightCm);
    const QFont font = pixelFont(Theme::instance().labelFont());
    const Palette palette = Theme::lightPalette();
    return drawFigure(size, format, dpi, title(), [&](QPaintDevice& device, double scale, bool) {
        QPainter painter(&device);
        painter.scale(scale, scale);
        painter.setFont(font);
        painter.setPen(palette.mutedText);
        const QRectF whole(QPointF(0, 0), QSizeF(size));
        if (!m_parts->message.isEmpty()) {
            painter.drawText(whole, Qt::AlignCenter | Qt::TextWordWrap, m_parts->message);
            return;
        }
        const double row = QFontMetricsF(font).height() + 4;
        painter.drawText(QRectF(0, 2, size.width(), row), Qt::AlignCenter, scene.legend());
        const QRectF room = whole.adjusted(0, row, 0, 0);
        scene.draw(painter, room, font, palette,
                   mapImage(scene.frame, pictureSize(scene.field(room, font).size(), dpi / 96.0, kMostOnPaper), palette));
    });
}

} // namespace epochlab::ui
