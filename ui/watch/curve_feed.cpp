#include "watch/curve_feed.h"

#include "bridge/run_names.h"
#include "watch/rate_marks.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace epochlab::ui {

namespace {

constexpr std::array<CurveDash, 3> dashes{CurveDash::Solid, CurveDash::Dashed, CurveDash::Dotted};
const std::array<QString, 3> splitSigns{QStringLiteral("training ──"), QStringLiteral("validation ╌╌"), QStringLiteral("test ┈┈")};

QString keyOf(const core::RunId& run, const std::string& series) { return QString::fromStdString(run + '/' + series); }

std::string seriesOf(core::Split split, CurveFeed::Quantity quantity) {
    return std::string(core::splitName(split)) + (quantity == CurveFeed::Quantity::Loss ? "_loss" : "_accuracy");
}

std::int64_t stepsPerEpoch(const RunRecord& record) {
    return record.started ? std::max<std::int64_t>(1, record.started->shape.stepsPerEpoch) : 1;
}

} // namespace

CurveFeed::CurveFeed(const Controller& controller, CurvePlot& plot, Quantity quantity)
    : m_controller(controller), m_plot(plot), m_quantity(quantity) {}

void CurveFeed::addCurves(QMap<QString, Curve>& into, const RunRecord& record, const ShownSplits& shown, bool ghost) const {
    const auto add = [&](const std::string& series, CurveDash dash, bool faint) {
        const CurveStyle style{.series = record.colour, .dash = dash, .ghost = ghost, .faint = faint};
        into.insert(keyOf(record.id, series), Curve{.run = record.id, .series = series, .style = style});
    };
    if (shown.batchLoss && m_quantity == Quantity::Loss && !ghost) add("batch_loss", CurveDash::Solid, true);
    for (const core::Split split : core::allSplits) {
        const auto index = static_cast<std::size_t>(split);
        if (shown.split[index]) add(seriesOf(split, m_quantity), dashes[index], false);
    }
}

QMap<QString, CurveFeed::Curve> CurveFeed::wanted(const ShownSplits& shown) const {
    QMap<QString, Curve> curves;
    const RunRecord* ghost = m_controller.ghost();
    const auto ticked = std::ranges::count_if(m_controller.runs(), &RunRecord::ticked);
    for (const RunRecord& record : m_controller.runs()) {
        // The previous run stays faint behind the new one; more than two ticked runs are a comparison of equals.
        const bool faint = &record == ghost && (!record.ticked || ticked <= 2);
        if (record.ticked || faint) addCurves(curves, record, shown, faint);
    }
    if (const RunRecord* draft = m_controller.draft()) addCurves(curves, *draft, shown, false);
    return curves;
}

QString CurveFeed::labelOf(const RunRecord& record, const Curve& curve) const {
    return curve.faintBatches() ? record.name + QStringLiteral(", batches") : record.name;
}

void CurveFeed::sync(const ShownSplits& shown) {
    QMap<QString, Curve> next = wanted(shown);
    for (auto curve = m_curves.begin(); curve != m_curves.end();) {
        if (next.contains(curve.key())) {
            ++curve;
            continue;
        }
        m_plot.removeCurve(curve.key());
        curve = m_curves.erase(curve);
    }
    for (auto wish = next.begin(); wish != next.end(); ++wish) {
        const RunRecord* record = m_controller.run(wish->run);
        const bool fresh = !m_curves.contains(wish.key());
        if (fresh) {
            m_plot.addCurve(wish.key(), labelOf(*record, *wish), wish->style);
            m_curves.insert(wish.key(), *wish);
        } else {
            m_plot.setCurveLabel(wish.key(), labelOf(*record, *wish));
            m_plot.setCurveStyle(wish.key(), wish->style);
            m_curves[wish.key()].style = wish->style;
        }
        feed(wish.key(), m_curves[wish.key()], *record);
    }
    for (const RunRecord& record : m_controller.runs()) mark(record);
    if (const RunRecord* draft = m_controller.draft()) mark(*draft);
    m_plot.setSubtitle(subtitle(shown));
    m_plot.scheduleReplot();
}

void CurveFeed::feed(const QString& key, Curve& curve, const RunRecord& record) {
    const auto found = record.series.find(curve.series);
    if (found == record.series.end() || found->second.y().size() <= curve.fed) return;
    const SeriesData& series = found->second;
    const double scale = curve.faintBatches() ? 1.0 / static_cast<double>(stepsPerEpoch(record)) : 1.0;
    const std::vector<double>& x = series.x();
    const std::vector<double>& y = series.y();
    for (std::size_t from = curve.fed; from < y.size();) { // evenly spaced stretches; a log may have any steps
        const double spacing = from + 1 < y.size() ? x[from + 1] - x[from] : 1.0;
        std::size_t end = from + 1;
        while (end < y.size() && x[end] - x[end - 1] == spacing) ++end;
        const auto first = y.begin() + static_cast<std::ptrdiff_t>(from);
        m_plot.append(key, x[from] * scale, spacing * scale, std::vector<double>(first, first + static_cast<std::ptrdiff_t>(end - from)));
        from = end;
    }
    curve.fed = y.size();
}

void CurveFeed::append(const RunRecord& record) {
    bool any = false;
    for (auto curve = m_curves.begin(); curve != m_curves.end(); ++curve) {
        if (curve->run != record.id) continue;
        feed(curve.key(), *curve, record);
        any = true;
    }
    if (!any) return;
    mark(record);
    m_plot.scheduleReplot();
}

void CurveFeed::mark(const RunRecord& record) {
    markBest(record);
    markRates(record);
}

void CurveFeed::markBest(const RunRecord& record) {
    const QString key = keyOf(record.id, seriesOf(core::Split::Validation, m_quantity));
    const auto curve = m_curves.constFind(key);
    if (curve == m_curves.cend()) return;
    if (!record.best || curve->style.ghost || !std::isfinite(record.best->validationAccuracy)) {
        m_plot.setBestMarker(key, std::nullopt);
        return;
    }
    const QString value = m_quantity == Quantity::Accuracy ? accuracyText(record.best->validationAccuracy)
                                                           : QString::number(record.best->validationLoss, 'g', 3);
    const QString text = QStringLiteral("%1, epoch %2").arg(value).arg(record.best->epoch);
    m_plot.setBestMarker(key, static_cast<double>(record.best->epoch), text);
}

/// On one curve of the run, whichever splits are shown; a ghost says nothing.
void CurveFeed::markRates(const RunRecord& record) {
    PlotEvents marks = rateMarks(record);
    for (auto curve = m_curves.cbegin(); curve != m_curves.cend(); ++curve) {
        if (curve->run != record.id) continue;
        const bool bears = !curve->style.ghost && !curve->faintBatches();
        m_plot.setEventMarkers(curve.key(), bears ? std::exchange(marks, {}) : PlotEvents());
    }
}

void CurveFeed::removeRun(const core::RunId& id) {
    for (auto curve = m_curves.begin(); curve != m_curves.end();) {
        if (curve->run != id) {
            ++curve;
            continue;
        }
        m_plot.removeCurve(curve.key());
        curve = m_curves.erase(curve);
    }
}

QString CurveFeed::subtitle(const ShownSplits& shown) const {
    QStringList parts;
    for (std::size_t i = 0; i < splitSigns.size(); ++i) {
        if (shown.split[i]) parts << splitSigns[i];
    }
    QString text = parts.join(QStringLiteral("  "));
    if (m_plot.yLogarithmic()) text += QStringLiteral(" · log");
    return text;
}

} // namespace epochlab::ui
