#include "map/decision_map.h"

#include "map/map_image.h"
#include "map/map_look.h"
#include "map/map_scene.h"
#include "map/map_values.h"
#include "map/paint_tools.h"
#include "plot/figure_export.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

// Pixels of the field's picture; a larger one is drawn enlarged. On the screen a new one must not hold the window up.
constexpr double kMostOnScreen = 5e5;
constexpr double kMostOnPaper = 6e6;
constexpr double kReach = 7; ///< pixels from which a painted point is taken hold of

QSize pictureSize(QSizeF field, double scale, double most) {
    const double pixels = field.width() * field.height() * scale * scale;
    const double factor = scale * std::min(1.0, std::sqrt(most / std::max(1.0, pixels)));
    return (field * factor).toSize().expandedTo(QSize(1, 1));
}

} // namespace

struct DecisionMap::Parts : public QObject {
    explicit Parts(DecisionMap* owner);
    void build();

    bool eventFilter(QObject* watched, QEvent* event) override;
    void refresh();
    void paint();
    bool stroke(const QMouseEvent& mouse);
    void showMode(bool painting);
    QRectF field() const { return scene.field(QRectF(canvas->rect()), pixelFont(Theme::instance().labelFont())); }

    DecisionMap* q;
    QWidget* figure;
    QWidget* canvas;
    PaintTools* tools;
    QLabel* answer;
    QToolButton* button = nullptr;
    QToolButton* other = nullptr;
    bool movie = false;
    MapFrame blank;
    MapScene scene;
    MapLook looking;
    QString message = QStringLiteral("Train or tick a run to see its decision map.");
    QImage picture; ///< of the field, at the screen's pixels; null: to be made
};

DecisionMap::Parts::Parts(DecisionMap* owner)
    : q(owner), figure(new QWidget), canvas(new QWidget(figure)), tools(new PaintTools(figure)), answer(new QLabel(figure)),
      looking(scene, *answer) {}

void DecisionMap::Parts::build() {
    auto* column = new QVBoxLayout(figure);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(tools);
    column->addWidget(canvas, 1);
    column->addWidget(answer);
    answer->setTextFormat(Qt::PlainText);
    answer->setWordWrap(true);
    answer->setFont(Theme::instance().labelFont());
    answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    answer->hide();
    tools->hide();
    canvas->setMouseTracking(true);
    canvas->installEventFilter(this);
    button = q->card()->addTool(Glyph::Paint, tr("Paint points"), true);
    button->setObjectName(QStringLiteral("paint"));
    button->hide();
    connect(button, &QToolButton::toggled, this, &Parts::showMode);
    connect(&looking, &MapLook::changed, this, &Parts::refresh);
    connect(&looking, &MapLook::viewChanged, q, &DecisionMap::viewChanged);
    other = q->card()->addTool(Glyph::Matrix, tr("Confusion matrix in place of the map"), false);
    other->hide();
    connect(other, &QToolButton::clicked, q, &DecisionMap::otherViewRequested);
    q->setFigure(figure);
}

void DecisionMap::Parts::showMode(bool painting) {
    scene.painting = painting;
    tools->setVisible(painting);
    canvas->setCursor(painting ? Qt::CrossCursor : Qt::ArrowCursor);
    refresh();
    Q_EMIT q->paintingChanged(painting);
}

void DecisionMap::Parts::refresh() {
    picture = {};
    if (scene.painting && !scene.frame.valid()) {
        scene.frame = blank;
    }
    const bool shown = message.isEmpty() && scene.frame.valid();
    q->setSubtitle(scene.painting ? tr("click adds, drag moves, right click erases") : shown ? scene.legend() : QString());
    q->showPlaceholder(scene.painting ? QString() : message);
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
    const bool pointer = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseMove ||
                         event->type() == QEvent::MouseButtonRelease || event->type() == QEvent::MouseButtonDblClick;
    if (scene.painting && pointer) {
        return stroke(*static_cast<QMouseEvent*>(event));
    }
    if (!scene.painting && looking.handle(*event, field())) {
        return true;
    }
    if (event->type() == QEvent::MouseMove) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        const QString text = q->textAt(canvas->mapTo(q, mouse->position().toPoint()));
        QToolTip::showText(mouse->globalPosition().toPoint(), text.toHtmlEscaped(), canvas);
    }
    return QObject::eventFilter(watched, event);
}

/// Beyond the field a stroke neither begins nor goes on.
bool DecisionMap::Parts::stroke(const QMouseEvent& mouse) {
    const QRectF area = field();
    const MapFrame& frame = scene.frame;
    const QPointF unit((frame.xMaximum - frame.xMinimum) / area.width(), (frame.yMaximum - frame.yMinimum) / area.height());
    const QPointF at = mouse.position();
    const QPointF place(frame.xMinimum + (at.x() - area.left()) * unit.x(), frame.yMaximum - (at.y() - area.top()) * unit.y());
    const QPointF reach = unit * kReach;
    if (mouse.type() == QEvent::MouseButtonRelease) {
        Q_EMIT q->strokeEnded();
    } else if (!area.contains(at)) {
        return false;
    } else if (mouse.type() == QEvent::MouseMove) {
        if (mouse.buttons() != Qt::NoButton) {
            Q_EMIT q->strokeMoved(place, reach);
        }
    } else {
        Q_EMIT q->strokeBegan(place, reach, mouse.button() == Qt::RightButton);
    }
    return false; // the figure takes the focus
}

DecisionMap::DecisionMap(QWidget* parent)
    : FigureCard(QStringLiteral("decisionMap"), QStringLiteral("Decision map"), parent), m_parts(std::make_unique<Parts>(this)) {
    m_parts->build();
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
    refreshValues();
}

void DecisionMap::setMarked(std::optional<MapPoint> point) {
    m_parts->scene.marked = point;
    m_parts->canvas->update();
}

void DecisionMap::setMessage(const QString& text) {
    m_parts->message = text;
    m_parts->refresh();
}

void DecisionMap::setPaintable(bool on) {
    m_parts->button->setVisible(on);
    if (!on) {
        m_parts->button->setChecked(false);
    }
}

void DecisionMap::setNearest(std::function<QString(double, double)> nearest) { m_parts->looking.setNearest(std::move(nearest)); }
QString DecisionMap::answerText() const { return m_parts->answer->isHidden() ? QString() : m_parts->answer->text(); }
void DecisionMap::offerMovie(bool on) { m_parts->movie = on; }
const MapScene& DecisionMap::scene() const { return m_parts->scene; }

void DecisionMap::addExports(QMenu& menu) {
    if (m_parts->movie && placeholder().isEmpty()) menu.addAction(tr("Epochs as GIF…"), this, &DecisionMap::movieRequested);
}

void DecisionMap::offerConfusion(bool on) { m_parts->other->setVisible(on); }
bool DecisionMap::painting() const { return m_parts->scene.painting; }
PaintTools* DecisionMap::paintTools() const { return m_parts->tools; }

void DecisionMap::setPainted(std::vector<MapPoint> points, const QStringList& classes, const MapFrame& blank) {
    MapScene& scene = m_parts->scene;
    scene.painted = std::move(points);
    scene.paintedClasses = classes;
    m_parts->blank = blank;
    QList<QColor> colours;
    for (int label = 0; label < int(classes.size()); ++label) {
        colours << scene.paintedColour(label, Theme::instance().palette());
    }
    m_parts->tools->setClasses(classes, colours);
    if (scene.painting) {
        if (!scene.frame.valid()) {
            scene.frame = blank;
        }
        m_parts->canvas->update(); // the map below is as it was
    }
}

void DecisionMap::clear() {
    m_parts->scene.frame = {};
    m_parts->scene.points.clear();
    m_parts->looking.clear();
    setPlaceholderAction({}, {});
    setMessage(QStringLiteral("Train or tick a run to see its decision map."));
}

QRect DecisionMap::mapArea() const {
    if (!m_parts->message.isEmpty() && !painting()) {
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

bool DecisionMap::fillValues(FigureValues* values) const {
    if (values == nullptr) return true;
    const MapScene& scene = m_parts->scene;
    values->show(static_cast<int>(scene.points.size()), pointColumns(scene, [&scene](int row) {
                     const auto at = static_cast<std::size_t>(row);
                     return at < scene.points.size() ? PlacedPoint{&scene, &scene.points[at]} : PlacedPoint{};
                 }));
    return true;
}

QByteArray DecisionMap::exportBytes(FigureFormat format, const PrintSize& size) const {
    const MapScene& scene = m_parts->scene;
    if (format == FigureFormat::Csv) {
        return scene.csv();
    }
    const QFont font = size.font();
    const Palette palette = size.palette();
    return drawFigure(size, format, title(), [&](QPaintDevice& device, double scale, bool) {
        QPainter painter(&device);
        painter.scale(scale, scale);
        painter.setFont(font);
        painter.setPen(palette.mutedText);
        const QRectF whole(QPointF(0, 0), QSizeF(size.layout()));
        if (size.dark) painter.fillRect(whole, palette.surface);
        if (!m_parts->message.isEmpty()) {
            painter.drawText(whole, Qt::AlignCenter | Qt::TextWordWrap, m_parts->message);
            return;
        }
        const double row = QFontMetricsF(font).height() + 4;
        painter.drawText(QRectF(0, 2, whole.width(), row), Qt::AlignCenter, scene.legend());
        const QRectF room = whole.adjusted(0, row, 0, 0);
        scene.draw(painter, room, font, palette,
                   mapImage(scene.frame, pictureSize(scene.field(room, font).size(), size.dpi / 96.0, kMostOnPaper), palette));
    });
}

} // namespace epochlab::ui
