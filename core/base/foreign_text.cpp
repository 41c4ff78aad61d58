#include "base/foreign_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace epochlab::core {
namespace {

struct SteeringLetter {
    unsigned number = 0;
    std::size_t bytes = 0; ///< of UTF-8; 0: another letter
};

SteeringLetter steeringLetterAt(std::string_view text) {
    const auto byteAt = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byteAt(0);
    if (first < 0x20 || first == 0x7f) return {first, 1};
    if (first == 0xc2 && byteAt(1) >= 0x80 && byteAt(1) < 0xa0) return {byteAt(1), 2}; // U+0080 … U+009F
    if (first != 0xe2 || (byteAt(1) != 0x80 && byteAt(1) != 0x81) || byteAt(2) < 0x80) return {};
    const unsigned letter = 0x2000 + ((byteAt(1) & 0x3f) << 6) + (byteAt(2) & 0x3f);
    const bool turns = (letter >= 0x2028 && letter <= 0x202e) || (letter >= 0x2066 && letter <= 0x2069);
    return turns ? SteeringLetter{letter, 3} : SteeringLetter{};
}

/// `write` gives what stands for a steering letter that is none of `kept`.
std::string rewritten(std::string_view text, std::string_view kept, const auto& write) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const bool stays = kept.find(text.front()) != std::string_view::npos;
        const SteeringLetter letter = stays ? SteeringLetter{} : steeringLetterAt(text);
        if (letter.bytes == 0)
            shown += text.front();
        else
            shown += write(letter.number);
        text.remove_prefix(std::max<std::size_t>(1, letter.bytes));
    }
    return shown;
}

} // namespace

std::string showable(std::string_view text) {
    return rewritten(text, "\n\t", [](unsigned) { return '?'; });
}

std::string escaped(std::string_view text, std::string_view kept) {
    return rewritten(text, kept, [](unsigned letter) {
        std::array<char, 16> number{};
        std::snprintf(number.data(), number.size(), "\\u%04x", letter == 0 ? 0x2400 : letter); // NUL as its picture
        return std::string(number.data());
    });
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
