#include "vision/picture_stages.h"

#include "vision/resize.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace epochlab::core {
namespace {

std::uint8_t shownByte(float value) {
    const float share = (value / PictureStages::shownLimit + 1.0F) / 2.0F;
    return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0F, 1.0F) * 255.0F));
}

Picture shownValues(const PictureView& view, const std::vector<float>& values) {
    const auto side = static_cast<std::size_t>(view.side());
    const std::size_t pixels = side * side;
    Picture shown{view.side(), view.side(), std::vector<std::uint8_t>(pixels * 3)};
    for (std::size_t i = 0; i < pixels; ++i)
        for (std::size_t channel = 0; channel < 3; ++channel)
            shown.rgb[i * 3 + channel] = shownByte(values[view.channels() == 3 ? channel * pixels + i : i]);
    return shown;
}

} // namespace

PictureStages stagesOf(const PictureView& view, const Picture& picture, bool mirrored) {
    PictureStages stages;
    stages.resized = resizedShorterSide(picture, view.options().resize);
    stages.cropped = centreCropped(stages.resized, view.side());
    stages.seen = view.seen(stages.cropped, mirrored);
    std::vector<float> values(view.values());
    view.normalise(stages.cropped, mirrored, values);
    stages.normalised = shownValues(view, values);
    const auto [smallest, largest] = std::ranges::minmax_element(values);
    stages.smallest = *smallest;
    stages.largest = *largest;
    stages.mean = static_cast<float>(std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()));
    return stages;
}

} // namespace epochlab::core
