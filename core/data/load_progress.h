#pragma once

#include <atomic>
#include <cstdint>

namespace epochlab::core {

/// How far the loading of a large data set has come: written by the loading threads, read by a timer of the window.
class LoadProgress {
public:
    void report(std::int64_t done, std::int64_t total) {
        m_total = total;
        m_done = done;
    }
    std::int64_t done() const { return m_done; }
    std::int64_t total() const { return m_total; }

private:
    std::atomic<std::int64_t> m_done = 0;
    std::atomic<std::int64_t> m_total = 0;
};

} // namespace epochlab::core
