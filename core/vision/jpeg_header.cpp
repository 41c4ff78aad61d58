#include "vision/format_headers.h"

#include <cstring>

namespace epochlab::core {
namespace {

constexpr std::uint8_t endOfImage = 0xd9;
constexpr std::uint8_t startOfScan = 0xda;
constexpr std::uint8_t exifSegment = 0xe1;
constexpr std::string_view exifSignature("Exif\0\0", 6);

bool isFrame(std::uint8_t marker) { return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc; }
bool isRestart(std::uint8_t marker) { return marker >= 0xd0 && marker <= 0xd7; }
bool standsAlone(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= endOfImage); }
/// Baseline, extended and progressive, with Huffman or arithmetic coding: what libjpeg reads.
bool isReadableFrame(std::uint8_t marker) { return marker == 0xc0 || marker == 0xc1 || marker == 0xc2 || marker == 0xc9 || marker == 0xca; }

/// The place of the next marker's code, or the end. Bytes that belong to none are passed over, as decoders do.
std::size_t nextMarker(const HeaderBytes& bytes, std::size_t place) {
    while (place + 1 < bytes.size()) {
        const std::string_view rest = bytes.text(place, bytes.size());
        const void* found = std::memchr(rest.data(), 0xff, rest.size());
        if (found == nullptr) break;
        place += static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) + 1;
        const std::uint8_t code = bytes.at(place);
        if (code != 0 && code != 0xff && !isRestart(code)) return place;
    }
    return bytes.size();
}

/// `segment` begins with its length.
Result<void> readFrame(const HeaderBytes& segment, std::uint8_t marker, PictureHeader& header) {
    header.bits = segment.at(2);
    header.height = segment.number(3, 2);
    header.width = segment.number(5, 2);
    const int components = segment.at(7);
    header.colour = components == 1 ? PictureColour::Grey : components == 4 ? PictureColour::Cmyk : PictureColour::Colour;
    if (header.width == 0 || header.height == 0) return unreadablePicture("the JPEG file does not say its size");
    if (!isReadableFrame(marker) || header.bits != 8) return unreadablePicture("the JPEG file is of a kind that is not read here");
    if (components != 1 && components != 3 && components != 4) return unreadablePicture("the JPEG file is damaged");
    return {};
}

} // namespace

Result<PictureHeader> readJpegHeader(const HeaderBytes& file) {
    PictureHeader header;
    bool scanned = false;
    for (std::size_t place = nextMarker(file, 2); place < file.size(); place = nextMarker(file, place)) {
        const std::uint8_t marker = file.at(place++);
        if (marker == endOfImage) return scanned ? Result<PictureHeader>(header) : unreadablePicture("the JPEG file holds no picture");
        if (standsAlone(marker)) continue;
        const std::size_t length = file.number(place, 2);
        if (place + 2 > file.size()) break;
        if (length < 2) return unreadablePicture("the JPEG file is damaged");
        const HeaderBytes segment = file.from(place, false);
        if (isFrame(marker) && header.width == 0)
            if (const Result<void> frame = readFrame(segment, marker, header); !frame) return frame.error();
        if (marker == exifSegment && header.orientation == 1 && segment.text(2, exifSignature.size()) == exifSignature)
            header.orientation = exifOrientation(segment.from(2 + exifSignature.size(), false));
        scanned = scanned || (marker == startOfScan && header.width > 0);
        place += length;
    }
    return truncatedPicture();
}

} // namespace epochlab::core
