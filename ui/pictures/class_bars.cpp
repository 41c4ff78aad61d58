#include "pictures/class_bars.h"

#include "theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <cmath>

namespace epochlab::ui {
namespace {

constexpr int nameWidth = 120;
constexpr int barHeight = 12;

QString percent(double share) { return QLocale().toString(100.0 * share, 'f', 1) + QStringLiteral(" %"); }

} // namespace

ClassBars::ClassBars(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ClassBars::showClasses(const std::vector<ClassShare>& classes) {
    m_classes = classes;
    setAccessibleName(words());
    updateGeometry();
    update();
}

QString ClassBars::words() const {
    QStringList parts;
    for (const ClassShare& share : m_classes) parts << share.name + QLatin1Char(' ') + percent(share.probability);
    return parts.join(QStringLiteral(", "));
}

QSize ClassBars::sizeHint() const { return {nameWidth + 240, static_cast<int>(Prediction::mostClasses) * metric::controlHeight}; }

void ClassBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Palette& palette = Theme::instance().palette();
    const int valueWidth = fontMetrics().horizontalAdvance(percent(1.0)) + space::s;
    const int barWidth = width() - nameWidth - valueWidth - space::s;
    int top = 0;
    for (const ClassShare& share : m_classes) {
        const bool first = &share == &m_classes.front();
        painter.setFont(first ? Theme::instance().titleFont() : Theme::instance().bodyFont());
        painter.setPen(palette.text);
        const QRect name(0, top, nameWidth, metric::controlHeight);
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(share.name, Qt::ElideRight, nameWidth));
        const QRectF groove(nameWidth + space::s, top + (metric::controlHeight - barHeight) / 2.0, barWidth, barHeight);
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette.border);
        painter.drawRoundedRect(groove, 3, 3);
        painter.setBrush(first ? palette.accent : palette.mutedText);
        painter.drawRoundedRect(QRectF(groove.topLeft(), QSizeF(std::ceil(groove.width() * share.probability), barHeight)), 3, 3);
        painter.setPen(palette.text);
        painter.drawText(QRect(width() - valueWidth, top, valueWidth, metric::controlHeight), Qt::AlignRight | Qt::AlignVCenter,
                         percent(share.probability));
        top += metric::controlHeight;
    }
}

} // namespace epochlab::ui
