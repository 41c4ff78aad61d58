#include "insight/outline_card.h"

#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr double kMostRow = 40;
constexpr double kArrow = 6; ///< between two boxes
constexpr double kBoxShare = 0.56, kShapeShare = 0.16;
constexpr double kPad = 8;

QString text(const std::string& words) { return QString::fromStdString(words); }

double rowHeight(double height, std::size_t rows, double line) {
    return std::clamp(height / static_cast<double>(std::max<std::size_t>(1, rows)), line + kArrow, kMostRow);
}

void drawBox(const Sheet& sheet, QRectF box, const core::OutlineLayer& layer) {
    const Palette& palette = sheet.palette;
    QPainter& painter = sheet.painter;
    const bool learns = layer.trained > 0;
    QColor border = learns ? palette.accent : palette.border;
    painter.setPen(QPen(border, 1, layer.frozen() ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(learns ? palette.tint : palette.window);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    const QString name = text(core::nameText(layer));
    const double width = QFontMetricsF(sheet.bold).horizontalAdvance(name) + 2;
    const QRectF inner = box.adjusted(kPad, 0, -kPad, 0);
    sheet.text(inner, int(Qt::AlignLeft | Qt::AlignVCenter), name, palette.text, true);
    const QString frozen = layer.frozen() ? QObject::tr("frozen · ") : QString();
    const QString kind = frozen + text(core::kindText(layer));
    sheet.text(inner.adjusted(width + kPad, 0, 0, 0), int(Qt::AlignLeft | Qt::AlignVCenter), kind, palette.mutedText);
}

void drawArrow(const Sheet& sheet, double x, double top) {
    sheet.painter.setPen(QPen(sheet.palette.mutedText, 1));
    sheet.painter.drawLine(QPointF(x, top), QPointF(x, top + kArrow));
}

/// The trained part in the accent, the frozen one in grey.
void drawBar(const Sheet& sheet, QRectF place, const core::OutlineLayer& layer, double most) {
    const QString number = text(core::groupedText(layer.parameters));
    const double numberWidth = QFontMetricsF(sheet.font).horizontalAdvance(QStringLiteral("00,000,000")) + kPad;
    const QRectF numbers(place.right() - numberWidth, place.top(), numberWidth, place.height());
    const bool none = layer.parameters == 0;
    sheet.text(numbers, int(Qt::AlignRight | Qt::AlignVCenter), none ? QStringLiteral("–") : number,
               none ? sheet.palette.mutedText : sheet.palette.text);
    if (none) return;
    const double room = place.width() - numberWidth - kPad;
    const double height = std::min(9.0, place.height() - 4);
    const auto width = [&](std::int64_t count) { return room * static_cast<double>(count) / most; };
    const QRectF bar(place.left(), place.center().y() - height / 2, width(layer.parameters), height);
    sheet.painter.setPen(Qt::NoPen);
    sheet.painter.setBrush(sheet.palette.border);
    sheet.painter.drawRect(bar);
    sheet.painter.setBrush(sheet.palette.accent);
    sheet.painter.drawRect(QRectF(bar.topLeft(), QSizeF(std::max(layer.trained > 0 ? 1.0 : 0.0, width(layer.trained)), height)));
}

} // namespace

OutlineCard::OutlineCard(QWidget* parent) : PaintedCard(QStringLiteral("layers"), tr("Model as layers"), parent) {
    setOutline({}, tr("Choose data and a model to see its layers"));
}

void OutlineCard::setOutline(core::ModelOutline outline, const QString& reason) {
    m_outline = std::move(outline);
    const QString total = text(core::totalText(m_outline));
    setSubtitle(reason.isEmpty() ? text(m_outline.title) + QStringLiteral(" · ") + total : QString());
    refresh(reason);
}

core::ModelOutline OutlineCard::shown(double height, double line) const {
    return core::folded(m_outline, static_cast<std::size_t>(std::max(1.0, height / (line + kArrow + 2) - 1)));
}

std::size_t OutlineCard::boxes(double height) const {
    return shown(height, QFontMetricsF(pixelFont(Theme::instance().labelFont())).height()).layers.size();
}

void OutlineCard::draw(const Sheet& sheet) const {
    const core::ModelOutline outline = shown(sheet.room.height(), sheet.line());
    const double head = sheet.line() + 2;
    const double row = rowHeight(sheet.room.height() - head, outline.layers.size(), sheet.line());
    const double boxWidth = sheet.room.width() * kBoxShare;
    const double shapeLeft = sheet.room.left() + boxWidth + kPad;
    const double barLeft = shapeLeft + sheet.room.width() * kShapeShare;
    const QColor& muted = sheet.palette.mutedText;
    const int middle = int(Qt::AlignLeft | Qt::AlignVCenter);
    sheet.text({shapeLeft, sheet.room.top(), barLeft - shapeLeft, head}, middle, tr("output"), muted);
    sheet.text({barLeft, sheet.room.top(), sheet.room.right() - barLeft, head}, int(Qt::AlignRight | Qt::AlignVCenter), tr("parameters"),
               muted);
    double most = 1;
    for (const core::OutlineLayer& layer : outline.layers) most = std::max(most, static_cast<double>(layer.parameters));
    for (std::size_t at = 0; at < outline.layers.size(); ++at) {
        const core::OutlineLayer& layer = outline.layers[at];
        const double top = sheet.room.top() + head + static_cast<double>(at) * row;
        const double height = row - kArrow;
        drawBox(sheet, {sheet.room.left(), top, boxWidth, height}, layer);
        if (at + 1 < outline.layers.size()) drawArrow(sheet, sheet.room.left() + boxWidth / 2, top + height);
        sheet.text({shapeLeft, top, barLeft - shapeLeft - kPad, height}, middle, text(core::shapeText(layer.output)), sheet.palette.text);
        drawBar(sheet, {barLeft, top, sheet.room.right() - barLeft, height}, layer, most);
    }
}

QString OutlineCard::tip(QPointF place) const {
    const double line = QFontMetricsF(pixelFont(Theme::instance().labelFont())).height();
    const core::ModelOutline outline = shown(canvas()->height(), line);
    const double head = line + 2;
    const auto row = static_cast<int>((place.y() - head) / rowHeight(canvas()->height() - head, outline.layers.size(), line));
    if (place.y() < head || row >= static_cast<int>(outline.layers.size())) return {};
    const core::OutlineLayer& layer = outline.layers[static_cast<std::size_t>(row)];
    return tr("%1: %2, %3 → %4, %5 parameters, %6 of them trained")
        .arg(text(core::nameText(layer)), text(core::kindText(layer)), text(core::shapeText(layer.input)),
             text(core::shapeText(layer.output)), text(core::groupedText(layer.parameters)), text(core::groupedText(layer.trained)));
}

bool OutlineCard::fillValues(FigureValues* values) const {
    if (values != nullptr) values->show(core::outlineTable(m_outline, core::TableFormat::Csv));
    return true;
}

QByteArray OutlineCard::csv() const {
    return QByteArray::fromStdString(core::write(core::outlineTable(m_outline, core::TableFormat::Csv), core::TableFormat::Csv));
}

QString OutlineCard::words() const {
    QStringList lines;
    for (const core::OutlineLayer& layer : core::folded(m_outline, 1).layers)
        lines << tr("%1: %2, output %3, %4 parameters")
                     .arg(text(core::nameText(layer)), text(core::kindText(layer)), text(core::shapeText(layer.output)),
                          text(core::groupedText(layer.parameters)));
    return lines.join(QStringLiteral("; "));
}

} // namespace epochlab::ui
