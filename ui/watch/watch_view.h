#pragma once

#include "bridge/controller.h"
#include "map/decision_map.h"
#include "plot/curve_plot.h"
#include "plot/gradient_plot.h"

#include <QWidget>

#include <cstdint>
#include <memory>

class QAbstractButton;

namespace epochlab::ui {

class CurveChoices;
class EpochViews;

/// The Watch tab: loss, accuracy, gradients and decision map (or confusion matrix, or hardest pictures) of the ticked runs, bound to the
/// Controller; a timeline below moves them all to one epoch. A banner above says what the newest run changed, or that it diverged and what
/// to do. GUI thread.
class WatchView : public QWidget {
    Q_OBJECT
public:
    /// store: where epochs of runs are kept; empty: nowhere.
    explicit WatchView(Controller& controller, const std::string& store = {}, QWidget* parent = nullptr);
    ~WatchView() override;

    CurvePlot* lossPlot() const;
    CurvePlot* accuracyPlot() const;
    GradientPlot* gradientPlot() const;
    DecisionMap* decisionMap() const;
    /// Axis and smoothing of loss and accuracy, to be linked with those of other plots.
    CurveChoices* curveChoices() const;
    /// The map, the confusion matrix, and the timeline.
    EpochViews* epochViews() const;
    /// All four, in the order of the screen.
    std::vector<FigureCard*> figures() const;
    /// With the card that another stands in front of.
    std::vector<FigureCard*> allFigures() const;

    /// Gives one card the whole tab, or (null) goes back to all four. Esc goes back too.
    void enlarge(QWidget* card);
    QWidget* enlarged() const;
    /// The sentence of the banner that shows, or empty.
    QString bannerText() const;

    /// The chip of a split or of the batch losses: "training", "validation", "test", "batch-loss".
    QAbstractButton* chip(const QString& id) const;
    /// Epoch of the decision map on the screen; 0: none.
    std::int64_t mapEpoch() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
