#include "insight/insight_text.h"
#include "insight/sweep_cards.h"
#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr double kMostRow = 48, kLeastRow = 18;
constexpr double kPad = 8;
constexpr int kTicks = 4;

QString fixed(double value, int digits = 3) { return QString::fromStdString(core::fixedText(value, digits)); }

QString verdict(const core::FieldShare& field) {
    if (!field.isClear()) return QObject::tr("cannot be told from chance");
    return QObject::tr("p %1").arg(field.p < 0.001 ? QStringLiteral("< 0.001") : fixed(field.p));
}

} // namespace

ImportanceCard::ImportanceCard(QWidget* parent)
    : PaintedCard(QStringLiteral("importance"), tr("Share of variance each field explains by itself"), parent) {
    refresh(tr("Tick ten runs of a sweep"));
}

void ImportanceCard::setImportance(core::Importance importance, const QString& reason) {
    m_importance = std::move(importance);
    setSubtitle(reason.isEmpty() ? QString::fromStdString(core::importanceWords(m_importance)) : QString());
    refresh(reason);
}

double ImportanceCard::rowHeight(double height, double line) const {
    const auto rows = static_cast<double>(std::max<std::size_t>(1, m_importance.fields.size()));
    return std::clamp((height - 3 * line - kPad) / rows, kLeastRow, kMostRow);
}

void ImportanceCard::draw(const Sheet& sheet) const {
    const QFontMetricsF metrics(sheet.font);
    double names = 0, words = metrics.horizontalAdvance(tr("cannot be told from chance"));
    for (const core::FieldShare& field : m_importance.fields)
        names = std::max(names, metrics.horizontalAdvance(QString::fromStdString(field.label)));
    names = std::min(names, sheet.room.width() * 0.3);
    const double row = rowHeight(sheet.room.height(), sheet.line());
    const double left = sheet.room.left() + names + kPad;
    const double right = sheet.room.right() - words - 60;
    const double bottom = sheet.room.top() + row * static_cast<double>(m_importance.fields.size());
    const auto x = [&](double share) { return left + share * (right - left); };
    for (int i = 0; i <= kTicks; ++i) {
        const double share = double(i) / kTicks;
        sheet.painter.setPen(QPen(sheet.palette.border, 1));
        sheet.painter.drawLine(QPointF(x(share), sheet.room.top()), QPointF(x(share), bottom));
        sheet.text({x(share) - 30, bottom + 2, 60, sheet.line()}, int(Qt::AlignHCenter), fixed(share, 2), sheet.palette.mutedText);
    }
    for (std::size_t at = 0; at < m_importance.fields.size(); ++at) {
        const core::FieldShare& field = m_importance.fields[at];
        const QRectF place(sheet.room.left(), sheet.room.top() + row * static_cast<double>(at), sheet.room.width(), row);
        const double height = std::min(20.0, row - 6);
        const QRectF bar(left, place.center().y() - height / 2, std::max(1.0, x(field.share) - left), height);
        sheet.text({place.left(), place.top(), names, row}, int(Qt::AlignRight | Qt::AlignVCenter), QString::fromStdString(field.label),
                   field.isClear() ? sheet.palette.text : sheet.palette.mutedText);
        sheet.painter.setPen(Qt::NoPen);
        sheet.painter.setBrush(field.isClear() ? sheet.palette.accent : sheet.palette.mutedText);
        sheet.painter.drawRect(bar);
        sheet.painter.setPen(QPen(sheet.palette.text, 1.5));
        sheet.painter.drawLine(QPointF(x(field.chance), bar.top() - 3), QPointF(x(field.chance), bar.bottom() + 3));
        sheet.text({right + kPad, place.top(), 44, row}, int(Qt::AlignLeft | Qt::AlignVCenter), fixed(field.share), sheet.palette.text,
                   field.isClear());
        sheet.text({right + 56, place.top(), sheet.room.right() - right - 56, row}, int(Qt::AlignLeft | Qt::AlignVCenter), verdict(field),
                   sheet.palette.mutedText);
    }
    sheet.text({left, bottom + sheet.line() + 2, sheet.room.right() - left, 2 * sheet.line()}, int(Qt::AlignLeft) | int(Qt::TextWordWrap),
               tr("share of the variance of the %1 · the upright mark: chance alone stays below it in 95 %")
                   .arg(QString::fromStdString(m_importance.metric.words())),
               sheet.palette.mutedText);
}

QString ImportanceCard::tip(QPointF place) const {
    const double line = QFontMetricsF(pixelFont(Theme::instance().labelFont())).height();
    const auto row = static_cast<std::size_t>(std::max(0.0, place.y()) / rowHeight(canvas()->height(), line));
    if (row >= m_importance.fields.size()) return {};
    const core::FieldShare& field = m_importance.fields[row];
    return tr("%1: %2 %3, share %4, chance alone stays below %5 in 95 %, p %6")
        .arg(QString::fromStdString(field.label), QString::number(field.levels),
             field.grouped ? tr("groups of neighbouring values") : tr("values"), fixed(field.share), fixed(field.chance),
             fixed(field.p, 4));
}

bool ImportanceCard::fillValues(FigureValues* values) const {
    if (values != nullptr) values->show(core::importanceTable(m_importance, core::TableFormat::Csv));
    return true;
}

QByteArray ImportanceCard::csv() const {
    return QByteArray::fromStdString(core::write(core::importanceTable(m_importance, core::TableFormat::Csv), core::TableFormat::Csv));
}

QString ImportanceCard::words() const {
    QStringList lines;
    for (const core::FieldShare& field : m_importance.fields)
        lines << tr("%1: share %2, by chance up to %3, %4")
                     .arg(QString::fromStdString(field.label), fixed(field.share), fixed(field.chance), verdict(field));
    return lines.join(QStringLiteral("; "));
}

} // namespace epochlab::ui
