#pragma once

#include "base/result.h"
#include "vision/picture.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace epochlab::core {

/// (value / 255 − mean) / deviation, by channel.
struct PictureNorm {
    std::array<float, 3> mean{};
    std::array<float, 3> deviation{1.0F, 1.0F, 1.0F};
    bool operator==(const PictureNorm&) const = default;
};
/// Of the pictures that torchvision's weights were trained on.
inline constexpr PictureNorm imageNetNorm{{0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F}};
inline constexpr PictureNorm centredNorm{{0.5F, 0.5F, 0.5F}, {0.5F, 0.5F, 0.5F}}; ///< −1 to 1
inline constexpr PictureNorm unitNorm{};                                          ///< 0 to 1

struct PictureViewOptions {
    int resize = 224;    ///< the shorter side, pixels
    int crop = 224;      ///< side of the middle square that is kept, pixels
    bool colour = true;  ///< else one channel, Pillow's convert("L")
    bool mirror = false; ///< in training, half of the pictures are mirrored
    PictureNorm norm = imageNetNorm;
    bool operator==(const PictureViewOptions&) const = default;
};

/// What the network sees of a picture. One object serves training, evaluation, gallery and prediction, so that all see the same. The order
/// is torchvision's: Resize(resize), CenterCrop(crop), flip, ToTensor, Normalize; the numbers are its numbers. Immutable, any thread.
class PictureView {
public:
    explicit PictureView(const PictureViewOptions& options);

    const PictureViewOptions& options() const { return m_options; }
    int side() const { return m_options.crop; } ///< of the square that the network sees
    int channels() const { return m_options.colour ? 3 : 1; }
    std::size_t values() const; ///< channels × side × side

    /// Resized and cropped: what is cached. side() × side().
    Picture shaped(const Picture& picture) const;
    /// Of a shaped picture: [channels × side × side], normalised. Precondition: target.size() == values().
    void normalise(const Picture& shaped, bool mirrored, std::span<float> target) const;
    /// The shaped picture as a person may look at it: grey where the network sees one channel, mirrored where it is.
    Picture seen(const Picture& shaped, bool mirrored) const;

    /// Whether the training picture of this row is mirrored in this epoch; the same for the same seed. Never without `mirror`.
    bool mirrors(std::uint64_t seed, std::uint32_t epoch, std::uint32_t row) const;

    /// Equal for views whose shaped() is equal.
    std::uint64_t shapeKey() const;
    /// "shorter side to 224, middle 224 × 224, colour, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225", for people.
    std::string describe() const;
    /// One line that readPictureView takes back to an equal view: "resize=224 crop=224 colour=1 …", for model files.
    std::string text() const;

private:
    PictureViewOptions m_options;
    std::array<std::array<float, 256>, 3> m_normalised; ///< by channel and byte
};

/// ConfigSyntax.
Result<PictureView> readPictureView(std::string_view text);

} // namespace epochlab::core
