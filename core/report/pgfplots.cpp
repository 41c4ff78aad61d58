#include "report/pgfplots.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iterator>

namespace epochlab::core {
namespace {

constexpr std::size_t mostPoints = 800; ///< of a curve: TeX has little memory

// Okabe and Ito's colours, as the window's series have them in the light theme.
constexpr const char* hues[] = {"0072B2", "D55E00", "009E73", "CC79A7", "B59F00", "56B4E9", "5B6675"};

std::string numberText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

/// The curve's finite points: all, or of each stretch the lowest and the highest, in their order.
std::vector<std::array<double, 2>> thinned(const CurvesFigure::Curve& curve, const CurvesFigure& figure) {
    std::vector<std::array<double, 2>> points;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        const bool drawable = std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]) && (!figure.xLogarithmic || curve.x[i] > 0.0) &&
                              (!figure.yLogarithmic || curve.y[i] > 0.0);
        if (drawable) points.push_back({curve.x[i], curve.y[i]});
    }
    if (points.size() <= mostPoints) return points;
    std::vector<std::array<double, 2>> kept;
    const std::size_t stretches = mostPoints / 2;
    for (std::size_t i = 0; i < stretches; ++i) {
        const auto begin = points.begin() + static_cast<std::ptrdiff_t>(i * points.size() / stretches);
        const auto end = points.begin() + static_cast<std::ptrdiff_t>((i + 1) * points.size() / stretches);
        const auto [low, high] = std::minmax_element(begin, end, [](const auto& a, const auto& b) { return a[1] < b[1]; });
        kept.push_back(*std::min(low, high));
        if (low != high) kept.push_back(*std::max(low, high));
    }
    return kept;
}

std::string curveText(const CurvesFigure::Curve& curve, const CurvesFigure& figure) {
    const auto hue = static_cast<std::size_t>(std::max(0, curve.hue)) % std::size(hues);
    const char* dash = curve.dash == FigureDash::Dashed ? ", dashed" : curve.dash == FigureDash::Dotted ? ", dotted" : "";
    std::string text =
        "\\addplot[color=series" + std::to_string(hue) + ", thick" + dash + (figure.points ? ", mark=*" : "") + "] coordinates {\n";
    for (const auto& [x, y] : thinned(curve, figure)) text += "(" + numberText(x) + "," + numberText(y) + ")\n";
    return text + "};\n\\addlegendentry{" + latexText(curve.label) + "}\n";
}

std::string levelText(const CurvesFigure::Level& level) {
    return "\\addplot[color=gray, densely dashed, domain=\\pgfkeysvalueof{/pgfplots/xmin}:\\pgfkeysvalueof{/pgfplots/xmax}, samples=2] {" +
           numberText(level.y) + "};\n\\addlegendentry{" + latexText(level.label) + "}\n";
}

/// TeX needs the range for what holds everywhere.
std::string rangeText(const CurvesFigure& figure) {
    std::string text;
    if (figure.yRange) text = "  ymin=" + numberText(figure.yRange->first) + ", ymax=" + numberText(figure.yRange->second) + ",\n";
    if (figure.xRange) return text + "  xmin=" + numberText(figure.xRange->first) + ", xmax=" + numberText(figure.xRange->second) + ",\n";
    double low = HUGE_VAL, high = -HUGE_VAL;
    for (const CurvesFigure::Curve& curve : figure.curves)
        for (const auto& [x, y] : thinned(curve, figure)) {
            low = std::min(low, x);
            high = std::max(high, x);
        }
    return low < high ? text + "  xmin=" + numberText(low) + ", xmax=" + numberText(high) + ",\n" : text;
}

} // namespace

std::optional<std::string> pgfplotsOf(const Figure& figure, double widthCm, double heightCm) {
    const auto* curves = std::get_if<CurvesFigure>(&figure.content);
    if (curves == nullptr || curves->curves.empty()) return std::nullopt;
    std::string text = "% " + latexText(figure.title) + "\n% " + latexText(figure.caption) +
                       "\n\\documentclass[border=2pt]{standalone}\n\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n"
                       "\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.16}\n";
    for (std::size_t i = 0; i < std::size(hues); ++i) text += "\\definecolor{series" + std::to_string(i) + "}{HTML}{" + hues[i] + "}\n";
    text += "\\begin{document}\n\\begin{tikzpicture}\n\\begin{axis}[\n  width=" + numberText(widthCm) +
            "cm, height=" + numberText(heightCm) + "cm,\n  xlabel={" + latexText(curves->xTitle) + "}, ylabel={" +
            latexText(curves->yTitle) + "},\n" + (curves->xLogarithmic ? "  xmode=log,\n" : "") +
            (curves->yLogarithmic ? "  ymode=log,\n" : "") + rangeText(*curves) +
            "  grid=major, grid style={gray!20}, legend style={font=\\scriptsize, draw=none}, legend pos=outer north east, legend cell "
            "align=left]\n";
    for (const CurvesFigure::Curve& curve : curves->curves) text += curveText(curve, *curves);
    for (const CurvesFigure::Level& level : curves->levels) text += levelText(level);
    return text + "\\end{axis}\n\\end{tikzpicture}\n\\end{document}\n";
}

std::string figureTex(const Figure& figure, double widthCm, double heightCm) {
    if (std::optional<std::string> curves = pgfplotsOf(figure, widthCm, heightCm)) return *std::move(curves);
    const auto* table = std::get_if<TableFigure>(&figure.content);
    return table ? write(table->people, TableFormat::Latex, figure.title, table->legend) : std::string();
}

} // namespace epochlab::core
