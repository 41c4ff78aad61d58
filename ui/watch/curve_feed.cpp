#include "watch/curve_feed.h"

#include "bridge/ghost_run.h"
#include "bridge/run_names.h"
#include "compare/overfitting.h"
#include "watch/rate_marks.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace epochlab::ui {

namespace {

constexpr std::ptrdiff_t hintedRuns = 3; ///< more hints would cover each other
constexpr std::array<CurveDash, 3> dashes{CurveDash::Solid, CurveDash::Dashed, CurveDash::Dotted};
const std::array<QString, 3> splitSigns{QStringLiteral("training ──"), QStringLiteral("validation ╌╌"), QStringLiteral("test ┈┈")};

QString keyOf(const core::RunId& run, const std::string& series) { return QString::fromStdString(run + '/' + series); }

std::string seriesOf(core::Split split, CurveFeed::Quantity quantity) {
    return std::string(core::splitName(split)) + (quantity == CurveFeed::Quantity::Loss ? "_loss" : "_accuracy");
}

std::optional<core::Overfitting> overfittingOf(const RunRecord& record) {
    const auto training = record.series.find("training_loss");
    const auto validation = record.series.find("validation_loss");
    if (training == record.series.end() || validation == record.series.end()) return std::nullopt;
    return core::overfittingOf(training->second.points(), validation->second.points());
}

QString averageOf(const QString& key) { return key + QStringLiteral("/average"); }

} // namespace

core::CurveAxis axisOf(const RunRecord& record, core::ComparedAxis axis) {
    const double steps = record.started ? static_cast<double>(record.started->shape.stepsPerEpoch) : 1.0;
    const auto seconds = record.series.find("seconds");
    return {axis, steps, seconds == record.series.end() ? nullptr : &seconds->second.points()};
}

CurveFeed::CurveFeed(const Controller& controller, CurvePlot& plot, Quantity quantity, const CurveChoices& choices)
    : m_controller(controller), m_plot(plot), m_quantity(quantity), m_choices(choices) {}

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
    const RunRecord* ghost = ghostOf(m_controller);
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
    return curve.batches() ? record.name + QStringLiteral(", batches") : record.name;
}

/// All points are others where the axis or the smoothing is another.
void CurveFeed::takeChoices() {
    if (m_choices.axis() == m_axis && m_choices.halfLife() == m_halfLife) return;
    m_axis = m_choices.axis();
    m_halfLife = m_choices.halfLife();
    while (!m_curves.isEmpty()) {
        drop(m_curves.firstKey());
        m_curves.erase(m_curves.begin());
    }
    m_plot.setXTitle(m_choices.axisTitle());
    m_plot.setNote(m_choices.note());
}

void CurveFeed::drop(const QString& key) {
    m_plot.removeCurve(key);
    m_plot.removeCurve(averageOf(key));
}

void CurveFeed::style(const QString& key, const Curve& curve, const QString& name) {
    CurveStyle values = curve.style;
    values.faint = values.faint || curve.smoother;
    m_plot.addCurve(key, name, values);
    if (!curve.smoother) return;
    CurveStyle average = curve.style;
    average.faint = false;
    average.average = true;
    m_plot.addCurve(averageOf(key), name, average);
}

void CurveFeed::sync(const ShownSplits& shown) {
    takeChoices();
    QMap<QString, Curve> next = wanted(shown);
    for (auto curve = m_curves.begin(); curve != m_curves.end();) {
        if (next.contains(curve.key())) {
            ++curve;
            continue;
        }
        drop(curve.key());
        curve = m_curves.erase(curve);
    }
    for (auto wish = next.begin(); wish != next.end(); ++wish) {
        const RunRecord* record = m_controller.run(wish->run);
        if (!m_curves.contains(wish.key())) {
            if (m_halfLife > 0.0) wish->smoother.emplace(m_halfLife);
            m_curves.insert(wish.key(), *wish);
        }
        Curve& curve = m_curves[wish.key()];
        curve.style = wish->style;
        style(wish.key(), curve, labelOf(*record, curve));
        feed(wish.key(), curve, *record);
    }
    m_fewRuns = std::ranges::count_if(m_controller.runs(), &RunRecord::ticked) <= hintedRuns;
    for (const RunRecord& record : m_controller.runs()) mark(record);
    if (const RunRecord* draft = m_controller.draft()) mark(*draft);
    m_plot.setSubtitle(subtitle(shown));
    m_plot.scheduleReplot();
}

/// Up to the last value whose place on the axis is known.
void CurveFeed::feed(const QString& key, Curve& curve, const RunRecord& record) {
    const auto found = record.series.find(curve.series);
    if (found == record.series.end()) return;
    const core::CurveAxis axis = axisOf(record, m_axis);
    const std::vector<double>& places = found->second.x();
    const std::vector<double>& values = found->second.y();
    std::vector<double> xs, ys, averages;
    for (; curve.fed < values.size(); ++curve.fed) {
        const double x = axis.ofPlace(places[curve.fed], curve.batches());
        if (!std::isfinite(x)) break;
        xs.push_back(x);
        ys.push_back(values[curve.fed]);
        if (curve.smoother) averages.push_back(curve.smoother->add(axis.stepOf(places[curve.fed], curve.batches()), ys.back()));
    }
    m_plot.append(key, xs, ys);
    if (curve.smoother) m_plot.append(averageOf(key), xs, averages);
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
    const double at = axisOf(record, m_axis).ofEpoch(static_cast<double>(record.best->epoch));
    m_plot.setBestMarker(key, std::isfinite(at) ? std::optional(at) : std::nullopt, text);
}

/// On one curve of the run, whichever splits are shown; a ghost says nothing.
void CurveFeed::markRates(const RunRecord& record) {
    PlotEvents marks = rateMarks(record);
    if (m_quantity == Quantity::Loss && m_fewRuns) {
        const auto hint = overfittingOf(record);
        if (hint) marks.push_back({static_cast<double>(hint->since), QString::fromStdString(core::overfittingMark(*hint))});
    }
    const core::CurveAxis axis = axisOf(record, m_axis);
    for (PlotEvent& mark : marks) mark.x = axis.ofEpoch(mark.x);
    std::erase_if(marks, [](const PlotEvent& mark) { return !std::isfinite(mark.x); });
    for (auto curve = m_curves.cbegin(); curve != m_curves.cend(); ++curve) {
        if (curve->run != record.id) continue;
        const bool bears = !curve->style.ghost && !curve->batches();
        m_plot.setEventMarkers(curve.key(), bears ? std::exchange(marks, {}) : PlotEvents());
    }
}

void CurveFeed::removeRun(const core::RunId& id) {
    for (auto curve = m_curves.begin(); curve != m_curves.end();) {
        if (curve->run != id) {
            ++curve;
            continue;
        }
        drop(curve.key());
        curve = m_curves.erase(curve);
    }
}

QString CurveFeed::subtitle(const ShownSplits& shown) const {
    QStringList parts;
    for (std::size_t i = 0; i < splitSigns.size(); ++i) {
        if (shown.split[i]) parts << splitSigns[i];
    }
    QString text = parts.join(QStringLiteral("  "));
    const auto untimed = std::ranges::count_if(
        m_controller.runs(), [](const RunRecord& record) { return record.ticked && !record.live() && !record.series.contains("seconds"); });
    if (m_axis == core::ComparedAxis::Time && untimed > 0) text += QObject::tr(" · %1 without times").arg(untimed);
    if (m_plot.yLogarithmic()) text += QStringLiteral(" · log");
    return text;
}

} // namespace epochlab::ui
