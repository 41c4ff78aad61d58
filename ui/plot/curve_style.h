#pragma once

#include <QColor>
#include <QString>

#include <optional>
#include <vector>

namespace epochlab::ui {

struct Palette;

/// Dash tells the split, hue and marker the run.
enum class CurveDash { Solid, Dashed, Dotted };

struct CurveStyle {
    int series = 0; ///< index into the theme's series colours and markers; negative, the draft: the text's colour, a ring, a bolder line
    CurveDash dash = CurveDash::Solid;
    bool ghost = false;            ///< 35 % opacity, no legend
    bool faint = false;            ///< thin and translucent: the raw line behind a summary (batch loss)
    std::optional<double> shade{}; ///< 0 … 1: a place on viridis in the hue's stead; what has an order
    bool average = false;          ///< a moving average, whose values stand faint behind it as a curve of their own
    bool plain = false;            ///< grey, without a marker: it has no value of what the colours tell
    QString legend{};              ///< what stands in the legend once for all curves that have it; empty: each curve's label
};

inline constexpr int toldApart = 8; ///< named lines; more are a crowd

/// Around the mean of a group of runs, a value for each of its points.
struct CurveBand {
    std::vector<double> lower, upper;
    std::vector<int> count = {}; ///< runs behind each mean; may be empty
    bool empty() const { return lower.empty(); }
};

/// The colour of a curve's line.
QColor curveHue(const CurveStyle& style, const Palette& palette);
/// The grey of curves that stand behind others.
QColor backgroundHue(const Palette& palette);

} // namespace epochlab::ui
