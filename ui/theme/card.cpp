#include "theme/card.h"

#include "theme/theme.h"

#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>
#include <QVBoxLayout>

namespace epochlab::ui {
namespace {

constexpr int kGlyphSize = 16;

void drawGlyph(QPainter& painter, Glyph glyph) {
    switch (glyph) {
    case Glyph::Logarithm: // grid lines that crowd towards the top
        for (const double y : {13.5, 8.5, 5.5, 3.5, 2.5}) {
            painter.drawLine(QPointF(3, y), QPointF(13, y));
        }
        break;
    case Glyph::Robust: // a spike cut off by a line
        painter.drawPolyline(QPolygonF({{2, 12}, {6, 10.5}, {8, 4}, {10, 10.5}, {14, 9}}));
        painter.drawLine(QPointF(2, 3.5), QPointF(14, 3.5));
        break;
    case Glyph::Export: // an arrow out of a tray
        painter.drawLine(QPointF(8, 10), QPointF(8, 2.5));
        painter.drawPolyline(QPolygonF({{5, 5.5}, {8, 2.5}, {11, 5.5}}));
        painter.drawPolyline(QPolygonF({{3, 9}, {3, 13.5}, {13, 13.5}, {13, 9}}));
        break;
    case Glyph::Enlarge: // two corners pulled apart
        painter.drawPolyline(QPolygonF({{9, 3}, {13, 3}, {13, 7}}));
        painter.drawPolyline(QPolygonF({{7, 13}, {3, 13}, {3, 9}}));
        painter.drawLine(QPointF(13, 3), QPointF(9.5, 6.5));
        painter.drawLine(QPointF(3, 13), QPointF(6.5, 9.5));
        break;
    }
}

QIcon glyphIcon(Glyph glyph, const Palette& palette) {
    QIcon icon;
    for (const auto& [state, colour] : {std::pair(QIcon::Off, palette.mutedText), std::pair(QIcon::On, palette.accent)}) {
        for (const int scale : {1, 2, 3}) {
            QPixmap pixmap(kGlyphSize * scale, kGlyphSize * scale);
            pixmap.setDevicePixelRatio(scale);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
            drawGlyph(painter, glyph);
            painter.end();
            icon.addPixmap(pixmap, QIcon::Normal, state);
        }
    }
    return icon;
}

} // namespace

Card::Card(const QString& title, QWidget* parent) : QFrame(parent) {
    setProperty("card", true);
    m_title = new QLabel(title, this);
    m_title->setTextFormat(Qt::PlainText);
    m_subtitle = new QLabel(this);
    m_subtitle->setTextFormat(Qt::PlainText);
    m_subtitle->setProperty("muted", true);
    m_subtitle->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_header = new QHBoxLayout;
    m_header->setContentsMargins(0, 0, 0, 0);
    m_header->setSpacing(2);
    m_header->addWidget(m_title);
    m_header->addSpacing(space::s);
    m_header->addWidget(m_subtitle, 1);
    m_body = new QVBoxLayout(this);
    m_body->setContentsMargins(space::m - 2, space::xs, space::s, space::s);
    m_body->setSpacing(2);
    m_body->addLayout(m_header);
    connect(&Theme::instance(), &Theme::changed, this, &Card::restyle);
    restyle();
}

void Card::setTitle(const QString& text) { m_title->setText(text); }
QString Card::title() const { return m_title->text(); }

void Card::setSubtitle(const QString& text) {
    m_subtitleText = text;
    elide();
}

void Card::elide() {
    const int room = m_subtitle->width();
    m_subtitle->setText(m_subtitle->fontMetrics().elidedText(m_subtitleText, Qt::ElideRight, room));
    m_subtitle->setToolTip(m_subtitle->text() == m_subtitleText ? QString() : m_subtitleText);
}

void Card::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    layout()->activate();
    elide();
}

QToolButton* Card::addTool(Glyph glyph, const QString& name, bool checkable) {
    auto* button = new QToolButton(this);
    button->setCheckable(checkable);
    button->setToolTip(name);
    button->setAccessibleName(title() + QStringLiteral(": ") + name);
    button->setIconSize(QSize(kGlyphSize, kGlyphSize));
    button->setProperty("glyph", int(glyph));
    button->setIcon(glyphIcon(glyph, Theme::instance().palette()));
    m_header->addWidget(button);
    return button;
}

void Card::setContent(QWidget* content) { m_body->addWidget(content, 1); }

void Card::restyle() {
    const Theme& theme = Theme::instance();
    m_title->setFont(theme.titleFont());
    m_subtitle->setFont(theme.labelFont());
    for (QToolButton* button : findChildren<QToolButton*>()) {
        const QVariant glyph = button->property("glyph");
        if (glyph.isValid()) {
            button->setIcon(glyphIcon(Glyph(glyph.toInt()), theme.palette()));
        }
    }
    elide();
}

} // namespace epochlab::ui
