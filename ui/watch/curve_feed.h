#pragma once

#include "bridge/controller.h"
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

/// Keeps one plot showing the ticked runs, the ghost and the draft: adds and removes curves, and appends what is new in the records. GUI
/// thread.
class CurveFeed {
public:
    enum class Quantity { Loss, Accuracy };
    CurveFeed(const Controller& controller, CurvePlot& plot, Quantity quantity);

    /// After ticks, chips, runs or the ghost changed.
    void sync(const ShownSplits& shown);
    /// New values of one run.
    void append(const RunRecord& record);
    void removeRun(const core::RunId& id);

private:
    struct Curve {
        core::RunId run;
        std::string series;
        CurveStyle style;
        std::size_t fed = 0; ///< values of the series in the plot

        bool faintBatches() const { return style.faint; }
    };
    QMap<QString, Curve> wanted(const ShownSplits& shown) const;
    void addCurves(QMap<QString, Curve>& into, const RunRecord& record, const ShownSplits& shown, bool ghost) const;
    void feed(const QString& key, Curve& curve, const RunRecord& record);
    void mark(const RunRecord& record);
    void markBest(const RunRecord& record);
    void markRates(const RunRecord& record);
    QString subtitle(const ShownSplits& shown) const;
    QString labelOf(const RunRecord& record, const Curve& curve) const;

    const Controller& m_controller;
    CurvePlot& m_plot;
    Quantity m_quantity;
    QMap<QString, Curve> m_curves;
};

} // namespace epochlab::ui
