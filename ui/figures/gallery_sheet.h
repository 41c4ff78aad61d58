#pragma once

#include "insight/painted_card.h"
#include "report/figure.h"

#include <vector>

namespace epochlab::ui {

/// Pictures, or the names of rows, that the best run gets right and the worst wrong, with what both answer.
QSizeF gallerySize(const Sheet& sheet, const core::GalleryFigure& figure);
/// Into a sheet whose room is so large.
void drawGallery(const Sheet& sheet, const core::GalleryFigure& figure);
/// The gallery in parts of whole rows, as many in each as stand in this height, at least one.
std::vector<core::GalleryFigure> galleryParts(const Sheet& sheet, const core::GalleryFigure& figure, double height);

} // namespace epochlab::ui
