// Pictures out of the program: PNG with libpng, letters with OpenCV's line fonts.
#include "vision/picture_writer.h"

#include <csetjmp>
#include <cstdio>
#include <exception>
#include <new>
#include <opencv2/imgproc.hpp>
#include <png.h>

namespace epochlab::core {
namespace {

constexpr int font = cv::FONT_HERSHEY_SIMPLEX;

/// Plain data but for `bytes`, which longjmp leaves to its owner.
struct Target {
    std::string* bytes;
    char message[128];
};

extern "C" {
[[noreturn]] void leaveWriting(png_structp png, png_const_charp message) {
    auto* target = static_cast<Target*>(::png_get_error_ptr(png));
    std::snprintf(target->message, sizeof target->message, "%s", message);
    ::png_longjmp(png, 1);
}
void noteWriting(png_structp, png_const_charp) {}
void appendPng(png_structp png, png_bytep source, png_size_t count) {
    auto* target = static_cast<Target*>(::png_get_io_ptr(png));
    bool room = true;
    try {
        target->bytes->append(reinterpret_cast<const char*>(source), count);
    } catch (const std::bad_alloc&) {
        room = false;
    }
    if (!room) leaveWriting(png, "there is not enough memory");
}
void flushPng(png_structp) {}
}

/// False where libpng gave up.
bool writeRows(png_structp png, png_infop info, Target& target, const Picture& picture) {
    if (setjmp(png_jmpbuf(png)) != 0) return false; // NOLINT(cert-err52-cpp): libpng's way out
    ::png_set_write_fn(png, &target, appendPng, flushPng);
    ::png_set_IHDR(png, info, static_cast<png_uint_32>(picture.width), static_cast<png_uint_32>(picture.height), 8, PNG_COLOR_TYPE_RGB,
                   PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    ::png_write_info(png, info);
    const std::size_t step = static_cast<std::size_t>(picture.width) * 3;
    for (std::size_t y = 0; y < static_cast<std::size_t>(picture.height); ++y) ::png_write_row(png, picture.rgb.data() + y * step);
    ::png_write_end(png, nullptr);
    return true;
}

/// OpenCV writes every byte beyond ASCII as a letter of its own.
std::string asciiOf(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xc0U) == 0x80U) continue;
        letters += byte < 0x20 || byte >= 0x7f ? '?' : c;
    }
    return letters;
}

class Writer final : public PictureWriter {
public:
    Result<std::string> png(const Picture& picture) const override {
        std::string bytes;
        Target target{&bytes, {}};
        png_structp png = ::png_create_write_struct(PNG_LIBPNG_VER_STRING, &target, leaveWriting, noteWriting);
        png_infop info = png ? ::png_create_info_struct(png) : nullptr;
        const bool whole = info && writeRows(png, info, target, picture);
        ::png_destroy_write_struct(&png, &info);
        if (whole) return bytes;
        return Error{ErrorCode::OutOfMemory, "the picture cannot be made into a PNG file: " + std::string(target.message), "",
                     "close other programs"};
    }

    void write(Picture& picture, int x, int y, int height, const PixelColour& colour, std::string_view text) const override {
        cv::Mat pixels(picture.height, picture.width, CV_8UC3, picture.rgb.data());
        try {
            cv::putText(pixels, asciiOf(text), {x, y}, font, scaleOf(height), {double(colour[0]), double(colour[1]), double(colour[2])}, 1,
                        cv::LINE_AA);
        } catch (const std::exception&) {
            return; // a sheet without a letter is better than none
        }
    }

    int width(std::string_view text, int height) const override {
        try {
            return cv::getTextSize(asciiOf(text), font, scaleOf(height), 1, nullptr).width;
        } catch (const std::exception&) {
            return 0;
        }
    }

private:
    static double scaleOf(int height) { return cv::getFontScaleFromHeight(font, height, 1); }
};

} // namespace
} // namespace epochlab::core

/// What the programs look up in this library. The caller owns the writer.
extern "C" __attribute__((visibility("default"))) epochlab::core::PictureWriter* epochlab_make_picture_writer() {
    return new (std::nothrow) epochlab::core::Writer();
}
