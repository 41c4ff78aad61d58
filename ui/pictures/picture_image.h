#pragma once

#include "vision/picture.h"

#include <QImage>

namespace epochlab::ui {

/// The same pixels, for drawing; at most so many on the shorter side, by the filter that networks see through: a photograph need not go to
/// the screen whole. Any thread.
QImage shownImage(const core::Picture& picture, int mostShorterSide);

} // namespace epochlab::ui
