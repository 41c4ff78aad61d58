#pragma once

#include <QString>

class QWidget;

namespace epochlab::ui {

struct Palette;

/// The application's style sheet. Dynamic properties that widgets may set: primary (the one filled button), muted (label),
/// card (framed surface), heading (small capitals above a group), bad (a field in error), badText (label), link (button), narrow (field),
/// bar (surface), strip (a line of news across the window), rule (a line between surfaces).
QString styleSheet(const Palette& palette);

/// Makes the style sheet look at a widget's dynamic properties again.
void repolish(QWidget* widget);

} // namespace epochlab::ui
