#include "verbs/output.h"

#include <charconv>
#include <cstdio>

namespace epochlab::app {

void printOut(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void printMessage(std::string_view text) {
    std::string line(text);
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

bool flushOutput() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

} // namespace epochlab::app
