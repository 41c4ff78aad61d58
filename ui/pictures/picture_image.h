#pragma once

#include "vision/picture.h"

#include <QImage>
#include <QString>

namespace epochlab::ui {

/// A picture for Qt; shares nothing. Any thread.
QImage imageOf(const core::Picture& picture);
/// "640 × 480"
QString sizeText(const core::Picture& picture);
/// The same pixels, for drawing; at most so many on the shorter side, by the filter that networks see through: a photograph need not go to
/// the screen whole. Any thread.
QImage shownImage(const core::Picture& picture, int mostShorterSide);

} // namespace epochlab::ui
