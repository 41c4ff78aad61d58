#include "vision/picture_view.h"

#include "base/random.h"
#include "vision/orientation.h"
#include "vision/resize.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace epochlab::core {
namespace {

constexpr int largestSide = 4096;

std::string textOf(float value) {
    char buffer[32];
    const auto [end, problem] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return problem == std::errc() ? std::string(buffer, end) : std::string();
}

std::string joined(const std::array<float, 3>& values, char separator) {
    return textOf(values[0]) + separator + textOf(values[1]) + separator + textOf(values[2]);
}

/// ITU-R BT.601 in Pillow's fixed point.
std::uint8_t greyOf(const std::uint8_t* rgb) {
    return static_cast<std::uint8_t>((rgb[0] * 19595U + rgb[1] * 38470U + rgb[2] * 7471U + 0x8000U) >> 16U);
}

template <typename T> bool parse(std::string_view text, T& value) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size();
}

bool parse(std::string_view text, std::array<float, 3>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::size_t end = i < 2 ? text.find(',') : text.size();
        if (end == std::string_view::npos || !parse(text.substr(0, end), values[i])) return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

bool parse(std::string_view text, bool& value) {
    value = text == "1";
    return text == "0" || text == "1";
}

std::map<std::string_view, std::string_view> wordsOf(std::string_view text) {
    std::map<std::string_view, std::string_view> words;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        const std::size_t sign = std::min(word.find('='), word.size());
        words[word.substr(0, sign)] = word.substr(std::min(sign + 1, word.size()));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    return words;
}

bool isPossible(const PictureViewOptions& options) {
    const auto side = [](int pixels) { return pixels >= 1 && pixels <= largestSide; };
    return side(options.resize) && side(options.crop) && std::ranges::none_of(options.norm.deviation, [](float d) { return !(d > 0.0F); });
}

} // namespace

PictureView::PictureView(const PictureViewOptions& options) : m_options(options), m_normalised() {
    for (std::size_t channel = 0; channel < 3; ++channel)
        for (std::size_t value = 0; value < 256; ++value)
            m_normalised[channel][value] =
                (static_cast<float>(value) / 255.0F - options.norm.mean[channel]) / options.norm.deviation[channel];
}

std::size_t PictureView::values() const {
    const auto side = static_cast<std::size_t>(m_options.crop);
    return side * side * static_cast<std::size_t>(channels());
}

Picture PictureView::shaped(const Picture& picture) const {
    return centreCropped(resizedShorterSide(picture, m_options.resize), m_options.crop);
}

void PictureView::normalise(const Picture& shaped, bool mirrored, std::span<float> target) const {
    const auto side = static_cast<std::size_t>(m_options.crop);
    const std::size_t plane = side * side;
    const std::ptrdiff_t step = mirrored ? -3 : 3;
    for (std::size_t y = 0; y < side; ++y) {
        const std::uint8_t* pixel = shaped.rgb.data() + (y * side + (mirrored ? side - 1 : 0)) * 3;
        float* row = target.data() + y * side;
        if (m_options.colour)
            for (std::size_t x = 0; x < side; ++x, pixel += step) {
                row[x] = m_normalised[0][pixel[0]];
                row[plane + x] = m_normalised[1][pixel[1]];
                row[2 * plane + x] = m_normalised[2][pixel[2]];
            }
        else
            for (std::size_t x = 0; x < side; ++x, pixel += step) row[x] = m_normalised[0][greyOf(pixel)];
    }
}

Picture PictureView::seen(const Picture& shaped, bool mirrored) const {
    Picture picture = mirrored ? core::mirrored(shaped) : shaped;
    if (m_options.colour) return picture;
    for (std::size_t i = 0; i + 2 < picture.rgb.size(); i += 3) std::fill_n(picture.rgb.data() + i, 3, greyOf(picture.rgb.data() + i));
    return picture;
}

bool PictureView::mirrors(std::uint64_t seed, std::uint32_t epoch, std::uint32_t row) const {
    if (!m_options.mirror) return false;
    return (RandomStream({.seed = seed, .purpose = RandomPurpose::Augmentation, .epoch = epoch, .step = row}).nextUint32() & 1U) != 0;
}

std::uint64_t PictureView::shapeKey() const {
    return static_cast<std::uint64_t>(m_options.resize) << 32U | static_cast<std::uint64_t>(m_options.crop);
}

std::string PictureView::describe() const {
    const std::string side = std::to_string(m_options.crop);
    std::string text = "shorter side to " + std::to_string(m_options.resize) + ", middle " + side + " × " + side;
    text += m_options.colour ? ", colour" : ", grey";
    if (m_options.mirror) text += ", mirrored at random in training";
    if (m_options.colour)
        return text + ", mean " + joined(m_options.norm.mean, ' ') + ", deviation " + joined(m_options.norm.deviation, ' ');
    return text + ", mean " + textOf(m_options.norm.mean[0]) + ", deviation " + textOf(m_options.norm.deviation[0]);
}

std::string PictureView::text() const {
    return "resize=" + std::to_string(m_options.resize) + " crop=" + std::to_string(m_options.crop) +
           " colour=" + (m_options.colour ? "1" : "0") + " mirror=" + (m_options.mirror ? "1" : "0") +
           " mean=" + joined(m_options.norm.mean, ',') + " deviation=" + joined(m_options.norm.deviation, ',');
}

Result<PictureView> readPictureView(std::string_view text) {
    const auto words = wordsOf(text);
    const auto read = [&words](std::string_view name, auto& value) {
        const auto found = words.find(name);
        return found != words.end() && parse(found->second, value);
    };
    PictureViewOptions options;
    const bool complete = read("resize", options.resize) && read("crop", options.crop) && read("colour", options.colour) &&
                          read("mirror", options.mirror) && read("mean", options.norm.mean) && read("deviation", options.norm.deviation);
    if (complete && isPossible(options)) return PictureView(options);
    return Error{ErrorCode::ConfigSyntax, "\"" + std::string(text.substr(0, 60)) + "\" does not say what a network sees of a picture", "",
                 "train the model again"};
}

} // namespace epochlab::core
