#pragma once

#include "base/result.h"
#include "vision/picture.h"
#include "vision/picture_header.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace epochlab::core {

/// Picture files to pixels. Stateless: any number of threads. Nothing is printed and nothing thrown.
///
/// One conversion for all formats, to 8-bit RGB, upright by the file's orientation: grey is repeated in the three channels; a palette is
/// looked up; transparency is left out, as torchvision's loader leaves it (the colours below stay; a TIFF alone comes out of libtiff
/// blended with black); of 16 bits the upper 8 are kept; CMYK becomes (255 − C)(255 − K)/255 and so on, as Pillow's convert("RGB"); colour
/// profiles and gamma are left out.
class PictureDecoder {
public:
    virtual ~PictureDecoder() = default;

    /// `file`: all its bytes. DataUnreadablePicture, DataTruncatedPicture; DataTooLarge, found from the header; OutOfMemory.
    virtual Result<Picture> decode(std::span<const std::byte> file, std::int64_t maximumPixels) const = 0;

    /// Whether decode() would give a picture: the same errors, but no pixels are made where the format allows that.
    virtual Result<void> check(std::span<const std::byte> file, std::int64_t maximumPixels) const = 0;
};

using PictureDecoderPointer = std::shared_ptr<const PictureDecoder>;
/// Opens the decoder's library at the first call; any thread. EngineMissing.
using PictureDecoderProvider = std::function<Result<PictureDecoderPointer>()>;

} // namespace epochlab::core
