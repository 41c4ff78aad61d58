#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace epochlab::core {

enum class PictureFormat { Jpeg, Png, Bmp, Pnm, Tiff, WebP };
std::string_view formatName(PictureFormat format); ///< "JPEG", "PNG", …
/// Whether files of this format are named so; ".JPG", with its dot, in any case.
bool isExtensionOf(PictureFormat format, std::string_view extension);
/// The extensions that make a file a picture in a folder: torchvision's IMG_EXTENSIONS.
bool isPictureExtension(std::string_view extension);

enum class PictureColour { Grey, Colour, Palette, Cmyk };

/// What a picture file says of itself before anything is decoded.
struct PictureHeader {
    PictureFormat format = PictureFormat::Jpeg;
    std::int64_t width = 0;  ///< as stored, before any rotation; 1 to 2^32 − 1
    std::int64_t height = 0; ///< likewise
    int orientation = 1;     ///< EXIF's, 1 to 8; 1: as it is stored
    PictureColour colour = PictureColour::Colour;
    int bits = 8; ///< a channel
    bool alpha = false;

    bool isLargerThan(std::int64_t pixels) const { return width > pixels / height; }
};

/// 50 million: what a picture may have at most unless `picture-limit` says otherwise.
inline constexpr std::int64_t defaultMaximumPixels = 50'000'000;
/// The most that `picture-limit` may allow: 1.2 GB decoded.
inline constexpr std::int64_t largestMaximumPixels = 400'000'000;

/// Reads the header and walks through the file's structure to the mark that ends it, without decoding: a file that was cut off decodes to
/// half a picture in silence elsewhere. Any thread, no memory taken. DataUnreadablePicture where it is no picture of a known format or
/// its structure or checksums are wrong, DataTruncatedPicture.
Result<PictureHeader> readPictureHeader(std::span<const std::byte> file);

/// The same, and DataTooLarge for one of more than maximumPixels.
Result<PictureHeader> readPictureHeader(std::span<const std::byte> file, std::int64_t maximumPixels);

} // namespace epochlab::core
