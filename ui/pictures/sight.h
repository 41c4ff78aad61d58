#pragma once

#include "data/dataset.h"
#include "vision/picture_view.h"

#include <QImage>
#include <QString>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::ui {

/// The steps from a file to the numbers that a network gets, in order.
enum class SightStep { File, Resized, Cropped, Mirrored, Normalised };
inline constexpr std::size_t sightSteps = 5;

/// One step of one picture: what to draw, and what to say below it.
struct SightFrame {
    QImage image;
    QString line;
};

/// One picture on its way into a network, or why it cannot be shown.
struct SeenPicture {
    QString name; ///< below the data folder
    QString className;
    std::array<SightFrame, sightSteps> frames;
    QString problem; ///< empty: there is none
};

/// Some training pictures to look at. A plain value: it goes to a worker.
struct SightJob {
    core::DatasetPointer dataset; ///< of pictures
    core::PictureView view;
    std::uint64_t seed = 0; ///< of the run: it says which pictures are mirrored in the first epoch
    int page = 0;           ///< others on every page
    int count = 3;
    int side = 132; ///< of the square that each is drawn into, in pixels of the screen
};

/// Rows of the training split, far from each other, so that several classes are among them.
std::vector<std::int64_t> rowsToSee(std::int64_t rowCount, int page, int count);
/// Any thread.
std::vector<SeenPicture> lookAt(const SightJob& job);
/// The frames of a picture through a view.
std::array<SightFrame, sightSteps> sightOf(const core::PictureView& view, const core::Picture& picture, bool mirrored, int side);

} // namespace epochlab::ui
