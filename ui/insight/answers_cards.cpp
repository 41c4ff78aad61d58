#include "insight/answers_cards.h"

#include "insight/insight_text.h"
#include "insight/unit_square.h"
#include "plot/csv_text.h"
#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "plot/run_mark.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::ui {
namespace {

constexpr double kCounts = 44; ///< height of the bars of how many rows each bin has
constexpr double kGap = 22;
constexpr double kLegend = 250, kLegendShare = 0.36; ///< its width at least, but of a narrow room
constexpr std::size_t kMostIntervals = 4;            ///< more runs' would cover each other
constexpr double kReach = 12;                        ///< pixels from which a point is spoken of

QString fixed(double value) { return QString::fromStdString(core::fixedText(value)); }

QPen runPen(const Sheet& sheet, int series, double width) { return {runMark(series, sheet.palette).hue, width}; }

double lineOfScreen() { return QFontMetricsF(pixelFont(Theme::instance().labelFont())).height(); }

/// Square at the left, its legend beside it.
QRectF besides(const Sheet& sheet, const UnitSquare& square) {
    return QRectF(QPointF(square.field.right() + kGap, square.field.top()), sheet.room.bottomRight());
}

/// With room for the legend at its right.
UnitSquare rocSquare(QRectF room, double line) {
    return UnitSquare::within(room.adjusted(0, 0, -std::min(kLegend, kLegendShare * room.width()), 0), line);
}
UnitSquare calibrationSquare(QRectF room, double line) { return rocSquare(room.adjusted(0, 0, 0, -kCounts), line); }

/// CSV of several tables, a first column naming whose each is.
template <typename Runs, typename Table> QByteArray csvOf(const Runs& runs, const Table& table) {
    QByteArray text;
    for (const auto& run : runs) {
        const std::string lines = core::write(table(run.numbers), core::TableFormat::Csv);
        const QList<QByteArray> rows = QByteArray::fromStdString(lines).trimmed().split('\n');
        if (text.isEmpty()) text = "run," + rows.front() + '\n';
        for (const QByteArray& row : rows.sliced(1)) text += csvText(run.name) + ',' + row + '\n';
    }
    return text;
}

} // namespace

CalibrationCard::CalibrationCard(QWidget* parent) : PaintedCard(QStringLiteral("calibration"), tr("Calibration"), parent) {
    refresh(tr("Tick a run that has ended"));
}

void CalibrationCard::setRuns(Runs runs, const QString& what, const QString& subtitle, const QString& reason) {
    m_runs = std::move(runs);
    m_what = what;
    setSubtitle(subtitle);
    refresh(reason);
}

void CalibrationCard::draw(const Sheet& sheet) const {
    const UnitSquare square = calibrationSquare(sheet.room, sheet.line());
    square.drawAxes(sheet, m_what, tr("share that was so"));
    for (const auto& run : m_runs) drawRun(sheet, square, run);
    drawCounts(sheet, {square.field.left(), sheet.room.bottom() - kCounts + 4, square.field.width(), kCounts - 4});
    QList<LegendRun> legend;
    for (const auto& run : m_runs) {
        const core::Calibration& numbers = run.numbers;
        const bool more = numbers.error > numbers.chanceBound;
        legend.push_back({run.series,
                          run.name,
                          {(more ? tr("ECE %1, more than chance (%2)") : tr("ECE %1, no more than chance (%2)"))
                               .arg(fixed(numbers.error), fixed(numbers.chanceBound))}});
    }
    drawLegend(sheet, besides(sheet, square), legend);
}

void CalibrationCard::drawRun(const Sheet& sheet, const UnitSquare& square, const AnsweredRun<core::Calibration>& run) const {
    QPainter& painter = sheet.painter;
    const RunMark mark = runMark(run.series, sheet.palette);
    QPolygonF line;
    QColor faint = mark.hue;
    faint.setAlphaF(m_runs.size() > 3 ? 0.35F : 0.6F);
    for (const core::CalibrationBin& bin : run.numbers.bins) {
        if (bin.rows == 0) continue;
        line << square.at(bin.mean, bin.share);
        if (m_runs.size() > kMostIntervals) continue;
        painter.setPen(QPen(faint, 1.4));
        painter.drawLine(square.at(bin.mean, bin.interval.low), square.at(bin.mean, bin.interval.high));
    }
    painter.setPen(runPen(sheet, run.series, 1.6));
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mark.hue);
    for (const QPointF& point : line) painter.drawPath(mark.shape.translated(point));
}

/// Beside each other within a bin.
void CalibrationCard::drawCounts(const Sheet& sheet, QRectF room) const {
    double most = 1;
    for (const auto& run : m_runs)
        for (const core::CalibrationBin& bin : run.numbers.bins) most = std::max(most, static_cast<double>(bin.rows));
    const QRectF bars = room.adjusted(0, 2, 0, 0);
    sheet.text({room.left() - 52, bars.top(), 46, sheet.line()}, int(Qt::AlignRight), QString::number(most), sheet.palette.mutedText);
    sheet.text({room.left() - 52, bars.bottom() - sheet.line(), 46, sheet.line()}, int(Qt::AlignRight), tr("rows"),
               sheet.palette.mutedText);
    sheet.painter.setPen(Qt::NoPen);
    for (std::size_t at = 0; at < m_runs.size(); ++at) {
        sheet.painter.setBrush(runMark(m_runs[at].series, sheet.palette).hue);
        for (const core::CalibrationBin& bin : m_runs[at].numbers.bins) {
            const double width = (bin.high - bin.low) * bars.width() - 2;
            const double each = std::max(1.0, width / static_cast<double>(m_runs.size()));
            const double height = bars.height() * static_cast<double>(bin.rows) / most;
            const double left = bars.left() + bin.low * bars.width() + 1 + static_cast<double>(at) * each;
            sheet.painter.drawRect(QRectF(left, bars.bottom() - height, each, height));
        }
    }
    sheet.painter.setPen(QPen(sheet.palette.border, 1));
    sheet.painter.drawLine(bars.bottomLeft(), bars.bottomRight());
}

QString CalibrationCard::tip(QPointF place) const {
    const UnitSquare square = calibrationSquare(QRectF(canvas()->rect()), lineOfScreen());
    QString text;
    double nearest = kReach;
    for (const auto& run : m_runs)
        for (const core::CalibrationBin& bin : run.numbers.bins) {
            if (bin.rows == 0) continue;
            const QPointF apart = square.at(bin.mean, bin.share) - place;
            const double distance = std::hypot(apart.x(), apart.y());
            if (distance >= nearest) continue;
            nearest = distance;
            text = tr("%1: mean probability %2, so in %3 of %4 rows: %5 (95 %: %6)")
                       .arg(run.name, fixed(bin.mean), QString::number(bin.hits), QString::number(bin.rows), fixed(bin.share),
                            QString::fromStdString(core::intervalText(bin.interval)));
        }
    return text;
}

QByteArray CalibrationCard::csv() const {
    return csvOf(m_runs, [](const core::Calibration& numbers) { return core::calibrationTable(numbers, core::TableFormat::Csv); });
}

RocCard::RocCard(QWidget* parent) : PaintedCard(QStringLiteral("roc"), tr("ROC curve"), parent) {
    refresh(tr("Tick a run that has ended"));
}

void RocCard::setRuns(Runs runs, const QString& positive, const QString& subtitle, const QString& reason) {
    m_runs = std::move(runs);
    m_positive = positive;
    setSubtitle(subtitle);
    refresh(reason);
}

void RocCard::draw(const Sheet& sheet) const {
    const UnitSquare square = rocSquare(sheet.room, sheet.line());
    square.drawAxes(sheet, tr("false-positive rate: others taken for %1").arg(m_positive),
                    tr("true-positive rate: %1 found").arg(m_positive));
    QList<LegendRun> legend;
    for (const auto& run : m_runs) {
        QPolygonF line;
        for (const core::RocPoint& point : core::cornersOf(run.numbers)) line << square.at(point.falsePositive, point.truePositive);
        sheet.painter.setPen(runPen(sheet, run.series, 1.6));
        sheet.painter.drawPolyline(line);
        const core::RocCurve& numbers = run.numbers;
        const QString interval =
            numbers.interval ? tr(" (95 %: %1)").arg(QString::fromStdString(core::intervalText(*numbers.interval))) : QString();
        legend.push_back({run.series,
                          run.name,
                          {tr("AUC %1%2").arg(fixed(numbers.area), interval),
                           tr("%1 rows of %2, %3 others").arg(numbers.positives).arg(m_positive).arg(numbers.negatives)}});
    }
    drawLegend(sheet, besides(sheet, square), legend);
}

QString RocCard::tip(QPointF place) const {
    const UnitSquare square = rocSquare(QRectF(canvas()->rect()), lineOfScreen());
    QString text;
    double nearest = kReach;
    for (const auto& run : m_runs)
        for (const core::RocPoint& point : run.numbers.points) {
            const QPointF apart = square.at(point.falsePositive, point.truePositive) - place;
            const double distance = std::hypot(apart.x(), apart.y());
            if (distance >= nearest || !std::isfinite(point.threshold)) continue;
            nearest = distance;
            text = tr("%1: from a probability of %2 on, %3 of the rows of %4 are found and %5 of the others taken for it")
                       .arg(run.name, fixed(point.threshold), fixed(point.truePositive), m_positive, fixed(point.falsePositive));
        }
    return text;
}

QByteArray RocCard::csv() const {
    return csvOf(m_runs, [](const core::RocCurve& curve) { return core::rocTable(curve, core::TableFormat::Csv); });
}

QString CalibrationCard::words() const {
    QStringList lines;
    for (const auto& run : m_runs) lines << run.name + QStringLiteral(": ") + QString::fromStdString(core::calibrationWords(run.numbers));
    return lines.join(QStringLiteral("; "));
}

QString RocCard::words() const {
    QStringList lines;
    for (const auto& run : m_runs) lines << run.name + QStringLiteral(": ") + QString::fromStdString(core::rocWords(run.numbers));
    return lines.join(QStringLiteral("; "));
}

/// The table may ask once more for what has just gone.
bool CalibrationCard::fillValues(FigureValues* values) const {
    if (values == nullptr) return true;
    std::vector<FigureValues::Column> columns;
    const auto add = [&](const QString& head, std::size_t run, auto member) {
        columns.push_back({head, [this, run, member](int row) -> std::optional<double> {
                               const auto at = static_cast<std::size_t>(row);
                               if (run >= m_runs.size() || at >= m_runs[run].numbers.bins.size()) return std::nullopt;
                               const double value = static_cast<double>(m_runs[run].numbers.bins[at].*member);
                               return std::isnan(value) ? std::nullopt : std::optional(value);
                           }});
    };
    if (!m_runs.empty()) add(tr("from"), 0, &core::CalibrationBin::low);
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
        add(tr("%1: n").arg(m_runs[run].name), run, &core::CalibrationBin::rows);
        add(tr("%1: mean").arg(m_runs[run].name), run, &core::CalibrationBin::mean);
        add(tr("%1: share").arg(m_runs[run].name), run, &core::CalibrationBin::share);
    }
    values->show(m_runs.empty() ? 0 : int(m_runs[0].numbers.bins.size()), std::move(columns));
    return true;
}

bool RocCard::fillValues(FigureValues* values) const {
    if (values == nullptr) return true;
    std::vector<FigureValues::Column> columns;
    std::size_t rows = 0;
    for (std::size_t run = 0; run < m_runs.size(); ++run) {
        const auto add = [&](const QString& head, double core::RocPoint::*member) {
            columns.push_back({head.arg(m_runs[run].name), [this, run, member](int row) -> std::optional<double> {
                                   const auto at = static_cast<std::size_t>(row);
                                   if (run >= m_runs.size() || at >= m_runs[run].numbers.points.size()) return std::nullopt;
                                   return m_runs[run].numbers.points[at].*member;
                               }});
        };
        add(tr("%1: threshold"), &core::RocPoint::threshold);
        add(tr("%1: false positives"), &core::RocPoint::falsePositive);
        add(tr("%1: true positives"), &core::RocPoint::truePositive);
        rows = std::max(rows, m_runs[run].numbers.points.size());
    }
    values->show(int(rows), std::move(columns));
    return true;
}

} // namespace epochlab::ui
