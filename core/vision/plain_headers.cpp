#include "vision/format_headers.h"

#include <array>
#include <charconv>

namespace epochlab::core {
namespace {

/// The numbers of a PNM header, texts with comments between them.
class PnmNumbers {
public:
    explicit PnmNumbers(const HeaderBytes& bytes) : m_bytes(bytes) {}

    /// 0 where there is none.
    std::int64_t next() {
        while (m_place < m_bytes.size() && (m_bytes.at(m_place) == '#' || m_bytes.at(m_place) <= ' '))
            if (m_bytes.at(m_place++) == '#')
                while (m_place < m_bytes.size() && m_bytes.at(m_place) != '\n') ++m_place;
        const std::string_view digits = m_bytes.text(m_place, 10);
        std::int64_t value = 0;
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        m_place += static_cast<std::size_t>(end - digits.data());
        return problem == std::errc() ? value : 0;
    }
    /// Of the pixels of a binary file: one white space behind the last number.
    std::size_t pixels() const { return m_place + 1; }

private:
    const HeaderBytes& m_bytes;
    std::size_t m_place = 2;
};

/// Bytes of `rows` rows, or more than any file where it overflows.
std::uint64_t bytesOf(std::uint64_t rowBytes, std::uint64_t rows) {
    std::uint64_t bytes = 0;
    return __builtin_mul_overflow(rowBytes, rows, &bytes) ? UINT64_MAX / 2 : bytes;
}

} // namespace

Result<PictureHeader> readBmpHeader(const HeaderBytes& file) {
    const HeaderBytes bytes = file.from(0, true);
    PictureHeader header{.format = PictureFormat::Bmp};
    const bool old = bytes.number(14, 4) == 12; // OS/2: 16-bit sizes
    const auto signedNumber = [&bytes](std::size_t place) { return std::int64_t{static_cast<std::int32_t>(bytes.number(place, 4))}; };
    header.width = old ? bytes.number(18, 2) : signedNumber(18);
    header.height = old ? bytes.number(20, 2) : std::abs(signedNumber(22)); // negative: from the top
    if (header.width <= 0 || header.height <= 0) return unreadablePicture("the BMP file is damaged");
    const std::uint32_t pixelBits = bytes.number(old ? 24 : 28, 2);
    const std::uint32_t compression = old ? 0 : bytes.number(30, 4);
    const std::uint32_t infoBytes = bytes.number(14, 4);
    if (compression > 3 || infoBytes == 0 || infoBytes > 0x7fffffffU) return unreadablePicture("the BMP file is damaged");
    header.colour = pixelBits <= 8 ? PictureColour::Palette : PictureColour::Colour;
    header.alpha = pixelBits == 32 && compression == 3 && bytes.number(14, 4) >= 108 && bytes.number(66, 4) != 0;
    const bool packed = compression == 1 || compression == 2;
    const std::uint64_t rowBytes = (static_cast<std::uint64_t>(header.width) * pixelBits + 31) / 32 * 4;
    const std::uint64_t needed =
        packed ? bytes.number(2, 4) : bytes.number(10, 4) + bytesOf(rowBytes, static_cast<std::uint64_t>(header.height));
    return bytes.size() < needed ? Result<PictureHeader>(truncatedPicture()) : header;
}

Result<PictureHeader> readPnmHeader(const HeaderBytes& file) {
    const std::uint8_t kind = file.at(1); // 1 to 3 in text, 4 to 6 in bytes: black and white, grey, colour
    PictureHeader header{.format = PictureFormat::Pnm};
    header.colour = kind == '3' || kind == '6' ? PictureColour::Colour : PictureColour::Grey;
    PnmNumbers numbers(file);
    header.width = numbers.next();
    header.height = numbers.next();
    const bool bitmap = kind == '1' || kind == '4';
    const std::int64_t brightest = bitmap ? 1 : numbers.next();
    const bool possible = header.width > 0 && header.height > 0 && header.width < INT32_MAX && header.height < INT32_MAX;
    if (!possible || brightest <= 0 || brightest > 65535) return unreadablePicture("the PNM file is damaged");
    header.bits = bitmap ? 1 : brightest > 255 ? 16 : 8;
    const auto width = static_cast<std::uint64_t>(header.width);
    const auto height = static_cast<std::uint64_t>(header.height);
    const std::uint64_t channels = header.colour == PictureColour::Colour ? 3 : 1;
    const std::uint64_t textBytes = bytesOf(width * channels, height); // at least a digit a number
    const std::uint64_t rowBytes = bitmap ? (width + 7) / 8 : width * channels * (header.bits == 16 ? 2 : 1);
    const std::uint64_t needed = numbers.pixels() + (kind <= '3' ? textBytes : bytesOf(rowBytes, height));
    return file.size() < needed ? Result<PictureHeader>(truncatedPicture()) : header;
}

Result<PictureHeader> readWebPHeader(const HeaderBytes& file) {
    const HeaderBytes bytes = file.from(0, true);
    PictureHeader header{.format = PictureFormat::WebP};
    if (bytes.text(12, 4) == "VP8 ") {
        header.width = bytes.number(26, 2) & 0x3fffU;
        header.height = bytes.number(28, 2) & 0x3fffU;
    } else if (bytes.text(12, 4) == "VP8L") {
        const std::uint32_t packed = bytes.number(21, 4);
        header.width = 1 + (packed & 0x3fffU);
        header.height = 1 + (packed >> 14U & 0x3fffU);
        header.alpha = (packed >> 28U & 1U) != 0;
    } else if (bytes.text(12, 4) == "VP8X") {
        header.width = 1 + bytes.number(24, 3);
        header.height = 1 + bytes.number(27, 3);
        header.alpha = (bytes.at(20) & 0x10U) != 0;
        for (std::size_t chunk = 12; chunk + 8 <= bytes.size();
             chunk += 8 + std::size_t{bytes.number(chunk + 4, 4)} + bytes.at(chunk + 4) % 2)
            if (bytes.text(chunk, 4) == "EXIF") header.orientation = exifOrientation(bytes.from(chunk + 8, false));
    }
    if (bytes.size() < std::size_t{8} + bytes.number(4, 4)) return truncatedPicture();
    return header.width > 0 && header.height > 0 ? Result<PictureHeader>(header) : unreadablePicture("the WebP file is damaged");
}

} // namespace epochlab::core
