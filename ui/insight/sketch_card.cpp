#include "insight/sketch_card.h"

#include "insight/insight_text.h"
#include "insight/unit_square.h"
#include "map/map_scene.h"
#include "plot/csv_text.h"
#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "plot/run_mark.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double kLegend = 230;      ///< width at the right, at most
constexpr double kLegendShare = 0.4; ///< of a narrow room
constexpr double kPad = 6;
constexpr std::size_t kMostPoints = 2000; ///< of a line on the screen

double lineOfScreen() { return QFontMetricsF(pixelFont(Theme::instance().labelFont())).height(); }

/// As core::sketchWords() says it, in lines that fit.
QStringList factsOf(const core::SketchDifference& difference) {
    if (difference.epochs == 0) return {QObject::tr("no epoch of the sketch yet")};
    const auto fixed = [](double value) { return QString::fromStdString(core::fixedText(std::abs(value))); };
    QStringList facts{QObject::tr("off by %1 on average").arg(fixed(difference.meanAbsolute))};
    facts << (difference.bias > 0 ? QObject::tr("%1 too high, %2 epochs") : QObject::tr("%1 too low, %2 epochs"))
                 .arg(fixed(difference.bias))
                 .arg(difference.epochs);
    return facts;
}

/// The sketch, and below it what came.
core::TextTable sketchTable(const core::Sketch& sketch, const std::vector<SketchCard::Run>& runs) {
    const core::NumberCells cells(core::TableFormat::Csv);
    core::TextTable table{
        {{QObject::tr("curve").toStdString()}, core::NumberCells::head("epoch"), core::NumberCells::head(sketch.metric.words())}, {}};
    const auto add = [&](const QString& name, const std::vector<double>& x, const std::vector<double>& y) {
        for (std::size_t i = 0; i < x.size(); ++i) table.rows.push_back({{name.toStdString()}, cells.number(x[i]), cells.number(y[i])});
    };
    add(QObject::tr("sketch"), sketch.epochs, sketch.values);
    for (const SketchCard::Run& run : runs)
        if (run.curve) add(run.name, run.curve->x, run.curve->y);
    return table;
}

} // namespace

SketchCard::SketchCard(QWidget* parent) : PaintedCard(QStringLiteral("sketch"), tr("Predict first"), parent) {
    canvas()->setCursor(Qt::CrossCursor);
    say();
}

void SketchCard::setAxes(const core::Metric& metric, double epochs, double top) {
    m_sketch.metric = metric;
    m_epochs = std::max(2.0, epochs);
    m_top = std::isfinite(top) && top > 0 ? top : 1.0;
    say();
}

void SketchCard::setSketch(core::Sketch sketch) {
    if (m_drawing) return; // the hand knows better
    m_sketch = std::move(sketch);
    say();
}

void SketchCard::setRuns(std::vector<Run> runs) {
    m_runs = std::move(runs);
    say();
}

void SketchCard::say() {
    const QString metric = QString::fromStdString(m_sketch.metric.words());
    setSubtitle(m_sketch.empty() ? tr("draw the %1 that you expect with the mouse, then train").arg(metric)
                                 : tr("%1 · your sketch is dashed; draw over it to change it").arg(metric));
    refresh({});
}

QRectF SketchCard::field(QRectF room, double line) const {
    return room.adjusted(3 * line + kPad, line / 2, -std::min(kLegend, kLegendShare * room.width()) - 2 * kPad, -2.4 * line);
}

QPointF SketchCard::at(QRectF field, double epoch, double value) const {
    return {field.left() + (epoch - 1) / (m_epochs - 1) * field.width(), field.bottom() - value / m_top * field.height()};
}

QPointF SketchCard::placeOf(double epoch, double value) const { return at(field(QRectF(canvas()->rect()), lineOfScreen()), epoch, value); }

QPointF SketchCard::valuesAt(QPointF place) const {
    const QRectF area = field(QRectF(canvas()->rect()), lineOfScreen());
    return {1 + std::clamp((place.x() - area.left()) / area.width(), 0.0, 1.0) * (m_epochs - 1),
            std::clamp((area.bottom() - place.y()) / area.height(), 0.0, 1.0) * m_top};
}

void SketchCard::press(QPointF place) {
    const QRectF area = field(QRectF(canvas()->rect()), lineOfScreen());
    if (!area.adjusted(-kPad, -kPad, kPad, kPad).contains(place)) return;
    m_drawing = true;
    m_last = valuesAt(place);
    m_sketch.draw(m_last.x(), m_last.y(), m_last.x(), m_last.y());
    say();
}

void SketchCard::drag(QPointF place) {
    if (!m_drawing) return;
    const QPointF now = valuesAt(place);
    m_sketch.draw(m_last.x(), m_last.y(), now.x(), now.y());
    m_last = now;
    say();
}

void SketchCard::release() {
    if (!std::exchange(m_drawing, false)) return;
    emit sketched();
}

void SketchCard::drawAxes(const Sheet& sheet, QRectF field) const {
    const Palette& palette = sheet.palette;
    const double line = sheet.line();
    for (const double value : niceTicks(0, m_top, 6)) {
        const double y = at(field, 1, value).y();
        sheet.painter.setPen(QPen(palette.border, 1));
        sheet.painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y));
        sheet.text({field.left() - 3 * line - 4, y - line / 2, 3 * line, line}, int(Qt::AlignRight | Qt::AlignVCenter),
                   QString::number(value, 'g', 3), palette.mutedText);
    }
    for (const double epoch : niceTicks(1, m_epochs, 8)) {
        const double x = at(field, epoch, 0).x();
        sheet.painter.setPen(QPen(palette.border, 1));
        sheet.painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()));
        sheet.text({x - 30, field.bottom() + 3, 60, line}, int(Qt::AlignHCenter), QString::number(epoch, 'g', 6), palette.mutedText);
    }
    sheet.text({field.left(), field.bottom() + line + 3, field.width(), line}, int(Qt::AlignRight), tr("epoch"), palette.mutedText);
}

void SketchCard::drawCurves(const Sheet& sheet, QRectF field) const {
    sheet.painter.save();
    sheet.painter.setClipRect(field.adjusted(-2, -2, 2, 2));
    sheet.painter.setBrush(Qt::NoBrush);
    for (const Run& run : m_runs) {
        if (!run.curve) continue;
        sheet.painter.setPen(QPen(runMark(run.series, sheet.palette).hue, 1.6));
        QPolygonF line;
        const std::size_t stride = run.curve->x.size() / kMostPoints + 1;
        for (std::size_t i = 0; i < run.curve->x.size(); i += stride)
            if (std::isfinite(run.curve->y[i])) line << at(field, run.curve->x[i], run.curve->y[i]);
        sheet.painter.drawPolyline(line);
    }
    sheet.painter.setPen(QPen(sheet.palette.text, 2.2, Qt::DashLine, Qt::RoundCap));
    QPolygonF line;
    for (std::size_t i = 0; i < m_sketch.epochs.size(); ++i) line << at(field, m_sketch.epochs[i], m_sketch.values[i]);
    line.size() == 1 ? sheet.painter.drawPoint(line[0]) : sheet.painter.drawPolyline(line);
    sheet.painter.restore();
}

void SketchCard::draw(const Sheet& sheet) const {
    const QRectF area = field(sheet.room, sheet.line());
    drawAxes(sheet, area);
    drawCurves(sheet, area);
    QList<LegendRun> legend;
    for (const Run& run : m_runs) {
        LegendRun entry{run.series, run.name, {}};
        if (!m_sketch.empty() && run.curve) {
            const core::SketchDifference difference = core::differenceOf(m_sketch, *run.curve);
            entry.facts = factsOf(difference);
            if (run.before) entry.facts << tr("trained before the sketch was made");
        }
        legend << entry;
    }
    drawLegend(sheet, {QPointF(area.right() + 2 * kPad, area.top()), sheet.room.bottomRight()}, legend);
}

bool SketchCard::fillValues(FigureValues* values) const {
    if (values != nullptr) values->show(sketchTable(m_sketch, m_runs));
    return true;
}

QByteArray SketchCard::csv() const {
    QByteArray text = "curve,epoch," + csvText(QString::fromStdString(m_sketch.metric.series)) + '\n';
    const auto add = [&text](const QString& name, const std::vector<double>& x, const std::vector<double>& y) {
        for (std::size_t i = 0; i < x.size(); ++i) text += csvText(name) + ',' + csvNumber(x[i]) + ',' + csvNumber(y[i]) + '\n';
    };
    add(tr("sketch"), m_sketch.epochs, m_sketch.values);
    for (const Run& run : m_runs)
        if (run.curve) add(run.name, run.curve->x, run.curve->y);
    return text;
}

QString SketchCard::words() const {
    QStringList lines;
    for (const Run& run : m_runs)
        if (run.curve && !m_sketch.empty())
            lines << run.name + QStringLiteral(": ") + QString::fromStdString(core::sketchWords(core::differenceOf(m_sketch, *run.curve)));
    return lines.join(QStringLiteral("; "));
}

} // namespace epochlab::ui
