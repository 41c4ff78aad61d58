#include "vision/format_headers.h"

#include <zlib.h>

namespace epochlab::core {
namespace {

constexpr std::size_t chunkFrame = 12; // length, name, checksum

bool checksumFits(const HeaderBytes& file, std::size_t chunk, std::size_t length) {
    const std::string_view covered = file.text(chunk + 4, length + 4);
    const auto* bytes = reinterpret_cast<const Bytef*>(covered.data());
    return ::crc32_z(0, bytes, covered.size()) == file.number(chunk + 8 + length, 4);
}

Result<void> readKind(const HeaderBytes& file, PictureHeader& header) {
    header.bits = file.at(24);
    switch (file.at(25)) {
    case 0: header.colour = PictureColour::Grey; break;
    case 2: header.colour = PictureColour::Colour; break;
    case 3: header.colour = PictureColour::Palette; break;
    case 4: header.colour = PictureColour::Grey; break;
    case 6: header.colour = PictureColour::Colour; break;
    default: return unreadablePicture("the PNG file is damaged");
    }
    header.alpha = file.at(25) >= 4;
    return {};
}

} // namespace

Result<PictureHeader> readPngHeader(const HeaderBytes& file) {
    PictureHeader header{.format = PictureFormat::Png, .width = file.number(16, 4), .height = file.number(20, 4)};
    if (file.size() < 8 + chunkFrame + 13) return truncatedPicture();
    if (file.text(12, 4) != "IHDR" || header.width == 0 || header.height == 0) return unreadablePicture("the PNG file is damaged");
    if (const Result<void> kind = readKind(file, header); !kind) return kind.error();
    bool data = false;
    for (std::size_t chunk = 8; chunk + chunkFrame <= file.size();) {
        const std::size_t length = file.number(chunk, 4);
        const std::string_view name = file.text(chunk + 4, 4);
        if (chunk + chunkFrame + length > file.size()) break;
        if (!checksumFits(file, chunk, length)) return unreadablePicture("the PNG file is damaged: a checksum is wrong");
        if (name == "IEND") return data ? Result<PictureHeader>(header) : unreadablePicture("the PNG file holds no picture");
        data = data || name == "IDAT";
        if (name == "tRNS") header.alpha = true;
        if (name == "eXIf") header.orientation = exifOrientation(file.from(chunk + 8, false));
        chunk += chunkFrame + length;
    }
    return truncatedPicture();
}

} // namespace epochlab::core
