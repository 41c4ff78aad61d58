#include "vision/format_headers.h"

namespace epochlab::core {
namespace {

/// One entry of a directory: up to 4 bytes of values stand in the entry itself, more elsewhere.
struct TiffField {
    std::uint32_t tag = 0;
    std::size_t valueBytes = 0; ///< 2 or 4; 0: of a kind that is not asked for here
    std::size_t count = 0;
    std::size_t values = 0; ///< their place

    std::uint32_t value(const HeaderBytes& file, std::size_t index) const { return file.number(values + index * valueBytes, valueBytes); }
};

TiffField fieldAt(const HeaderBytes& file, std::size_t entry) {
    TiffField field{.tag = file.number(entry, 2), .count = file.number(entry + 4, 4)};
    const std::uint32_t kind = file.number(entry + 2, 2);
    field.valueBytes = kind == 3 ? 2 : kind == 4 ? 4 : 0;
    field.values = field.count * field.valueBytes <= 4 ? entry + 8 : file.number(entry + 8, 4);
    return field;
}

/// Strips or tiles of pixels, whose offsets and lengths stand in two fields.
bool liesInside(const HeaderBytes& file, const TiffField& offsets, const TiffField& lengths) {
    if (offsets.valueBytes == 0 || lengths.valueBytes == 0) return true; // left to the decoder
    const std::size_t parts = std::min(offsets.count, lengths.count);
    for (std::size_t i = 0; i < parts; ++i) {
        if (std::max(offsets.values + i * offsets.valueBytes, lengths.values + i * lengths.valueBytes) >= file.size()) return false;
        if (std::size_t{offsets.value(file, i)} + lengths.value(file, i) > file.size()) return false;
    }
    return true;
}

PictureColour colourOf(std::uint32_t photometric) {
    switch (photometric) {
    case 0:
    case 1: return PictureColour::Grey;
    case 3: return PictureColour::Palette;
    case 5: return PictureColour::Cmyk;
    default: return PictureColour::Colour;
    }
}

void take(const HeaderBytes& file, const TiffField& field, PictureHeader& header) {
    const std::uint32_t value = field.value(file, 0);
    switch (field.tag) {
    case 256: header.width = value; break;
    case 257: header.height = value; break;
    case 258: header.bits = static_cast<int>(value); break;
    case 262: header.colour = colourOf(value); break;
    case 274: header.orientation = value >= 1 && value <= 8 ? static_cast<int>(value) : 1; break;
    case 338: header.alpha = true; break;
    default: break;
    }
}

} // namespace

Result<PictureHeader> readTiffHeader(const HeaderBytes& file) {
    const HeaderBytes bytes = file.from(0, file.at(0) == 'I');
    const std::size_t directory = bytes.number(4, 4);
    if (directory + 2 > bytes.size()) return truncatedPicture();
    const std::size_t entries = bytes.number(directory, 2);
    PictureHeader header{.format = PictureFormat::Tiff, .bits = 1};
    TiffField offsets;
    TiffField lengths;
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (entry + 12 > bytes.size()) return truncatedPicture();
        const TiffField field = fieldAt(bytes, entry);
        take(bytes, field, header);
        if (field.tag == 273 || field.tag == 324) offsets = field;
        if (field.tag == 279 || field.tag == 325) lengths = field;
    }
    if (header.width <= 0 || header.height <= 0) return unreadablePicture("the TIFF file does not say its size");
    return liesInside(bytes, offsets, lengths) ? Result<PictureHeader>(header) : truncatedPicture();
}

} // namespace epochlab::core
