#include "figures/sheet_card.h"

#include "figures/gallery_sheet.h"
#include "figures/table_sheet.h"
#include "plot/figure_values.h"
#include "report/figure_files.h"

#include <QPainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

/// Draws what is `size` large into the room, at most as large as it is.
template <typename Draw> void drawFitted(const Sheet& sheet, QSizeF size, Draw draw) {
    if (size.isEmpty()) return;
    const double scale = std::min({1.0, sheet.room.width() / size.width(), sheet.room.height() / size.height()});
    sheet.painter.save();
    sheet.painter.translate(sheet.room.topLeft());
    sheet.painter.scale(scale, scale);
    draw(Sheet{sheet.painter, QRectF(QPointF(0, 0), size), sheet.palette, sheet.font, sheet.bold, sheet.onPaper});
    sheet.painter.restore();
}

} // namespace

SheetCard::SheetCard(core::Figure figure, QWidget* parent)
    : PaintedCard(QString::fromStdString(figure.name), QString::fromStdString(figure.title), parent), m_figure(std::move(figure)) {
    refresh({});
}

void SheetCard::draw(const Sheet& sheet) const {
    if (const auto* table = std::get_if<core::TableFigure>(&m_figure.content))
        drawFitted(sheet, tableSize(sheet, *table), [table](const Sheet& fitted) { drawTable(fitted, *table); });
    else if (const auto* gallery = std::get_if<core::GalleryFigure>(&m_figure.content))
        drawFitted(sheet, gallerySize(sheet, *gallery), [gallery](const Sheet& fitted) { drawGallery(fitted, *gallery); });
}

QByteArray SheetCard::csv() const { return QByteArray::fromStdString(core::figureCsv(m_figure)); }
QString SheetCard::words() const { return QString::fromStdString(m_figure.title + ". " + m_figure.reading); }

bool SheetCard::fillValues(FigureValues* values) const {
    const auto* table = std::get_if<core::TableFigure>(&m_figure.content);
    if (values != nullptr && table != nullptr) values->show(table->numbers);
    return table != nullptr;
}

} // namespace epochlab::ui
