#pragma once

#include "insight/painted_card.h"
#include "report/figure.h"

namespace epochlab::ui {

/// The table of a report with rules above, below the head and below; its legend under it.
QSizeF tableSize(const Sheet& sheet, const core::TableFigure& figure);
/// Into a sheet whose room is so large.
void drawTable(const Sheet& sheet, const core::TableFigure& figure);

} // namespace epochlab::ui
