#include "vision/resize.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace epochlab::core {
namespace {

constexpr int precisionBits = 32 - 8 - 2;
constexpr int channels = 3;

/// For each place of the result the first place it is made of, and the weights from there on.
struct Filter {
    struct Window {
        int first = 0;
        int count = 0;
    };
    std::vector<Window> windows;
    std::vector<std::int32_t> weights; ///< [windows × width]
    int width = 0;

    std::span<const std::int32_t> of(int place) const {
        const auto at = static_cast<std::size_t>(place);
        return std::span(weights).subspan(at * static_cast<std::size_t>(width), static_cast<std::size_t>(windows[at].count));
    }
};

double triangle(double x) { return std::max(0.0, 1.0 - std::abs(x)); }

std::int32_t fixedPoint(double weight) { return static_cast<std::int32_t>(std::floor(weight * (1 << precisionBits) + 0.5)); }

Filter triangleFilter(int from, int to) {
    const double scale = static_cast<double>(from) / to;
    const double widening = std::max(1.0, scale);
    Filter filter;
    filter.width = static_cast<int>(std::ceil(widening)) * 2 + 1;
    filter.windows.resize(static_cast<std::size_t>(to));
    filter.weights.resize(static_cast<std::size_t>(to) * static_cast<std::size_t>(filter.width));
    std::vector<double> exact(static_cast<std::size_t>(filter.width));
    for (int place = 0; place < to; ++place) {
        const double centre = (place + 0.5) * scale;
        const int first = std::max(0, static_cast<int>(centre - widening + 0.5));
        const int count = std::min(from, static_cast<int>(centre + widening + 0.5)) - first;
        double sum = 0.0;
        for (int i = 0; i < count; ++i) sum += exact[static_cast<std::size_t>(i)] = triangle((i + first - centre + 0.5) / widening);
        const auto row = static_cast<std::size_t>(place) * static_cast<std::size_t>(filter.width);
        for (int i = 0; i < count; ++i)
            filter.weights[row + static_cast<std::size_t>(i)] = fixedPoint(exact[static_cast<std::size_t>(i)] / sum);
        filter.windows[static_cast<std::size_t>(place)] = {first, count};
    }
    return filter;
}

std::uint8_t toByte(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> precisionBits, 0, 255)); }

/// Sums of places `step` bytes apart.
void weigh(std::span<const std::int32_t> weights, const std::uint8_t* source, std::size_t step, std::uint8_t* target) {
    std::int32_t red = 1 << (precisionBits - 1);
    std::int32_t green = red;
    std::int32_t blue = red;
    for (const std::int32_t weight : weights) {
        red += source[0] * weight;
        green += source[1] * weight;
        blue += source[2] * weight;
        source += step;
    }
    target[0] = toByte(red);
    target[1] = toByte(green);
    target[2] = toByte(blue);
}

Picture resizedAcross(const Picture& picture, int width) {
    const Filter filter = triangleFilter(picture.width, width);
    Picture result{width, picture.height,
                   std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(picture.height) * channels)};
    std::uint8_t* target = result.rgb.data();
    for (int y = 0; y < picture.height; ++y) {
        const std::uint8_t* row = picture.rgb.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) * channels;
        for (int x = 0; x < width; ++x, target += channels)
            weigh(filter.of(x), row + filter.windows[static_cast<std::size_t>(x)].first * channels, channels, target);
    }
    return result;
}

/// Row by row of the source, so that memory is walked in its order.
Picture resizedDown(const Picture& picture, int height) {
    const Filter filter = triangleFilter(picture.height, height);
    const std::size_t rowBytes = static_cast<std::size_t>(picture.width) * channels;
    Picture result{picture.width, height, std::vector<std::uint8_t>(rowBytes * static_cast<std::size_t>(height))};
    std::vector<std::int32_t> sums(rowBytes);
    for (int y = 0; y < height; ++y) {
        std::ranges::fill(sums, 1 << (precisionBits - 1));
        const std::uint8_t* source =
            picture.rgb.data() + static_cast<std::size_t>(filter.windows[static_cast<std::size_t>(y)].first) * rowBytes;
        for (const std::int32_t weight : filter.of(y)) {
            for (std::size_t i = 0; i < rowBytes; ++i) sums[i] += source[i] * weight;
            source += rowBytes;
        }
        std::ranges::transform(sums, result.rgb.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * rowBytes), toByte);
    }
    return result;
}

} // namespace

Picture resized(const Picture& picture, int width, int height) {
    if (picture.width == width && picture.height == height) return picture;
    if (picture.width == width) return resizedDown(picture, height);
    if (picture.height == height) return resizedAcross(picture, width);
    return resizedDown(resizedAcross(picture, width), height);
}

Picture resizedShorterSide(const Picture& picture, int side) {
    const auto longer = [side](int shorter, int longerSide) {
        return static_cast<int>(static_cast<std::int64_t>(side) * longerSide / shorter);
    };
    if (picture.width <= picture.height) return resized(picture, side, longer(picture.width, picture.height));
    return resized(picture, longer(picture.height, picture.width), side);
}

Picture centreCropped(const Picture& picture, int size) {
    const auto margin = [size](int whole) {
        return whole < size ? -((size - whole) / 2) : static_cast<int>(std::nearbyint((whole - size) / 2.0));
    };
    const int left = margin(picture.width);
    const int top = margin(picture.height);
    Picture result{size, size, std::vector<std::uint8_t>(static_cast<std::size_t>(size) * static_cast<std::size_t>(size) * channels)};
    const int firstX = std::max(0, left);
    const int lastX = std::min(picture.width, left + size);
    if (firstX >= lastX) return result;
    for (int y = std::max(0, top); y < std::min(picture.height, top + size); ++y) {
        const auto source = picture.rgb.begin() + (static_cast<std::ptrdiff_t>(y) * picture.width + firstX) * channels;
        const auto target = result.rgb.begin() + (static_cast<std::ptrdiff_t>(y - top) * size + (firstX - left)) * channels;
        std::copy(source, source + static_cast<std::ptrdiff_t>(lastX - firstX) * channels, target);
    }
    return result;
}

} // namespace epochlab::core
