#pragma once

#include "bridge/controller.h"
#include "compare/curve_axis.h"
#include "compare/smoothing.h"
#include "plot/curve_choices.h"
#include "plot/curve_plot.h"

#include <QMap>
#include <QSet>
#include <QString>

#include <array>

namespace epochlab::ui {

/// Which curves the chips ask for.
struct ShownSplits {
    std::array<bool, 3> split{true, true, false}; ///< training, validation, test
    bool batchLoss = false;
    bool operator==(const ShownSplits&) const = default;
};

/// A run's axis, for its epochs. The record outlives it.
core::CurveAxis axisOf(const RunRecord& record, core::ComparedAxis axis);

/// Keeps one plot showing the ticked runs, the ghost and the draft: adds and removes curves, and appends what is new in the records. A
/// smoothed curve stands faint behind its average, a curve of its own. GUI thread.
class CurveFeed {
public:
    enum class Quantity { Loss, Accuracy };
    CurveFeed(const Controller& controller, CurvePlot& plot, Quantity quantity, const CurveChoices& choices);

    /// After ticks, chips, runs, the ghost or the choices changed.
    void sync(const ShownSplits& shown);
    /// New values of one run.
    void append(const RunRecord& record);
    void removeRun(const core::RunId& id);

private:
    struct Curve {
        core::RunId run;
        std::string series;
        CurveStyle style;    ///< as without smoothing
        std::size_t fed = 0; ///< values of the series in the plot
        std::optional<core::Smoother> smoother{};

        bool batches() const { return style.faint; }
    };
    QMap<QString, Curve> wanted(const ShownSplits& shown) const;
    void addCurves(QMap<QString, Curve>& into, const RunRecord& record, const ShownSplits& shown, bool ghost) const;
    void takeChoices();
    void drop(const QString& key);
    void style(const QString& key, const Curve& curve, const QString& name);
    void feed(const QString& key, Curve& curve, const RunRecord& record);
    void mark(const RunRecord& record);
    void markBest(const RunRecord& record);
    void markRates(const RunRecord& record);
    QString subtitle(const ShownSplits& shown) const;
    QString labelOf(const RunRecord& record, const Curve& curve) const;

    const Controller& m_controller;
    CurvePlot& m_plot;
    Quantity m_quantity;
    const CurveChoices& m_choices;
    core::ComparedAxis m_axis = core::ComparedAxis::Epoch; ///< of what the plot holds, as the half-life
    double m_halfLife = 0.0;
    bool m_fewRuns = true; ///< few enough for hints
    QMap<QString, Curve> m_curves;
};

} // namespace epochlab::ui
