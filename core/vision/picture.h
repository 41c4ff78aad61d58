#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace epochlab::core {

/// A picture in memory: 8 bits a channel, red, green, blue.
struct Picture {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb; ///< [height × width × 3], row by row

    std::size_t bytes() const { return rgb.size(); }
    bool operator==(const Picture&) const = default;
};

} // namespace epochlab::core
