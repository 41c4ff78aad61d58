#pragma once

#include "figures/table_sheet.h"
#include "report/figure.h"

#include <QColor>
#include <QPainter>
#include <QPicture>
#include <QSizeF>
#include <QString>

#include <map>

class QPdfWriter;

namespace epochlab::ui {

struct TextLook {
    double points = 10;
    bool bold = false;
    QColor colour;
    double indent = 0; ///< logical pixels
};

/// The figures of one report, drawn once for all of its passes, by their address.
using FigurePictures = std::map<const core::Figure*, QPicture>;

/// Writes downwards on pages of one document and begins another where one is full; measures are logical pixels (1/96 inch). GUI thread.
class PageWriter {
public:
    /// head: stands small on top of each page. Both outlive it.
    PageWriter(QPdfWriter& writer, QString head, FigurePictures& pictures);

    int page() const { return m_number; }
    double width() const;
    /// Begins a page unless so much room is left, or the page is empty.
    void keep(double height);
    void turn();
    void space(double height) { m_y += height; }
    /// Paragraphs parted by line ends; long ones go on overleaf.
    void text(const QString& words, const TextLook& look);
    /// A line of a list of contents.
    void entry(const QString& words, const QString& page, const TextLook& look);
    /// As wide as it is, smaller where it is wider than the page; overleaf its head stands again.
    void table(const core::TextTable& table, const std::string& legend);
    /// Curves, a heat map, decision maps or a gallery, as wide as the page.
    void figure(const core::Figure& figure);

private:
    double bottom() const;
    bool empty() const;
    void begin();
    QFont font(double points, bool bold) const;
    Sheet sheet(QRectF room) const;
    void gallery(const core::GalleryFigure& gallery);

    QPdfWriter& m_writer;
    QString m_head;
    FigurePictures& m_pictures;
    mutable QPainter m_painter;
    QSizeF m_size;
    double m_y = 0.0;
    int m_number = 1;
};

} // namespace epochlab::ui
