#pragma once

#include "vision/picture_view.h"

namespace epochlab::core {

/// A picture on its way into a network, step by step, for people to look at.
struct PictureStages {
    Picture resized;
    Picture cropped;
    Picture seen;          ///< cropped, mirrored where asked for, grey where the network sees one channel
    Picture normalised;    ///< `seen` by its numbers: −shownLimit is black, shownLimit is white, whatever the scale
    float smallest = 0.0F; ///< of the numbers that the network gets
    float largest = 0.0F;
    float mean = 0.0F;

    static constexpr float shownLimit = 2.7F; ///< ImageNet's scale ends at −2.12 and 2.64
};

/// By the same view as training. `cropped` is view.shaped(picture), and the numbers are those of view.normalise().
PictureStages stagesOf(const PictureView& view, const Picture& picture, bool mirrored);

} // namespace epochlab::core
