#include "vision/orientation.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr int channels = 3;

/// Where a pixel of the result comes from: x and y exchanged first, then counted from the other side.
struct Turn {
    bool exchanged = false;
    bool fromRight = false;
    bool fromBelow = false;
};

Turn turnOf(int orientation) {
    switch (orientation) {
    case 2: return {.fromRight = true};
    case 3: return {.fromRight = true, .fromBelow = true};
    case 4: return {.fromBelow = true};
    case 5: return {.exchanged = true};
    case 6: return {.exchanged = true, .fromBelow = true};
    case 7: return {.exchanged = true, .fromRight = true, .fromBelow = true};
    case 8: return {.exchanged = true, .fromRight = true};
    default: return {};
    }
}

Picture turned(const Picture& picture, const Turn& turn) {
    Picture result{picture.width, picture.height, {}};
    if (turn.exchanged) std::swap(result.width, result.height);
    result.rgb.resize(picture.rgb.size());
    auto target = result.rgb.begin();
    for (int y = 0; y < result.height; ++y)
        for (int x = 0; x < result.width; ++x, target += channels) {
            const int across = turn.exchanged ? y : x;
            const int down = turn.exchanged ? x : y;
            const int fromX = turn.fromRight ? picture.width - 1 - across : across;
            const int fromY = turn.fromBelow ? picture.height - 1 - down : down;
            std::copy_n(picture.rgb.begin() + (static_cast<std::ptrdiff_t>(fromY) * picture.width + fromX) * channels, channels, target);
        }
    return result;
}

} // namespace

Picture mirrored(const Picture& picture) { return turned(picture, {.fromRight = true}); }

Picture upright(Picture picture, int orientation) {
    if (orientation < 2 || orientation > 8) return picture;
    return turned(picture, turnOf(orientation));
}

} // namespace epochlab::core
