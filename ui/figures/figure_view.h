#pragma once

#include "report/figure.h"

class QWidget;

namespace epochlab::ui {

class FigureCard;

/// A card that shows a figure of a recipe or report on the screen and draws it for files, with the plots that the window's other tabs use.
/// A figure without content says its reading instead. parent owns it. GUI thread.
FigureCard* makeFigureCard(const core::Figure& figure, QWidget* parent);

} // namespace epochlab::ui
