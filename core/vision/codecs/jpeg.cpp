#include "vision/codecs/codecs.h"
#include "vision/header_bytes.h"

#include <csetjmp>
#include <cstdio> // jpeglib.h needs it first
#include <jerror.h>
#include <jpeglib.h>

namespace epochlab::core {
namespace {

constexpr int mostScans = 200; // a progressive file of a few bytes a scan can keep a processor busy for hours

/// libjpeg's own error object, told to print nothing and to come back here. Plain data: longjmp runs no destructors.
struct Reader {
    jpeg_decompress_struct jpeg;
    jpeg_error_mgr errors;
    jpeg_progress_mgr progress;
    std::jmp_buf exit;
    char message[JMSG_LENGTH_MAX];
};

/// Other warnings are of bytes between the parts, or of a version: the picture is whole.
bool losesPixels(int warning) {
    return warning == JWRN_HIT_MARKER || warning == JWRN_JPEG_EOF || warning == JWRN_HUFF_BAD_CODE || warning == JWRN_MUST_RESYNC ||
           warning == JWRN_BOGUS_PROGRESSION;
}

Reader& readerOf(j_common_ptr jpeg) { return *static_cast<Reader*>(jpeg->client_data); }

extern "C" {
[[noreturn]] void leaveJpeg(j_common_ptr jpeg) {
    Reader& reader = readerOf(jpeg);
    jpeg->err->format_message(jpeg, reader.message);
    std::longjmp(reader.exit, 1);
}
void noteJpeg(j_common_ptr jpeg, int) {
    if (losesPixels(jpeg->err->msg_code)) leaveJpeg(jpeg);
}
void printJpegNothing(j_common_ptr) {}
void watchJpeg(j_common_ptr jpeg) {
    const auto* decompress = reinterpret_cast<j_decompress_ptr>(jpeg);
    if (decompress->input_scan_number <= mostScans) return;
    std::snprintf(readerOf(jpeg).message, sizeof readerOf(jpeg).message, "more than %d scans", mostScans);
    std::longjmp(readerOf(jpeg).exit, 1);
}
}

void open(Reader& reader, std::span<const std::byte> file) {
    reader.jpeg.err = ::jpeg_std_error(&reader.errors);
    reader.errors.error_exit = leaveJpeg;
    reader.errors.emit_message = noteJpeg;
    reader.errors.output_message = printJpegNothing;
    reader.jpeg.client_data = &reader;
    ::jpeg_create_decompress(&reader.jpeg);
    reader.progress.progress_monitor = watchJpeg;
    reader.jpeg.progress = &reader.progress;
    ::jpeg_mem_src(&reader.jpeg, reinterpret_cast<const unsigned char*>(file.data()), file.size());
    ::jpeg_read_header(&reader.jpeg, TRUE);
}

/// As Pillow: Adobe's programs store CMYK inverted, and nearly all such files are theirs, so that a sample is 255 − ink.
void takeCmyk(const JSAMPLE* row, std::size_t width, std::uint8_t* target) {
    const auto product = [](unsigned a, unsigned b) { // a·b/255, rounded
        const unsigned sum = a * b + 128;
        return static_cast<std::uint8_t>((sum + (sum >> 8U)) >> 8U);
    };
    for (std::size_t x = 0; x < width; ++x, row += 4, target += 3)
        for (std::size_t channel = 0; channel < 3; ++channel) target[channel] = product(row[channel], row[3]);
}

/// False where libjpeg gave up; reader.message says why. `cmykRow` has room for a row of four channels, or is null where that is not
/// needed.
bool readRows(Reader& reader, std::span<const std::byte> file, Picture& picture, std::uint8_t* cmykRow) {
    if (setjmp(reader.exit) != 0) return false; // NOLINT(cert-err52-cpp): libjpeg's way out
    open(reader, file);
    const JDIMENSION width = reader.jpeg.image_width;
    const auto asHeaderSays = static_cast<int>(width) == picture.width && static_cast<int>(reader.jpeg.image_height) == picture.height;
    if (!asHeaderSays || (reader.jpeg.num_components == 4) != (cmykRow != nullptr)) return false;
    reader.jpeg.out_color_space = cmykRow != nullptr ? JCS_CMYK : JCS_RGB;
    ::jpeg_start_decompress(&reader.jpeg);
    while (reader.jpeg.output_scanline < reader.jpeg.output_height) {
        std::uint8_t* target = picture.rgb.data() + std::size_t{reader.jpeg.output_scanline} * width * 3;
        JSAMPROW row = cmykRow != nullptr ? cmykRow : target;
        ::jpeg_read_scanlines(&reader.jpeg, &row, 1);
        if (cmykRow != nullptr) takeCmyk(cmykRow, width, target);
    }
    ::jpeg_finish_decompress(&reader.jpeg);
    return true;
}

/// Every code is read, an eighth of each side is made. `row` has room for four channels at full width.
bool readSmall(Reader& reader, std::span<const std::byte> file, std::uint8_t* row) {
    if (setjmp(reader.exit) != 0) return false; // NOLINT(cert-err52-cpp)
    open(reader, file);
    reader.jpeg.scale_num = 1;
    reader.jpeg.scale_denom = 8;
    ::jpeg_start_decompress(&reader.jpeg);
    while (reader.jpeg.output_scanline < reader.jpeg.output_height) ::jpeg_read_scanlines(&reader.jpeg, &row, 1);
    ::jpeg_finish_decompress(&reader.jpeg);
    return true;
}

Error damaged(const Reader& reader) { return unreadablePicture("the JPEG file is damaged: " + std::string(reader.message)); }

} // namespace

Result<Picture> decodeJpeg(std::span<const std::byte> file, const PictureHeader& header) {
    Picture picture = pictureOf(header);
    std::vector<std::uint8_t> cmykRow(header.colour == PictureColour::Cmyk ? static_cast<std::size_t>(header.width) * 4 : 0);
    Reader reader{};
    const bool whole = readRows(reader, file, picture, cmykRow.empty() ? nullptr : cmykRow.data());
    ::jpeg_destroy_decompress(&reader.jpeg);
    if (!whole) return damaged(reader);
    return picture;
}

Result<void> checkJpeg(std::span<const std::byte> file, const PictureHeader& header) {
    std::vector<std::uint8_t> row(static_cast<std::size_t>(header.width) * 4);
    Reader reader{};
    const bool whole = readSmall(reader, file, row.data());
    ::jpeg_destroy_decompress(&reader.jpeg);
    if (!whole) return damaged(reader);
    return {};
}

} // namespace epochlab::core
