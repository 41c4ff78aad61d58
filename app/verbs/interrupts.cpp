#include "verbs/interrupts.h"

#include "base/error.h"
#include "verbs/output.h"

#include <csignal>
#include <cstdint>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace epochlab::app {
namespace {

sigset_t endingSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void Interrupts::block() {
    const sigset_t set = endingSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Interrupts::Interrupts(std::function<void()> stop) : m_stop(std::move(stop)) {
    const sigset_t set = endingSignals();
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_end = ::eventfd(0, EFD_CLOEXEC);
    m_thread = std::jthread([this] { watch(); });
}

Interrupts::~Interrupts() {
    ::eventfd_write(m_end, 1);
    m_thread.join();
    ::close(m_signals);
    ::close(m_end);
}

void Interrupts::watch() const {
    for (int count = 0;;) {
        pollfd waits[] = {{m_signals, POLLIN, 0}, {m_end, POLLIN, 0}};
        if (::poll(waits, 2, -1) < 0) continue;
        if (waits[1].revents != 0) return;
        signalfd_siginfo info{};
        if (::read(m_signals, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) continue;
        if (++count == 1) {
            printMessage("stopping at the next batch; once more to end at once");
            m_stop();
            continue;
        }
        const auto code =
            info.ssi_signo == static_cast<std::uint32_t>(SIGTERM) ? core::ExitCode::SecondTerminate : core::ExitCode::SecondInterrupt;
        ::_exit(static_cast<int>(code));
    }
}

} // namespace epochlab::app
