#pragma once

#include "base/error.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace epochlab::core {

/// Numbers and texts of a file at places that may lie beyond its end, where they read as 0 and as nothing.
class HeaderBytes {
public:
    explicit HeaderBytes(std::span<const std::byte> bytes, bool littleEndian = false) : m_bytes(bytes), m_little(littleEndian) {}

    std::size_t size() const { return m_bytes.size(); }
    std::uint8_t at(std::size_t place) const { return place < size() ? std::to_integer<std::uint8_t>(m_bytes[place]) : 0; }
    /// Of `count` bytes, at most 4.
    std::uint32_t number(std::size_t place, std::size_t count) const {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) value = value << 8U | at(place + (m_little ? count - 1 - i : i));
        return value;
    }
    std::string_view text(std::size_t place, std::size_t count) const {
        if (place >= size()) return {};
        return {reinterpret_cast<const char*>(m_bytes.data()) + place, std::min(count, size() - place)};
    }
    HeaderBytes from(std::size_t place, bool littleEndian) const {
        return HeaderBytes(m_bytes.subspan(std::min(place, size())), littleEndian);
    }

private:
    std::span<const std::byte> m_bytes;
    bool m_little;
};

inline Error unreadablePicture(std::string what) {
    return {ErrorCode::DataUnreadablePicture, std::move(what), "", "leave the file out, or save it anew with a picture program"};
}

inline Error truncatedPicture() {
    return {ErrorCode::DataTruncatedPicture, "the picture is cut off: its file ends before the picture does", "",
            "copy the file again from where it came"};
}

} // namespace epochlab::core
