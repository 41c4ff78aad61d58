#pragma once

#include <functional>
#include <thread>

namespace epochlab::app {

/// While it lives, the first Ctrl-C or TERM calls `stop` on a thread of its own; a second one ends the process at once (exit 130 or 143).
class Interrupts {
public:
    /// Blocks both signals in the calling thread and those it starts; call it before any other thread exists.
    static void block();

    explicit Interrupts(std::function<void()> stop);
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

private:
    void watch() const;

    std::function<void()> m_stop;
    int m_signals; ///< signalfd
    int m_end;     ///< eventfd
    std::jthread m_thread;
};

} // namespace epochlab::app
