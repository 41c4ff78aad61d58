#pragma once

class QWidget;

namespace epochlab::core {
struct Figure;
}

namespace epochlab::ui {

/// The figure as a widget: a FigureCard where it is drawn, a table where it is one; null where it has nothing to show but its reading. The
/// parent's own. GUI thread.
QWidget* makeRecipeCard(const core::Figure& figure, QWidget* parent);

} // namespace epochlab::ui
