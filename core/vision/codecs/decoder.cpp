#include "vision/codecs/codecs.h"
#include "vision/header_bytes.h"
#include "vision/orientation.h"

#include <exception>
#include <new>

namespace epochlab::core {

Picture pictureOf(const PictureHeader& header) {
    Picture picture{static_cast<int>(header.width), static_cast<int>(header.height), {}};
    picture.rgb.resize(static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.height) * 3);
    return picture;
}

namespace {

Error noMemory() {
    return {ErrorCode::OutOfMemory, "there is not enough memory for the picture", "", "close other programs, or lower picture-limit"};
}

/// The libraries' exceptions end here.
template <typename Value, typename Work> Result<Value> guarded(const Work& work) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return noMemory();
    } catch (const std::exception& problem) {
        return unreadablePicture("the picture cannot be read: " + std::string(problem.what()));
    }
}

class Codecs final : public PictureDecoder {
public:
    Result<Picture> decode(std::span<const std::byte> file, std::int64_t maximumPixels) const override {
        return guarded<Picture>([&]() -> Result<Picture> {
            const Result<PictureHeader> header = readPictureHeader(file, maximumPixels);
            if (!header) return header.error();
            Result<Picture> picture = stored(file, *header);
            if (!picture || turnsItself(header->format)) return picture;
            return upright(*std::move(picture), header->orientation);
        });
    }

    Result<void> check(std::span<const std::byte> file, std::int64_t maximumPixels) const override {
        return guarded<void>([&]() -> Result<void> {
            const Result<PictureHeader> header = readPictureHeader(file, maximumPixels);
            if (!header) return header.error();
            if (header->format == PictureFormat::Jpeg) return checkJpeg(file, *header);
            if (header->format == PictureFormat::Png) return checkPng(file, *header);
            const Result<Picture> picture = stored(file, *header);
            return picture ? Result<void>() : picture.error();
        });
    }

private:
    static Result<Picture> stored(std::span<const std::byte> file, const PictureHeader& header) {
        if (header.format == PictureFormat::Jpeg) return decodeJpeg(file, header);
        if (header.format == PictureFormat::Png) return decodePng(file, header);
        return decodeWithOpenCv(file, header);
    }
    /// libtiff, inside OpenCV.
    static bool turnsItself(PictureFormat format) { return format == PictureFormat::Tiff; }
};

} // namespace
} // namespace epochlab::core

/// What the programs look up in this library. The caller owns the decoder.
extern "C" __attribute__((visibility("default"))) epochlab::core::PictureDecoder* epochlab_make_picture_decoder() {
    return new (std::nothrow) epochlab::core::Codecs();
}
