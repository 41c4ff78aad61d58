#pragma once

#include "base/file_writer.h"
#include "vision/decoder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <span>
#include <string>

extern "C" epochlab::core::PictureDecoder* epochlab_make_picture_decoder();

namespace epochlab::core {

/// Small files of every kind and what Pillow makes of them; make_golden.py wrote them.
inline std::string goldenPath(const std::string& name) { return std::string(EPOCHLAB_SOURCE_DIR) + "/tests/core/vision/golden/" + name; }

inline std::string golden(const std::string& name) {
    Result<std::string> bytes = readRegularFile(goldenPath(name), 1U << 24U);
    EXPECT_TRUE(bytes.ok()) << name;
    return bytes ? *bytes : std::string();
}

inline const nlohmann::json& goldenTable() {
    static const nlohmann::json table = nlohmann::json::parse(golden("golden.json"));
    return table;
}

inline std::span<const std::byte> bytesOf(const std::string& text) { return std::as_bytes(std::span(text)); }

/// "P6\nW H\n255\n" and the pixels, as Pillow writes them.
inline Picture readPpm(const std::string& bytes) {
    Picture picture;
    int used = 0;
    EXPECT_EQ(std::sscanf(bytes.c_str(), "P6 %d %d 255%n", &picture.width, &picture.height, &used), 2);
    picture.rgb.assign(bytes.begin() + used + 1, bytes.end());
    EXPECT_EQ(picture.rgb.size(), static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height) * 3);
    return picture;
}

/// The largest difference of a channel, or 256 where the sizes differ.
inline int difference(const Picture& left, const Picture& right) {
    if (left.width != right.width || left.height != right.height) return 256;
    int largest = 0;
    for (std::size_t i = 0; i < left.rgb.size(); ++i) largest = std::max(largest, std::abs(left.rgb[i] - right.rgb[i]));
    return largest;
}

inline const PictureDecoder& decoder() {
    static const std::unique_ptr<PictureDecoder> decoder(epochlab_make_picture_decoder());
    return *decoder;
}

} // namespace epochlab::core
