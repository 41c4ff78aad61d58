#pragma once

#include "bridge/run_record.h"
#include "compare/curve_axis.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <optional>

namespace epochlab::ui {

class CurveChoices;
class CurvePlot;
class GradientPlot;

/// One crosshair over loss, accuracy and gradients. The gradients count epochs whatever the axis of the curves: the shown run, which may be
/// null, says which of its epochs an x is. All outlive it. GUI thread.
class LinkedCrosshair : public QObject {
    Q_OBJECT
public:
    using ShownRun = std::function<const RunRecord*()>;
    LinkedCrosshair(CurvePlot& loss, CurvePlot& accuracy, GradientPlot& gradients, const CurveChoices& choices, ShownRun shownRun);

    /// Where it stands while no pointer moves it: the timeline's epoch, or nowhere.
    void pin(std::optional<std::int64_t> epoch);

private:
    using Convert = double (core::CurveAxis::*)(double) const;
    void set(std::optional<double> x, std::optional<double> epoch);
    std::optional<double> converted(std::optional<double> at, Convert convert) const;

    CurvePlot& m_loss;
    CurvePlot& m_accuracy;
    GradientPlot& m_gradients;
    const CurveChoices& m_choices;
    ShownRun m_shownRun;
    std::optional<double> m_pinned; ///< an epoch
};

} // namespace epochlab::ui
