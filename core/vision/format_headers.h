#pragma once

#include "vision/header_bytes.h"
#include "vision/picture_header.h"

namespace epochlab::core {

// The parts of readPictureHeader; the caller has seen the signature of the format.

Result<PictureHeader> readJpegHeader(const HeaderBytes& file); ///< ITU T.81, annex B
Result<PictureHeader> readPngHeader(const HeaderBytes& file);  ///< ISO 15948, with its checksums
Result<PictureHeader> readBmpHeader(const HeaderBytes& file);
Result<PictureHeader> readPnmHeader(const HeaderBytes& file);
Result<PictureHeader> readTiffHeader(const HeaderBytes& file); ///< TIFF 6.0, its first directory
Result<PictureHeader> readWebPHeader(const HeaderBytes& file); ///< RFC 9649

/// The orientation of EXIF data (CIPA DC-008, tag 0x0112 of the first directory), which begin with "II" or "MM"; 1 where they say none.
int exifOrientation(const HeaderBytes& tiff);

} // namespace epochlab::core
