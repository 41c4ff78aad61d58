#pragma once

#include "vision/picture.h"

#include <QImage>

namespace epochlab::ui {

/// The same pixels, for drawing. Any thread.
QImage imageOf(const core::Picture& picture);
/// At most so many pixels on the shorter side, by the filter that networks see through: a photograph need not go to the screen whole.
QImage imageOf(const core::Picture& picture, int mostShorterSide);

} // namespace epochlab::ui
