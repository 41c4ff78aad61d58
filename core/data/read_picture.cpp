#include "data/read_picture.h"

#include "base/file_writer.h"

#include <span>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = std::size_t{1} << 30U;

} // namespace

Result<Picture> readPicture(const std::string& path, std::int64_t maximumPixels, const PictureDecoderProvider& decoder) {
    const Result<std::string> bytes = readRegularFile(path, largestFile);
    if (!bytes) return bytes.error();
    const Result<PictureDecoderPointer> opened = decoder();
    if (!opened) return opened.error();
    Result<Picture> picture = (*opened)->decode(std::as_bytes(std::span(*bytes)), maximumPixels);
    if (picture) return picture;
    Error error = picture.error();
    error.where = path;
    return error;
}

} // namespace epochlab::core
