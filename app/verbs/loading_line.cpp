#include "verbs/loading_line.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <unistd.h>

namespace epochlab::app {
namespace {

using Clock = std::chrono::steady_clock;

struct Line {
    const Clock::time_point begin = Clock::now();
    std::mutex mutex;
    std::int64_t shown = 0;
};

} // namespace

bool isLiveTerminal() {
    const char* plain = std::getenv("NO_COLOR");
    return ::isatty(STDERR_FILENO) == 1 && (plain == nullptr || plain[0] == '\0');
}

std::function<void(std::int64_t, std::int64_t)> loadingLine() {
    if (!isLiveTerminal()) return {};
    return [line = std::make_shared<Line>()](std::int64_t done, std::int64_t total) {
        const std::lock_guard lock(line->mutex);
        const bool isLong = Clock::now() - line->begin > std::chrono::seconds(1);
        if (done <= line->shown || (!isLong && line->shown == 0)) return;
        line->shown = done;
        const std::string text = "\rlooking at pictures: " + std::to_string(done) + " of " + std::to_string(total);
        std::fputs((done == total ? text + "\n" : text).c_str(), stderr);
    };
}

} // namespace epochlab::app
