#include "vision/codecs/codecs.h"
#include "vision/header_bytes.h"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <cstring>
#include <limits>

namespace epochlab::core {
namespace {

int sayNothing(int, const char*, const char*, const char*, int, void*) { return 0; }

/// Once a process: OpenCV prints its log and its exceptions.
bool silenced() {
    static const bool done = [] {
        cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
        cv::redirectError(sayNothing);
        return true;
    }();
    return done;
}

/// Depth and turning are OpenCV's: 16 bits lose the lower 8, and a TIFF comes out upright.
cv::Mat pixelsOf(std::span<const std::byte> file) {
    auto* bytes = const_cast<std::byte*>(file.data()); // imdecode only reads
    const cv::Mat whole(1, static_cast<int>(file.size()), CV_8UC1, bytes);
    return cv::imdecode(whole, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
}

Result<Picture> pictureFrom(const cv::Mat& pixels, const PictureHeader& header) {
    const bool asSaid = (pixels.cols == header.width && pixels.rows == header.height) ||
                        (header.orientation > 4 && pixels.cols == header.height && pixels.rows == header.width);
    if (pixels.type() != CV_8UC3 || !asSaid)
        return unreadablePicture("the " + std::string(formatName(header.format)) + " file is damaged, or of a kind that is not read here");
    Picture picture{pixels.cols, pixels.rows, {}};
    picture.rgb.resize(pixels.total() * 3);
    cv::Mat target(pixels.rows, pixels.cols, CV_8UC3, picture.rgb.data());
    cv::cvtColor(pixels, target, cv::COLOR_BGR2RGB);
    return picture;
}

} // namespace

Result<Picture> decodeWithOpenCv(std::span<const std::byte> file, const PictureHeader& header) {
    if (file.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return unreadablePicture("the file is larger than 2 GB");
    if (!silenced()) return unreadablePicture("OpenCV cannot be set up");
    try {
        return pictureFrom(pixelsOf(file), header);
    } catch (const cv::Exception& problem) {
        if (problem.code == cv::Error::StsNoMem) throw std::bad_alloc();
        return unreadablePicture("the " + std::string(formatName(header.format)) + " file is damaged: " + problem.err);
    }
}

} // namespace epochlab::core
