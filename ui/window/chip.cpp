#include "window/chip.h"

#include "theme/theme.h"

#include <QIcon>
#include <QStyleOptionButton>
#include <QStylePainter>

namespace epochlab::ui {
namespace {

constexpr int kMostTitle = 150;
constexpr int kChevron = 12;
constexpr int kSide = 12;

int advance(const QFont& font, const QString& text) { return QFontMetrics(font).horizontalAdvance(text); }

} // namespace

Chip::Chip(QWidget* parent) : QPushButton(parent) { setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); }

void Chip::setWords(const QString& title, const QString& detail) {
    m_title = QFontMetrics(Theme::instance().titleFont()).elidedText(title, Qt::ElideMiddle, kMostTitle);
    m_detail = detail;
    updateGeometry();
    update();
}

QString Chip::words() const { return m_title + QStringLiteral(", ") + m_detail; }

QSize Chip::sizeHint() const {
    const Theme& theme = Theme::instance();
    const int width = advance(theme.titleFont(), m_title) + advance(theme.labelFont(), m_detail);
    return {kSide + width + 2 * space::s + kChevron + kSide, QPushButton::sizeHint().height()};
}

void Chip::paintEvent(QPaintEvent* event) {
    Q_UNUSED(event)
    const Theme& theme = Theme::instance();
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    painter.drawControl(QStyle::CE_PushButtonBevel, option);
    QRect line = rect().adjusted(kSide, 0, -kSide, 0);
    painter.setFont(theme.titleFont());
    painter.setPen(isEnabled() ? theme.palette().text : theme.palette().mutedText);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_title);
    line.setLeft(line.left() + advance(theme.titleFont(), m_title) + space::s);
    painter.setFont(theme.labelFont());
    painter.setPen(theme.palette().mutedText);
    painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft, m_detail);
    const QString file = QStringLiteral(":/epochlab/theme/chevron-down-%1.svg");
    const QIcon chevron(file.arg(theme.palette().dark ? QStringLiteral("dark") : QStringLiteral("light")));
    chevron.paint(&painter, QRect(line.right() - kChevron + 1, (height() - kChevron) / 2, kChevron, kChevron));
}

} // namespace epochlab::ui
