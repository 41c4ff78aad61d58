#include "plot/curve_style.h"

#include "plot/run_mark.h"
#include "theme/theme.h"
#include "theme/viridis.h"

namespace epochlab::ui {

QColor curveHue(const CurveStyle& style, const Palette& palette) {
    if (style.plain) return backgroundHue(palette);
    if (style.shade) return viridisLine(*style.shade, palette.dark);
    return runMark(style.series, palette).hue;
}

/// Mixed and opaque: a hundred translucent lines would add up to a solid ground.
QColor backgroundHue(const Palette& palette) {
    constexpr int share = 45; // of 100
    const auto mixed = [](int grey, int ground) { return (share * grey + (100 - share) * ground) / 100; };
    const QColor& grey = palette.mutedText;
    const QColor& ground = palette.surface;
    return {mixed(grey.red(), ground.red()), mixed(grey.green(), ground.green()), mixed(grey.blue(), ground.blue())};
}

} // namespace epochlab::ui
