#pragma once

#include "plot/figure_card.h"
#include "report/figure.h"

#include <QByteArray>

namespace epochlab::ui {

/// The figure as PDF, SVG or PNG, text as text; as CSV its values with all digits. GUI thread; the offscreen platform
/// is enough. Equal figures give equal bytes, but for dates and ids in PDF.
QByteArray figureBytes(const core::Figure& figure, FigureFormat format, const PrintSize& size);

} // namespace epochlab::ui
