#include "insight/insight_text.h"
#include "insight/sweep_cards.h"
#include "plot/figure_export.h"
#include "plot/figure_values.h"
#include "theme/theme.h"
#include "theme/viridis.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace epochlab::ui {
namespace {

constexpr double kReach = 6;      ///< pixels from which a line is pointed at
constexpr double kSide = 64;      ///< for the ticks of the first and last axis
constexpr double kBroken = -0.12; ///< where what has no value ends, below the metric's axis
constexpr double kPad = 4;
constexpr double kTitle = 190; ///< width of an axis' title, at most

double lineOfScreen() { return QFontMetricsF(pixelFont(Theme::instance().labelFont())).height(); }

double distanceTo(QPointF place, QPointF from, QPointF to) {
    const QPointF along = to - from;
    const double length = QPointF::dotProduct(along, along);
    const double share = length > 0 ? std::clamp(QPointF::dotProduct(place - from, along) / length, 0.0, 1.0) : 0.0;
    const QPointF apart = place - (from + share * along);
    return std::hypot(apart.x(), apart.y());
}

} // namespace

ParallelCard::ParallelCard(QWidget* parent) : PaintedCard(QStringLiteral("parallel"), tr("Parallel coordinates"), parent) {
    acceptKeys();
    refresh(tr("Tick ten runs of a sweep"));
}

void ParallelCard::setPlot(core::ParallelPlot plot, core::ComparedRuns runs, const QString& reason) {
    m_plot = std::move(plot);
    m_runs = std::move(runs);
    for (core::ComparedRun& run : m_runs) run.series.clear(); // the controller's own
    m_hovered.reset();
    const auto broken = std::ranges::count_if(m_plot.lines, [](const auto& line) { return !std::isfinite(line.metric); });
    QString said = tr("%1 runs · colour: %2").arg(m_plot.lines.size()).arg(QString::fromStdString(m_plot.metric.words()));
    if (broken > 0) said += tr(" · %1 without one (dashed)").arg(broken);
    setSubtitle(reason.isEmpty() ? said : QString());
    refresh(reason);
}

/// Below it there is room for what has no value.
QRectF ParallelCard::field(QRectF room, double line) const {
    const bool broken = std::ranges::any_of(m_plot.lines, [](const auto& each) { return !each.places.empty() && !each.places.back(); });
    const double height = broken ? (room.height() - 4 * line) / (1 - kBroken) : room.height() - 3.4 * line;
    return {room.left() + kSide, room.top() + 2.4 * line, room.width() - 2 * kSide, height};
}

QPointF ParallelCard::point(QRectF field, const core::ParallelLine& line, std::size_t axis) const {
    const auto axes = static_cast<double>(std::max<std::size_t>(2, m_plot.axes.size()));
    const double x = field.left() + field.width() * static_cast<double>(axis) / (axes - 1);
    return {x, field.bottom() - field.height() * line.places[axis].value_or(kBroken)};
}

QPointF ParallelCard::crossing(std::size_t line, std::size_t axis) const {
    return point(field(QRectF(canvas()->rect()), lineOfScreen()), m_plot.lines[line], axis);
}

std::optional<std::size_t> ParallelCard::lineAt(QPointF place) const {
    const QRectF area = field(QRectF(canvas()->rect()), lineOfScreen());
    std::optional<std::size_t> found;
    double nearest = kReach;
    for (std::size_t at = 0; at < m_plot.lines.size(); ++at)
        for (std::size_t axis = 1; axis < m_plot.axes.size(); ++axis) {
            const QPointF from = point(area, m_plot.lines[at], axis - 1);
            const QPointF to = point(area, m_plot.lines[at], axis);
            if (place.x() < from.x() - kReach || place.x() > to.x() + kReach) continue;
            const double distance = distanceTo(place, from, to);
            if (distance >= nearest) continue;
            nearest = distance;
            found = at;
        }
    return found;
}

void ParallelCard::drawLine(const Sheet& sheet, QRectF field, const core::ParallelLine& line, bool marked) const {
    const bool known = std::isfinite(line.metric);
    const double place = known ? line.places.back().value_or(0.5) : 0.0;
    QColor colour = known ? viridisLine(place, sheet.palette.dark) : sheet.palette.mutedText;
    if (m_hovered && !marked) colour.setAlphaF(0.18F);
    QPolygonF path;
    for (std::size_t axis = 0; axis < m_plot.axes.size(); ++axis) path << point(field, line, axis);
    sheet.painter.setPen(QPen(colour, marked ? 2.6 : 1.2, known ? Qt::SolidLine : Qt::DashLine));
    sheet.painter.setBrush(Qt::NoBrush);
    sheet.painter.drawPolyline(path);
}

void ParallelCard::drawAxis(const Sheet& sheet, QRectF field, std::size_t index) const {
    const core::ParallelAxis& axis = m_plot.axes[index];
    const auto axes = static_cast<double>(std::max<std::size_t>(2, m_plot.axes.size()));
    const double apart = field.width() / (axes - 1);
    const double x = field.left() + apart * static_cast<double>(index);
    const double width = std::min(apart, 2 * kSide) - 2 * kPad;
    const double line = sheet.line();
    sheet.painter.setPen(QPen(sheet.palette.mutedText, 1));
    sheet.painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()));
    const bool last = index + 1 == m_plot.axes.size();
    QString title = QString::fromStdString(axis.label);
    if (axis.logarithmic) title += tr(" (log)");
    const double wide = std::min(apart - kPad, kTitle);
    const double from = std::clamp(x - wide / 2, sheet.room.left(), sheet.room.right() - wide);
    const int side = int(index == 0 ? Qt::AlignLeft : last ? Qt::AlignRight : Qt::AlignHCenter);
    sheet.text({from, field.top() - 2.4 * line, wide, line}, side, title, sheet.palette.text, last);
    QColor ground = sheet.palette.surface;
    ground.setAlphaF(0.82F);
    double free = field.bottom() + 2 * line; // so that labels never cover each other
    for (const core::ParallelAxis::Tick& tick : axis.ticks) {
        const double y = field.bottom() - field.height() * tick.place;
        if (y + line / 2 > free) continue;
        free = y - line / 2;
        const QString text = QString::fromStdString(tick.text);
        const double length = std::min(width - kPad, QFontMetricsF(sheet.font).horizontalAdvance(text) + 2);
        const QRectF place(last ? x + kPad : x - kPad - length, y - line / 2, length, line);
        sheet.painter.fillRect(place, ground);
        sheet.text(place, int(Qt::AlignVCenter) | int(last ? Qt::AlignLeft : Qt::AlignRight), text, sheet.palette.mutedText);
    }
    const bool broken = std::ranges::any_of(m_plot.lines, [](const auto& each) { return !each.places.back(); });
    if (last && broken)
        sheet.text({x - width / 2, field.bottom() - kBroken * field.height(), width, line}, int(Qt::AlignHCenter), tr("no value"),
                   sheet.palette.mutedText);
}

void ParallelCard::draw(const Sheet& sheet) const {
    if (m_plot.axes.empty()) return;
    const QRectF area = field(sheet.room, sheet.line());
    for (std::size_t at = 0; at < m_plot.lines.size(); ++at)
        if (at != m_hovered) drawLine(sheet, area, m_plot.lines[at], false);
    if (m_hovered) drawLine(sheet, area, m_plot.lines[*m_hovered], true);
    for (std::size_t axis = 0; axis < m_plot.axes.size(); ++axis) drawAxis(sheet, area, axis);
}

QString ParallelCard::tip(QPointF place) const {
    const std::optional<std::size_t> at = lineAt(place);
    return at ? wordsOf(m_plot.lines[*at]) : QString();
}

QString ParallelCard::wordsOf(const core::ParallelLine& line) const {
    const core::ComparedRun& run = m_runs[line.run];
    QString text = QString::fromStdString(run.name.empty() ? run.id : run.name) + QStringLiteral(": ");
    for (std::size_t axis = 0; axis < m_plot.axes.size(); ++axis)
        text += (axis == 0 ? QString() : QStringLiteral(", ")) + QString::fromStdString(m_plot.axes[axis].label) + QLatin1Char(' ') +
                QString::fromStdString(line.values[axis]);
    return line.state == "finished" ? text : text + QStringLiteral(", ") + QString::fromStdString(line.state);
}

bool ParallelCard::hover(std::optional<QPointF> place) {
    const std::optional<std::size_t> at = place ? lineAt(*place) : std::nullopt;
    canvas()->setCursor(at ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (at == m_hovered) return false;
    m_hovered = at;
    return true;
}

void ParallelCard::press(QPointF place) {
    if (const std::optional<std::size_t> at = lineAt(place)) emit runChosen(QString::fromStdString(m_runs[m_plot.lines[*at].run].id));
}

std::optional<QString> ParallelCard::pressKey(int key) {
    if (m_plot.lines.empty()) return std::nullopt;
    std::vector<std::size_t> order(m_plot.lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [this](std::size_t a, std::size_t b) {
        const auto placeOf = [this](std::size_t line) { return m_plot.lines[line].places.back().value_or(kBroken); };
        return placeOf(a) > placeOf(b); // the topmost first
    });
    const auto now = m_hovered ? std::ranges::find(order, *m_hovered) : order.end();
    const std::size_t at = static_cast<std::size_t>(now - order.begin());
    const std::size_t last = order.size() - 1;
    switch (key) {
    case Qt::Key_Down: m_hovered = order[!m_hovered ? 0 : std::min(at + 1, last)]; break;
    case Qt::Key_Up: m_hovered = order[!m_hovered ? last : at - std::min<std::size_t>(at, 1)]; break;
    case Qt::Key_Home: m_hovered = order.front(); break;
    case Qt::Key_End: m_hovered = order.back(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_hovered) return std::nullopt;
        emit runChosen(QString::fromStdString(m_runs[m_plot.lines[*m_hovered].run].id));
        break;
    default: return std::nullopt;
    }
    return wordsOf(m_plot.lines[*m_hovered]);
}

bool ParallelCard::fillValues(FigureValues* values) const {
    if (values != nullptr) values->show(core::parallelTable(m_plot, m_runs, core::TableFormat::Csv));
    return true;
}

QByteArray ParallelCard::csv() const {
    return QByteArray::fromStdString(core::write(core::parallelTable(m_plot, m_runs, core::TableFormat::Csv), core::TableFormat::Csv));
}

QString ParallelCard::words() const {
    QStringList axes;
    for (const core::ParallelAxis& axis : m_plot.axes)
        if (!axis.ticks.empty())
            axes << tr("%1 from %2 to %3")
                        .arg(QString::fromStdString(axis.label), QString::fromStdString(axis.ticks.front().text),
                             QString::fromStdString(axis.ticks.back().text));
    return axes.join(QStringLiteral("; "));
}

} // namespace epochlab::ui
