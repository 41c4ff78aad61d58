#include "vision/picture_header.h"

#include "vision/format_headers.h"

#include <array>
#include <span>

namespace epochlab::core {
namespace {

using Names = std::span<const std::string_view>;

Names extensionsOf(PictureFormat format) {
    static constexpr std::array<std::string_view, 2> jpeg{".jpg", ".jpeg"};
    static constexpr std::array<std::string_view, 1> png{".png"};
    static constexpr std::array<std::string_view, 1> bmp{".bmp"};
    static constexpr std::array<std::string_view, 2> pnm{".ppm", ".pgm"};
    static constexpr std::array<std::string_view, 2> tiff{".tif", ".tiff"};
    static constexpr std::array<std::string_view, 1> webP{".webp"};
    switch (format) {
    case PictureFormat::Jpeg: return jpeg;
    case PictureFormat::Png: return png;
    case PictureFormat::Bmp: return bmp;
    case PictureFormat::Pnm: return pnm;
    case PictureFormat::Tiff: return tiff;
    case PictureFormat::WebP: return webP;
    }
    return {};
}

bool equalsInAnyCase(std::string_view given, std::string_view lower) {
    return std::ranges::equal(given, lower, [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

} // namespace

std::string_view formatName(PictureFormat format) {
    switch (format) {
    case PictureFormat::Jpeg: return "JPEG";
    case PictureFormat::Png: return "PNG";
    case PictureFormat::Bmp: return "BMP";
    case PictureFormat::Pnm: return "PNM";
    case PictureFormat::Tiff: return "TIFF";
    case PictureFormat::WebP: return "WebP";
    }
    return "";
}

bool isExtensionOf(PictureFormat format, std::string_view extension) {
    return std::ranges::any_of(extensionsOf(format), [&](std::string_view known) { return equalsInAnyCase(extension, known); });
}

bool isPictureExtension(std::string_view extension) {
    using enum PictureFormat;
    return std::ranges::any_of(std::array{Jpeg, Png, Bmp, Pnm, Tiff, WebP}, [&](auto format) { return isExtensionOf(format, extension); });
}

Result<PictureHeader> readPictureHeader(std::span<const std::byte> file) {
    const HeaderBytes bytes(file);
    if (bytes.size() == 0) return unreadablePicture("the file is empty");
    if (bytes.text(0, 3) == "\xff\xd8\xff") return readJpegHeader(bytes);
    if (bytes.text(0, 8) == "\x89PNG\r\n\x1a\n") return readPngHeader(bytes);
    if (bytes.text(0, 2) == "BM") return readBmpHeader(bytes);
    if (bytes.at(0) == 'P' && bytes.at(1) >= '1' && bytes.at(1) <= '6') return readPnmHeader(bytes);
    if (bytes.text(0, 4) == std::string_view("II*\0", 4) || bytes.text(0, 4) == std::string_view("MM\0*", 4)) return readTiffHeader(bytes);
    if (bytes.text(0, 4) == "RIFF" && bytes.text(8, 4) == "WEBP") return readWebPHeader(bytes);
    return unreadablePicture("this is no picture in a format that is read here (JPEG, PNG, BMP, PNM, TIFF, WebP)");
}

Result<PictureHeader> readPictureHeader(std::span<const std::byte> file, std::int64_t maximumPixels) {
    Result<PictureHeader> header = readPictureHeader(file);
    if (header && header->isLargerThan(maximumPixels))
        return Error{ErrorCode::DataTooLarge,
                     "the picture has " + std::to_string(header->width) + " × " + std::to_string(header->height) + " pixels, more than " +
                         std::to_string(maximumPixels / 1'000'000) + " million",
                     "", "make it smaller, or raise picture-limit"};
    return header;
}

} // namespace epochlab::core
