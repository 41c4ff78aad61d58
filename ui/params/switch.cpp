#include "params/switch.h"

#include "theme/theme.h"

#include <QPainter>

namespace epochlab::ui {
namespace {

constexpr int kWidth = 32;
constexpr int kHeight = 18;

} // namespace

Switch::Switch(QWidget* parent) : QAbstractButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Switch::sizeHint() const { return {kWidth, kHeight + 4}; }

void Switch::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event)
    const Palette& palette = Theme::instance().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(0, (height() - kHeight) / 2.0, kWidth, kHeight);
    const double line = hasFocus() ? 2 : 1;
    const bool live = isEnabled();
    const QColor accent = hasFocus() && isChecked() ? palette.text : palette.accent; // seen on the filled track too
    const bool lit = live && (isChecked() || hasFocus() || underMouse());
    const QColor rest = live ? palette.mutedText : palette.border;
    painter.setPen(QPen(lit ? accent : rest, line));
    painter.setBrush(isChecked() && live ? palette.accent : palette.window);
    painter.drawRoundedRect(track.adjusted(line / 2, line / 2, -line / 2, -line / 2), kHeight / 2.0, kHeight / 2.0);
    const double radius = kHeight / 2.0 - 3.5;
    const double x = isChecked() ? track.right() - kHeight / 2.0 : track.left() + kHeight / 2.0;
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() && live ? palette.onAccent : rest);
    painter.drawEllipse(QPointF(x, track.center().y()), radius, radius);
}

} // namespace epochlab::ui
