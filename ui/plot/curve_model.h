#pragma once

#include "plot/curve_plot.h"
#include "plot/decimate.h"
#include "plot/value_pyramid.h"

#include <optional>
#include <vector>

namespace epochlab::ui {

struct Curve {
    QString key, label;
    CurveStyle style;
    bool visible = true;
    std::vector<double> x, y; ///< all points, x ascending
    ValuePyramid pyramid;     ///< of y
    CurveBand band;
    int revision = 0; ///< counts how often all points were others
    std::optional<double> bestX;
    QString bestText;
    PlotEvents events;
};

struct Reference {
    QString name;
    double y;
    QString text;
};

/// What a curve plot shows, without a widget.
struct CurveModel {
    QString title, xTitle, yTitle;
    QString note; ///< what was done to the curves ("smoothed, half-life 50 steps")
    std::vector<Curve> curves;
    std::vector<Reference> references;
    bool xLog = false, yLog = false, robust = true;
    std::optional<Range> yBounds;
    std::optional<double> crosshair;
    std::optional<Range> userX, userY; ///< chosen by hand; nullopt follows the data
    bool crowdGrey = false;            ///< a crowd's curves are grey
    QString hovered, selected;         ///< keys; empty: none

    Curve* find(const QString& key);
    const Curve* find(const QString& key) const;

    Range xRange() const;
    Range yRange(Range x) const;
    /// The range widened to the references near it; on the axis' own (linear or log10) scale.
    Range reachReferences(Range data) const;
    int clippedPoints(Range x, Range y) const;
    /// Points that a logarithmic axis cannot show.
    int skippedPoints() const;
    /// Values that are NaN or infinite. A moving average has the gaps of its values, which are counted once.
    int notFinitePoints(Range x) const;
    /// Every x of the curves, ascending.
    std::vector<double> places(bool visibleOnes) const;
    /// Index of the point nearest to x; nullopt beyond the curve's ends.
    static std::optional<std::size_t> nearest(const Curve& curve, double x);
    /// The nearest x of a visible curve.
    std::optional<double> snap(double x) const;
    /// Lines with a name of their own that are shown.
    int namedLines() const;
    /// More named lines than can be told apart, whose colours say nothing but which run it is, and which are to be grey.
    bool greyCrowd() const;
    /// The curve that stands out from a grey crowd: the hovered one, else the selected; null: none, or no crowd.
    const Curve* highlighted() const;
    /// No curve has a point.
    bool empty() const;
    /// All x are whole numbers (epochs, steps).
    bool wholeX() const;

    /// "width 64 · validation": the split is said where labels alone would be ambiguous.
    QString nameOf(const Curve& curve) const;
    /// The same without what all of several curves' labels begin with: "validation", of a single run.
    QString shortNameOf(const Curve& curve) const;
    QString crosshairText() const;
    QString describe() const;
    QByteArray csv() const;
};

/// Four significant digits, no trailing zeros.
QString figure(double value);
/// The same, and "NaN", "∞" or "−∞" of what is not finite.
QString valueText(double value);

} // namespace epochlab::ui
