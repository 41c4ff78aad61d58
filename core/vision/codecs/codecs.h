#pragma once

#include "vision/decoder.h"

namespace epochlab::core {

// The parts of the decoder, one for each library. Each gets a file whose header was read, and its pixels as they are stored, not yet
// turned; they print nothing and throw nothing but std::bad_alloc.

/// With libjpeg-turbo itself: OpenCV's reader takes damaged data for good and prints about it. libjpeg's warnings of lost pixels are errors
/// here.
Result<Picture> decodeJpeg(std::span<const std::byte> file, const PictureHeader& header);
Result<void> checkJpeg(std::span<const std::byte> file, const PictureHeader& header); ///< entropy decoding alone

/// With libpng itself: OpenCV's reader prints libpng's warnings.
Result<Picture> decodePng(std::span<const std::byte> file, const PictureHeader& header);
Result<void> checkPng(std::span<const std::byte> file, const PictureHeader& header);

/// BMP, PNM, TIFF and WebP, with OpenCV.
Result<Picture> decodeWithOpenCv(std::span<const std::byte> file, const PictureHeader& header);

/// An empty picture of the header's size.
Picture pictureOf(const PictureHeader& header);

} // namespace epochlab::core
