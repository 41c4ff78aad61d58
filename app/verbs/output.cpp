#include "verbs/output.h"

#include <charconv>
#include <cstdio>

namespace epochlab::app {
namespace {

/// The letter's number where a UTF-8 text begins with one that steers; 0: it does not. `length`: in bytes.
unsigned steeringLetter(std::string_view text, std::size_t& length) {
    const auto byteAt = [&text](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    const unsigned first = byteAt(0);
    length = 1;
    if (first < 0x20 || first == 0x7f) return first == 0 ? 0x2400 : first; // NUL as its picture: 0 says none
    length = 2;
    if (first == 0xc2 && byteAt(1) >= 0x80 && byteAt(1) < 0xa0) return byteAt(1); // U+0080 … U+009F
    length = 3;
    if (first != 0xe2 || (byteAt(1) != 0x80 && byteAt(1) != 0x81)) return 0;
    const unsigned letter = 0x2000 + ((byteAt(1) & 0x3f) << 6) + (byteAt(2) & 0x3f);
    const bool turns = (letter >= 0x2028 && letter <= 0x202e) || (letter >= 0x2066 && letter <= 0x2069);
    return turns && byteAt(2) >= 0x80 ? letter : 0;
}

std::string escapedBut(std::string_view text, std::string_view kept) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        std::size_t length = 1;
        const unsigned letter = kept.find(text.front()) == std::string_view::npos ? steeringLetter(text, length) : 0;
        if (letter == 0) {
            shown += text.front();
            length = 1;
        } else {
            char number[8];
            std::snprintf(number, sizeof number, "\\u%04x", letter);
            shown += number;
        }
        text.remove_prefix(length);
    }
    return shown;
}

} // namespace

std::string escaped(std::string_view text) { return escapedBut(text, {}); }

void printOut(std::string_view text) {
    const std::string shown = escapedBut(text, "\n\t");
    std::fwrite(shown.data(), 1, shown.size(), stdout);
}

void printMessage(std::string_view text) {
    std::string line = escapedBut(text, "\n\t");
    line += '\n';
    std::fflush(stdout); // what was said before comes before
    std::fwrite(line.data(), 1, line.size(), stderr);
}

int failWith(const core::Error& error) {
    printMessage(core::errorLine(error));
    return static_cast<int>(core::exitCodeOf(error.code));
}

std::string numberText(double value) {
    char buffer[32];
    return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

std::string durationText(double seconds) {
    if (seconds < 9.95) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f s", seconds);
        return text;
    }
    const auto whole = static_cast<long long>(seconds + 0.5);
    if (whole < 60) return std::to_string(whole) + " s";
    if (whole < 3600) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

bool flushOutput() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

} // namespace epochlab::app
