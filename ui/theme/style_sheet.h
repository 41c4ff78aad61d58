#pragma once

#include <QString>

namespace epochlab::ui {

struct Palette;

/// The application's style sheet. Dynamic properties that widgets may set: primary (the one filled button), muted (label),
/// card (framed surface), heading (small capitals above a group), bad (a field in error), badText (label), link (button), narrow (field),
/// bar (surface), strip (a line of news across the window), rule (a line between surfaces).
QString styleSheet(const Palette& palette);

} // namespace epochlab::ui
