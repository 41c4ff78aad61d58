#include "verbs/output.h"

#include "base/number_text.h"

#include <cstdio>

namespace epochlab::app {
void printOut(std::string_view text) {
    const std::string shown = core::escaped(text, "\n\t");
    std::fwrite(shown.data(), 1, shown.size(), stdout);
}

void printMessage(std::string_view text) {
    std::string line = core::escaped(text, "\n\t");
    line += '\n';
    std::fflush(stdout); // what was said before comes before
    std::fwrite(line.data(), 1, line.size(), stderr);
}

int failWith(const core::Error& error) {
    printMessage(core::errorLine(error));
    return static_cast<int>(core::exitCodeOf(error.code));
}

std::string numberText(double value) { return core::exactText(value); }

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
