#include "plot/print_size.h"

#include "plot/figure_export.h"

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

constexpr double perPoint = 96.0 / 72.0;
constexpr double perCm = 96.0 / 2.54;
constexpr QSize least(80, 60);

} // namespace

QSize PrintSize::paper() const { return (QSizeF(widthCm, heightCm) * perCm).toSize().expandedTo(least); }

double PrintSize::stretch() const {
    if (fontPoints <= 0.0) return 1.0;
    const double letters = fontPoints * perPoint;
    return letters / std::max(1.0, std::round(letters));
}

QSize PrintSize::layout() const { return (QSizeF(paper()) / stretch()).toSize(); }

QFont PrintSize::font() const {
    QFont font = pixelFont(Theme::instance().labelFont());
    if (fontPoints > 0.0) font.setPixelSize(std::max(1, int(std::lround(fontPoints * perPoint))));
    return font;
}

Palette PrintSize::palette() const { return dark ? Theme::darkPalette() : Theme::lightPalette(); }

} // namespace epochlab::ui
