#include "base/foreign_text.h"

#include <algorithm>

namespace epochlab::core {
namespace {

/// How many bytes of a steering letter stand at the beginning; 0: another letter.
std::size_t steeringBytes(std::string_view text) {
    const auto byteAt = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byteAt(0);
    if (first == '\n' || first == '\t') return 0;
    if (first < 0x20 || first == 0x7f) return 1;
    if (first == 0xc2 && byteAt(1) >= 0x80 && byteAt(1) < 0xa0) return 2; // U+0080 … U+009F
    if (first != 0xe2) return 0;
    const bool marks = byteAt(1) == 0x80 && ((byteAt(2) >= 0xaa && byteAt(2) <= 0xae) || byteAt(2) == 0xa8 || byteAt(2) == 0xa9);
    const bool isolates = byteAt(1) == 0x81 && byteAt(2) >= 0xa6 && byteAt(2) <= 0xa9;
    return marks || isolates ? 3 : 0; // U+2028 … U+202E, U+2066 … U+2069
}

} // namespace

std::string showable(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const std::size_t steering = steeringBytes(text);
        shown += steering > 0 ? '?' : text.front();
        text.remove_prefix(steering > 0 ? steering : 1);
    }
    return shown;
}

std::string showableName(std::string_view name) {
    constexpr std::size_t longest = 80;
    std::size_t end = std::min(name.size(), longest);
    const auto continuesLetter = [&name](std::size_t at) {
        return at < name.size() && (static_cast<unsigned char>(name[at]) & 0xc0U) == 0x80;
    };
    while (end > 0 && continuesLetter(end)) --end;
    std::string shown = showable(name.substr(0, end));
    for (char& letter : shown)
        if (letter == '\n' || letter == '\t') letter = '?';
    return end < name.size() ? shown + "…" : shown;
}

} // namespace epochlab::core
