#pragma once

#include "vision/picture.h"

namespace epochlab::core {

/// To exactly width × height by a separable triangle filter that widens with the scale when it shrinks, so that nothing aliases: bit for
/// bit what Pillow's Image.resize(BILINEAR) and so torchvision's Resize of a PIL image give (its 22-bit fixed point, horizontal pass
/// first, rounded to bytes between the passes). Both sizes at least 1.
Picture resized(const Picture& picture, int width, int height);

/// So that the shorter side is `side`, the other one in proportion, rounded down, as torchvision's Resize(side).
Picture resizedShorterSide(const Picture& picture, int side);

/// The middle size × size, as torchvision's CenterCrop: an odd rest is rounded half to even; what lies outside is black.
Picture centreCropped(const Picture& picture, int size);

} // namespace epochlab::core
