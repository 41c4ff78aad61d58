#pragma once

#include "base/result.h"
#include "vision/decoder.h"
#include "vision/picture.h"

#include <cstdint>
#include <string>

namespace epochlab::core {

/// A picture file from anywhere: as in the file, upright, 8-bit RGB. Any thread. The errors of reading a file, of opening the decoder and
/// of PictureDecoder::decode(); `where` names the file.
Result<Picture> readPicture(const std::string& path, std::int64_t maximumPixels, const PictureDecoderProvider& decoder);

} // namespace epochlab::core
