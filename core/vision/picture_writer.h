#pragma once

#include "base/result.h"
#include "vision/picture.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace epochlab::core {

using PixelColour = std::array<std::uint8_t, 3>; ///< red, green, blue

/// Pictures to files, and short texts onto pictures, where there is no Qt. Stateless: any number of threads. Nothing is thrown.
class PictureWriter {
public:
    virtual ~PictureWriter() = default;

    /// The bytes of a PNG file of 8-bit RGB. OutOfMemory, Internal.
    virtual Result<std::string> png(const Picture& picture) const = 0;

    /// A line whose capitals are `height` pixels high, from x on, standing on y. What lies outside is cut off; a letter beyond ASCII is
    /// written as '?'.
    virtual void write(Picture& picture, int x, int y, int height, const PixelColour& colour, std::string_view text) const = 0;
    /// In pixels, of the same line.
    virtual int width(std::string_view text, int height) const = 0;
};

using PictureWriterPointer = std::shared_ptr<const PictureWriter>;

} // namespace epochlab::core
