#pragma once

#include "plot/curve_style.h"
#include "plot/figure_card.h"
#include "plot/plot_event.h"

#include <QRect>

#include <memory>
#include <optional>
#include <vector>

namespace epochlab::ui {

class CurveChoices;

/// A card with a title, a subtitle, and one plot of curves: pan, wheel zoom, box zoom (Shift+drag), double click on the plot (reset), log
/// axes, robust range, crosshair, best-epoch markers, line-end labels, export and copy. All data is kept; drawing decimates. GUI thread.
class CurvePlot : public FigureCard {
    Q_OBJECT
public:
    /// name: stable, for accessibility, file names and settings ("loss"); title and units for people.
    CurvePlot(const QString& name, const QString& title, const QString& xTitle, const QString& yTitle, QWidget* parent = nullptr);
    ~CurvePlot() override;

    /// Other values stand on it from now on.
    void setTitles(const QString& title, const QString& xTitle, const QString& yTitle);
    void setXTitle(const QString& title);
    /// What was done to the curves ("smoothed, half-life 50 steps"): said below the plot, in pictures and in words.
    void setNote(const QString& note);
    /// The menu's choices of axis and smoothing from now on; who feeds the plot follows them. They outlive it.
    void setChoices(CurveChoices* choices);
    /// key: unique within the plot ("RUNID/validation_loss"). label: what the line end and the legend say ("width 64").
    void addCurve(const QString& key, const QString& label, const CurveStyle& style);
    bool hasCurve(const QString& key) const;
    void setCurveStyle(const QString& key, const CurveStyle& style);
    void setCurveLabel(const QString& key, const QString& label);
    void setCurveVisible(const QString& key, bool visible);
    void removeCurve(const QString& key);
    void clear();
    /// x ascending within a curve. NaN makes a gap.
    void append(const QString& key, double x, double y);
    void append(const QString& key, double firstX, double stepX, const std::vector<double>& ys);
    void append(const QString& key, const std::vector<double>& xs, const std::vector<double>& ys);
    /// In the place of all its points. x ascending; y, and a band that is not empty, as long as x.
    void setPoints(const QString& key, std::vector<double> x, std::vector<double> y, CurveBand band = {});
    /// Open circle with its value at a point of the curve; nullopt removes it.
    void setBestMarker(const QString& key, std::optional<double> x, const QString& text = {});
    /// Vertical lines with text (a changed learning rate) in a curve's colour; they take the place of those it had.
    void setEventMarkers(const QString& key, const PlotEvents& events);
    /// A horizontal reference (chance, majority).
    void setReferenceLine(const QString& name, std::optional<double> y, const QString& text = {});

    void setYLogarithmic(bool on);
    bool yLogarithmic() const;
    void setXLogarithmic(bool on);
    bool xLogarithmic() const;
    /// On by default: a diverging curve does not flatten the others; clipped points are counted at the edge.
    void setRobustRange(bool on);
    bool robustRange() const;
    /// Bounds that the y axis never leaves on its own (accuracy: 0 … 1).
    void setYBounds(double low, double high);
    void resetView();

    /// More than eight lines that colours cannot tell apart are drawn grey, but the one under the pointer, else the highlighted one: it has
    /// its colour and its label. Shaded curves and those that share a legend keep their colours. Off at first.
    void setCrowdGrey(bool on);
    /// The one that stands out; of a few curves the others are then drawn as ghosts. An empty key: none.
    void setHighlighted(const QString& key);
    /// The curve that stands out from a grey crowd; empty: none, or there is no crowd.
    QString highlighted() const;

    /// Links the crosshair: the value of every curve at x is shown while one linked plot is hovered.
    void setCrosshair(std::optional<double> x);

    /// Queues one repaint at most every 100 ms while streaming; at once when idle.
    void scheduleReplot();
    /// The repaint that is due comes within 33 ms of the last one: a hand waits for it.
    void hastenReplot();
    /// Number of points of a curve, for tests.
    int pointCount(const QString& key) const;
    int clippedPoints() const;
    /// Where the legend's entry stands in this widget; empty while no legend is shown (small cards have none).
    QRect legendItemRect(const QString& key) const;
    /// The plotting area in this widget.
    QRect plotArea() const;
    /// Values at the crosshair as text, for tests and screen readers.
    QString crosshairText() const;
    /// "Loss: 2 curves, … width 64 validation falls from 1.2 to 0.11 …"
    QString describe() const override;

    QByteArray exportBytes(FigureFormat format, const PrintSize& size) const override;
    std::optional<core::Figure> asFigure() const override;
    /// No repaint is due: the screen shows what was given.
    bool upToDate() const;

signals:
    void crosshairMoved(std::optional<double> x);
    void legendClicked(const QString& key, bool visible); ///< once for each curve that the entry stands for
    void curveClicked(const QString& key);

protected:
    void fillMenu(QMenu* menu) override;
    bool fillValues(FigureValues* values) const override;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::ui
