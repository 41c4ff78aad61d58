#include "vision/format_headers.h"

namespace epochlab::core {

int exifOrientation(const HeaderBytes& tiff) {
    const bool little = tiff.text(0, 2) == "II";
    if (!little && tiff.text(0, 2) != "MM") return 1;
    const HeaderBytes bytes = tiff.from(0, little);
    const std::size_t directory = bytes.number(4, 4);
    const std::size_t entries = bytes.number(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + 12 * i;
        if (entry + 12 > bytes.size()) return 1;
        if (bytes.number(entry, 2) != 0x0112) continue;
        const int value = static_cast<int>(bytes.number(entry + 8, 2));
        return value >= 1 && value <= 8 ? value : 1;
    }
    return 1;
}

} // namespace epochlab::core
