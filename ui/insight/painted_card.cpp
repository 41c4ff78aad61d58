#include "insight/painted_card.h"

#include "plot/figure_export.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

namespace epochlab::ui {
namespace {

QFont heavier(QFont font) {
    font.setBold(true);
    return font;
}

/// "Decision maps · width 64"; a subtitle that begins with the title says it all.
QString headOf(const QString& title, const QString& subtitle) {
    if (subtitle.isEmpty()) return title;
    return subtitle.startsWith(title, Qt::CaseInsensitive) ? subtitle : title + QStringLiteral(" · ") + subtitle;
}

} // namespace

double Sheet::line() const { return QFontMetricsF(font).height(); }

void Sheet::text(QRectF place, int flags, const QString& words, const QColor& colour, bool heavy) const {
    const QFont& used = heavy ? bold : font;
    painter.setFont(used);
    painter.setPen(colour);
    const QFontMetricsF metrics(used);
    const bool wraps = (flags & int(Qt::TextWordWrap)) != 0;
    painter.drawText(place, flags, wraps ? words : metrics.elidedText(words, Qt::ElideRight, place.width()));
}

PaintedCard::PaintedCard(const QString& name, const QString& title, QWidget* parent)
    : FigureCard(name, title, parent), m_canvas(new QWidget) {
    m_canvas->setMouseTracking(true);
    m_canvas->installEventFilter(this);
    setFigure(m_canvas);
    setCaption(
        [this] { return placeholder().isEmpty() ? this->title() + QStringLiteral(": ") + subtitle() + QLatin1Char('.') : QString(); });
    connect(&Theme::instance(), &Theme::changed, m_canvas, qOverload<>(&QWidget::update));
}

PaintedCard::~PaintedCard() { m_canvas->removeEventFilter(this); }

void PaintedCard::refresh(const QString& reason) {
    showPlaceholder(reason);
    m_canvas->setAccessibleDescription(reason.isEmpty() ? words() : QString());
    m_canvas->update();
    refreshValues();
}

void PaintedCard::paint() {
    QPainter painter(m_canvas);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont font = pixelFont(Theme::instance().labelFont());
    draw({painter, QRectF(m_canvas->rect()), Theme::instance().palette(), font, heavier(font)});
    if (!m_canvas->hasFocus()) return;
    painter.setPen(QPen(Theme::instance().palette().accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(m_canvas->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void PaintedCard::acceptKeys() { m_canvas->setFocusPolicy(Qt::StrongFocus); }

bool PaintedCard::takeKey(int key) {
    const std::optional<QString> said = pressKey(key);
    if (!said) return false;
    m_canvas->update();
    m_canvas->setAccessibleDescription(*said);
    QAccessibleEvent changed(m_canvas, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    QToolTip::showText(m_canvas->mapToGlobal(QPoint(space::m, space::m)), said->toHtmlEscaped(), m_canvas);
    return true;
}

bool PaintedCard::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_canvas) return FigureCard::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::Paint: paint(); return true;
    case QEvent::Leave:
        if (hover(std::nullopt)) m_canvas->update();
        break;
    case QEvent::MouseMove: {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        if (mouse.buttons().testFlag(Qt::LeftButton)) drag(mouse.position());
        if (hover(mouse.position())) m_canvas->update();
        QToolTip::showText(mouse.globalPosition().toPoint(), tip(mouse.position()).toHtmlEscaped(), m_canvas);
        break;
    }
    case QEvent::MouseButtonPress: {
        const auto& mouse = *static_cast<QMouseEvent*>(event);
        if (mouse.button() == Qt::LeftButton) press(mouse.position());
        break;
    }
    case QEvent::MouseButtonRelease: release(); break;
    case QEvent::KeyPress:
        if (takeKey(static_cast<QKeyEvent*>(event)->key())) return true;
        break;
    case QEvent::FocusIn:
    case QEvent::FocusOut: m_canvas->update(); break;
    default: break;
    }
    return FigureCard::eventFilter(watched, event);
}

QByteArray PaintedCard::exportBytes(FigureFormat format, const PrintSize& size) const {
    if (format == FigureFormat::Csv) return csv();
    const QFont font = size.font();
    const Palette palette = size.palette();
    return drawFigure(size, format, title(), [&](QPaintDevice& device, double scale, bool) {
        QPainter painter(&device);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(scale, scale);
        const QRectF whole(QPointF(0, 0), QSizeF(size.layout()));
        if (size.dark) painter.fillRect(whole, palette.surface);
        const Sheet head{painter, whole.adjusted(4, 2, -4, 0), palette, font, heavier(font), true};
        if (!placeholder().isEmpty()) {
            head.text(whole, int(Qt::AlignCenter) | int(Qt::TextWordWrap), placeholder(), palette.mutedText);
            return;
        }
        const QString said = headOf(title(), subtitle());
        const int flags = int(Qt::AlignLeft | Qt::AlignTop) | int(Qt::TextWordWrap);
        const double height = QFontMetricsF(font).boundingRect(head.room, flags, said).height();
        head.text(head.room, flags, said, palette.mutedText);
        draw({painter, whole.adjusted(4, height + 6, -4, -4), palette, font, heavier(font), true});
    });
}

} // namespace epochlab::ui
