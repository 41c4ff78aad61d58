#include "report/page_writer.h"

#include "figures/figure_bytes.h"
#include "figures/gallery_sheet.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPdfWriter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double unitsPerCm = 96 / 2.54;
constexpr double margin = 2.0 * unitsPerCm;
constexpr double foot = 1.2 * unitsPerCm;
constexpr double gap = 8;
constexpr double tablePoints = 9;
constexpr PrintSize wide{.widthCm = 17.0, .heightCm = 8.5};

const Palette& paper() {
    static const Palette palette = Theme::lightPalette();
    return palette;
}

} // namespace

PageWriter::PageWriter(QPdfWriter& writer, QString head, FigurePictures& pictures)
    : m_writer(writer), m_head(std::move(head)), m_pictures(pictures), m_painter(&writer) {
    const double scale = writer.resolution() / 96.0;
    m_painter.scale(scale, scale);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_size = QSizeF(writer.width(), writer.height()) / scale;
    begin();
}

double PageWriter::width() const { return m_size.width() - 2 * margin; }
double PageWriter::bottom() const { return m_size.height() - margin; }
bool PageWriter::empty() const { return m_y < margin + 1; }

/// Unhinted: lines are as wide on every device.
QFont PageWriter::font(double points, bool bold) const {
    QFont font(QStringLiteral("sans-serif"));
    font.setHintingPreference(QFont::PreferNoHinting);
    font.setPixelSize(std::max(1, int(std::lround(points * 96 / 72))));
    font.setBold(bold);
    return font;
}

void PageWriter::begin() {
    m_y = margin;
    m_painter.setFont(font(7.5, false));
    m_painter.setPen(paper().mutedText);
    m_painter.drawText(QRectF(margin, foot, width(), 14), int(Qt::AlignLeft), m_head);
    m_painter.drawText(QRectF(margin, m_size.height() - foot, width(), 14), int(Qt::AlignRight), QString::number(m_number));
}

void PageWriter::turn() {
    m_writer.newPage();
    ++m_number;
    begin();
}

void PageWriter::keep(double height) {
    if (m_y + height > bottom() && !empty()) turn();
}

void PageWriter::text(const QString& words, const TextLook& look) {
    if (words.isEmpty()) return;
    for (const QString& paragraph : words.split(QLatin1Char('\n'))) {
        QTextLayout layout(paragraph.isEmpty() ? QStringLiteral(" ") : paragraph, font(look.points, look.bold));
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) line.setLineWidth(width() - look.indent);
        layout.endLayout();
        for (int i = 0; i < layout.lineCount(); ++i) {
            const QTextLine line = layout.lineAt(i);
            keep(line.height());
            m_painter.setPen(look.colour);
            line.draw(&m_painter, QPointF(margin + look.indent, m_y - line.y()));
            m_y += line.height();
        }
    }
    m_y += gap * 0.5;
}

void PageWriter::entry(const QString& words, const QString& page, const TextLook& look) {
    const QFont used = font(look.points, look.bold);
    const double height = QFontMetricsF(used).height() + 2;
    keep(height);
    m_painter.setFont(used);
    m_painter.setPen(look.colour);
    m_painter.drawText(QRectF(margin + look.indent, m_y, width() - look.indent, height), int(Qt::AlignLeft), words);
    m_painter.drawText(QRectF(margin, m_y, width(), height), int(Qt::AlignRight), page);
    m_y += height;
}

Sheet PageWriter::sheet(QRectF room) const { return {m_painter, room, paper(), font(tablePoints, false), font(tablePoints, true), true}; }

void PageWriter::table(const core::TextTable& table, const std::string& legend) {
    if (table.header.empty()) return;
    const TableLayout layout = layOutTable(sheet({}), table);
    const double scale = std::min(1.0, width() / layout.width);
    const auto at = [&](double height, const auto& draw) {
        m_painter.save();
        m_painter.translate(margin, m_y);
        m_painter.scale(scale, scale);
        draw(sheet(QRectF(0, 0, layout.width, height)));
        m_painter.restore();
    };
    const auto head = [&] {
        at(layout.head, [&](const Sheet& sheet) {
            drawTableRule(sheet, layout, 0, true);
            drawTableHead(sheet, layout, 0);
            drawTableRule(sheet, layout, layout.head, false);
        });
        m_y += layout.head * scale;
    };
    const auto close = [&] { at(0, [&](const Sheet& sheet) { drawTableRule(sheet, layout, 0, true); }); };
    keep((layout.head + (layout.rows.empty() ? 0 : layout.rows.front())) * scale);
    head();
    for (std::size_t row = 0; row < layout.rows.size(); ++row) {
        if (m_y + layout.rows[row] * scale > bottom()) {
            close();
            turn();
            head();
        }
        at(layout.rows[row], [&](const Sheet& sheet) { drawTableRow(sheet, layout, row, 0); });
        m_y += layout.rows[row] * scale;
    }
    close();
    m_y += gap * 0.5;
    text(QString::fromStdString(legend), {.points = 8.5, .colour = paper().mutedText});
}

void PageWriter::gallery(const core::GalleryFigure& gallery) {
    const double scale = std::min(1.0, width() / std::max(1.0, gallerySize(sheet({}), gallery).width()));
    for (const core::GalleryFigure& part : galleryParts(sheet({}), gallery, (bottom() - margin - 60) / scale)) {
        const QSizeF size = gallerySize(sheet({}), part);
        keep(size.height() * scale);
        m_painter.save();
        m_painter.translate(margin, m_y);
        m_painter.scale(scale, scale);
        drawGallery(sheet(QRectF(0, 0, width() / scale, size.height())), part);
        m_painter.restore();
        m_y += size.height() * scale;
    }
}

void PageWriter::figure(const core::Figure& figure) {
    if (const auto* pictures = std::get_if<core::GalleryFigure>(&figure.content)) return gallery(*pictures);
    const auto [found, fresh] = m_pictures.try_emplace(&figure);
    if (fresh) {
        const QByteArray drawn = figureBytes(figure, FigureFormat::Picture, wide);
        found->second.setData(drawn.constData(), uint(drawn.size()));
    }
    const double height = width() * wide.heightCm / wide.widthCm;
    keep(height);
    m_painter.save();
    m_painter.setClipRect(QRectF(margin, m_y, width(), height));
    m_painter.translate(margin, m_y);
    const double dots = double(found->second.logicalDpiX()) / m_writer.logicalDpiX(); // a picture grows with the dots of the page
    const double scale = width() / (wide.widthCm * unitsPerCm) * dots;
    m_painter.scale(scale, scale);
    found->second.play(&m_painter);
    m_painter.restore();
    m_y += height + gap;
}

} // namespace epochlab::ui
