#include "watch/linked_crosshair.h"

#include "plot/curve_choices.h"
#include "plot/curve_plot.h"
#include "plot/gradient_plot.h"
#include "watch/curve_feed.h"

#include <cmath>

namespace epochlab::ui {

LinkedCrosshair::LinkedCrosshair(CurvePlot& loss, CurvePlot& accuracy, GradientPlot& gradients, const CurveChoices& choices,
                                 ShownRun shownRun)
    : m_loss(loss), m_accuracy(accuracy), m_gradients(gradients), m_choices(choices), m_shownRun(std::move(shownRun)) {
    const auto fromCurves = [this](std::optional<double> x) { set(x, converted(x, &core::CurveAxis::epochAt)); };
    connect(&loss, &CurvePlot::crosshairMoved, this, fromCurves);
    connect(&accuracy, &CurvePlot::crosshairMoved, this, fromCurves);
    connect(&gradients, &GradientPlot::crosshairMoved, this,
            [this](std::optional<double> epoch) { set(converted(epoch, &core::CurveAxis::ofEpoch), epoch); });
}

void LinkedCrosshair::pin(std::optional<std::int64_t> epoch) {
    m_pinned = epoch ? std::optional(static_cast<double>(*epoch)) : std::nullopt;
    set(std::nullopt, std::nullopt);
}

void LinkedCrosshair::set(std::optional<double> x, std::optional<double> epoch) {
    if (!x && m_pinned) {
        x = converted(m_pinned, &core::CurveAxis::ofEpoch);
        epoch = m_pinned;
    }
    m_loss.setCrosshair(x);
    m_accuracy.setCrosshair(x);
    m_gradients.setCrosshair(epoch);
}

std::optional<double> LinkedCrosshair::converted(std::optional<double> at, Convert convert) const {
    if (!at || m_choices.axis() == core::ComparedAxis::Epoch) return at;
    const RunRecord* record = m_shownRun();
    const double there = record == nullptr ? NAN : (axisOf(*record, m_choices.axis()).*convert)(*at);
    return std::isfinite(there) ? std::optional(there) : std::nullopt;
}

} // namespace epochlab::ui
