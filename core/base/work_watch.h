#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace epochlab::core {

/// Who looks at work that takes its time: it is told how far the work has come, and may ask for its end. The work calls it on its own
/// thread alone.
struct WorkWatch {
    std::stop_token stop = {};
    /// "features", 1200, 4000; total 0: it cannot be counted. The work stands still until it returns. Null: nobody wants to know.
    std::function<void(std::string_view work, std::int64_t done, std::int64_t total)> onProgress = {};

    void tell(std::string_view work, std::int64_t done, std::int64_t total) const {
        if (onProgress) onProgress(work, done, total);
    }
};

} // namespace epochlab::core
