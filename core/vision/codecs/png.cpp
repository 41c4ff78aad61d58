#include "vision/codecs/codecs.h"
#include "vision/header_bytes.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <png.h>

namespace epochlab::core {
namespace {

/// Plain data: longjmp runs no destructors.
struct Reader {
    const std::byte* next;
    std::size_t left;
    png_structp png;
    png_infop info;
    char message[128];
};

extern "C" {
[[noreturn]] void leavePng(png_structp png, png_const_charp message) {
    auto* reader = static_cast<Reader*>(::png_get_error_ptr(png));
    std::snprintf(reader->message, sizeof reader->message, "%s", message);
    ::png_longjmp(png, 1);
}
void notePng(png_structp, png_const_charp) {}
void readPng(png_structp png, png_bytep target, png_size_t count) {
    auto* reader = static_cast<Reader*>(::png_get_io_ptr(png));
    if (count > reader->left) leavePng(png, "the data end too early");
    std::memcpy(target, reader->next, count);
    reader->next += count;
    reader->left -= count;
}
}

/// To 8-bit RGB: what PictureDecoder says of palettes, grey, alpha and 16 bits.
void askForRgb(const Reader& reader) {
    ::png_set_palette_to_rgb(reader.png);
    ::png_set_expand_gray_1_2_4_to_8(reader.png);
    ::png_set_strip_16(reader.png);
    ::png_set_gray_to_rgb(reader.png);
    ::png_set_strip_alpha(reader.png);
}

/// `target`: rows of RGB bytes `step` apart. False where libpng gave up.
bool readRows(Reader& reader, const PictureHeader& header, std::uint8_t* target, std::size_t step) {
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false; // NOLINT(cert-err52-cpp): libpng's way out
    ::png_set_read_fn(reader.png, &reader, readPng);
    ::png_set_user_limits(reader.png, 0x7fffffff, 0x7fffffff); // the header was checked
    ::png_set_keep_unknown_chunks(reader.png, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    ::png_read_info(reader.png, reader.info);
    if (::png_get_image_width(reader.png, reader.info) != header.width || ::png_get_image_height(reader.png, reader.info) != header.height)
        leavePng(reader.png, "two headers"); // target has the room that the first one asks for
    askForRgb(reader);
    const int passes = ::png_set_interlace_handling(reader.png);
    ::png_read_update_info(reader.png, reader.info);
    if (::png_get_rowbytes(reader.png, reader.info) != static_cast<std::size_t>(header.width) * 3) leavePng(reader.png, "unknown pixels");
    for (int pass = 0; pass < passes; ++pass)
        for (std::size_t y = 0; y < static_cast<std::size_t>(header.height); ++y) ::png_read_row(reader.png, target + y * step, nullptr);
    ::png_read_end(reader.png, nullptr);
    return true;
}

Result<void> read(std::span<const std::byte> file, const PictureHeader& header, std::uint8_t* target, std::size_t step) {
    Reader reader{file.data(), file.size(), nullptr, nullptr, {}};
    reader.png = ::png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, leavePng, notePng);
    if (reader.png == nullptr) throw std::bad_alloc();
    reader.info = ::png_create_info_struct(reader.png);
    const bool whole = reader.info != nullptr && readRows(reader, header, target, step);
    ::png_destroy_read_struct(&reader.png, &reader.info, nullptr);
    if (!whole) return unreadablePicture("the PNG file is damaged: " + std::string(reader.message));
    return {};
}

} // namespace

Result<Picture> decodePng(std::span<const std::byte> file, const PictureHeader& header) {
    Picture picture = pictureOf(header);
    const Result<void> done = read(file, header, picture.rgb.data(), static_cast<std::size_t>(header.width) * 3);
    return done ? Result<Picture>(std::move(picture)) : done.error();
}

Result<void> checkPng(std::span<const std::byte> file, const PictureHeader& header) {
    std::vector<std::uint8_t> row(static_cast<std::size_t>(header.width) * 3); // all rows go to one
    return read(file, header, row.data(), 0);
}

} // namespace epochlab::core
