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
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize Switch::sizeHint() const { return {kWidth + 4, kHeight + 4}; }

void Switch::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event)
    const Palette& palette = Theme::instance().palette();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF track(2, (height() - kHeight) / 2.0, kWidth, kHeight);
    if (hasFocus()) {
        painter.setPen(QPen(palette.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(track.adjusted(-1.5, -1.5, 1.5, 1.5), kHeight / 2.0 + 1.5, kHeight / 2.0 + 1.5);
    }
    painter.setPen(QPen(isChecked() ? palette.accent : palette.mutedText, 1));
    painter.setBrush(isChecked() ? palette.accent : palette.window);
    painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), kHeight / 2.0, kHeight / 2.0);
    const double radius = kHeight / 2.0 - 3.5;
    const double x = isChecked() ? track.right() - kHeight / 2.0 : track.left() + kHeight / 2.0;
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? palette.onAccent : palette.mutedText);
    painter.drawEllipse(QPointF(x, track.center().y()), radius, radius);
}

} // namespace epochlab::ui
