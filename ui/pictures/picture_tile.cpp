#include "pictures/picture_tile.h"

#include "theme/theme.h"

#include <QPainter>

namespace epochlab::ui {

PictureTile::PictureTile(int side, QWidget* parent) : QWidget(parent), m_side(side) {
    setFont(Theme::instance().labelFont());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PictureTile::showPicture(const QImage& image, const QString& line) {
    m_image = image;
    m_words.clear();
    m_line = line;
    setAccessibleName(line);
    setToolTip(line);
    update();
}

void PictureTile::showWords(const QString& words, const QString& line) {
    m_image = {};
    m_words = words;
    m_line = line;
    setAccessibleName(line.isEmpty() ? words : line + QStringLiteral(": ") + words);
    setToolTip(words);
    update();
}

void PictureTile::setLineShown(bool shown) {
    m_lineShown = shown;
    updateGeometry();
    update();
}

int PictureTile::lineHeight() const { return m_lineShown ? fontMetrics().lineSpacing() + space::xs : 0; }

QSize PictureTile::sizeHint() const { return {m_side, m_side + lineHeight()}; }

void PictureTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Palette& palette = Theme::instance().palette();
    const QRect square(0, 0, m_side, m_side);
    if (m_image.isNull()) {
        painter.setPen(palette.border);
        painter.drawRect(square.adjusted(0, 0, -1, -1));
        painter.setPen(palette.mutedText);
        painter.drawText(square.adjusted(space::xs, space::xs, -space::xs, -space::xs), Qt::AlignCenter | Qt::TextWordWrap, m_words);
    } else {
        QRect place(QPoint(0, 0), m_image.size().scaled(square.size(), Qt::KeepAspectRatio));
        place.moveCenter(square.center());
        painter.setRenderHint(QPainter::SmoothPixmapTransform, m_image.width() > place.width());
        painter.drawImage(place, m_image);
    }
    if (!m_lineShown) return;
    painter.setPen(palette.mutedText);
    const QRect below(0, m_side, m_side, lineHeight());
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignVCenter, fontMetrics().elidedText(m_line, Qt::ElideMiddle, m_side));
}

} // namespace epochlab::ui
