#include "kill/window_process.h"

#include <array>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

namespace epochlab::test {
namespace {

constexpr std::chrono::milliseconds patience{60'000}; // only a broken program takes that long

[[noreturn]] void becomeWindow(const std::string& home, std::vector<std::string> words, int output) {
    ::dup2(output, STDOUT_FILENO);
    ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    ::setenv("HOME", home.c_str(), 1);
    ::setenv("XDG_DATA_HOME", (home + "/data").c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", (home + "/config").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (home + "/cache").c_str(), 1);
    std::string program = EPOCHLAB_WINDOW;
    std::vector<char*> pointers{program.data()};
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    ::_exit(121);
}

/// Whether the other side of a pipe is closed within the time.
bool ends(int descriptor, std::chrono::microseconds within) {
    pollfd wanted{descriptor, 0, 0};
    const timespec limit{within.count() / 1'000'000, within.count() % 1'000'000 * 1000};
    return ::ppoll(&wanted, 1, &limit, nullptr) > 0;
}

} // namespace

WindowProcess::WindowProcess(const std::string& home, const std::vector<std::string>& words) {
    std::filesystem::create_directories(storeOf(home));
    m_changes = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    ::inotify_add_watch(m_changes, storeOf(home).c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO);
    std::array<int, 2> sides{};
    if (::pipe2(sides.data(), O_CLOEXEC) != 0) return;
    m_pid = ::fork();
    if (m_pid == 0) becomeWindow(home, words, sides[1]);
    ::close(sides[1]);
    m_output = sides[0];
}

WindowProcess::~WindowProcess() {
    kill();
    for (const int descriptor : {m_output, m_changes}) ::close(descriptor);
}

bool WindowProcess::await(const std::function<bool()>& ready) {
    constexpr std::chrono::milliseconds visible{100}; // others see a commit a moment after its bytes are in the file
    std::chrono::milliseconds still{0};
    while (!ready()) {
        std::array<pollfd, 2> wanted{pollfd{m_changes, POLLIN, 0}, pollfd{m_output, 0, 0}}; // the latter: POLLHUP at its end
        const bool changed = ::poll(wanted.data(), wanted.size(), static_cast<int>(visible.count())) > 0;
        still = changed ? std::chrono::milliseconds(0) : still + visible;
        if (still >= patience) return false;
        if (wanted[1].revents != 0) return ready();
        std::array<char, 4096> ignored{};
        while (::read(m_changes, ignored.data(), ignored.size()) > 0) {
        }
    }
    return true;
}

bool WindowProcess::runsFor(std::chrono::microseconds time) { return !ends(m_output, time); }

int WindowProcess::kill() {
    if (m_pid > 0 && m_exitCode < 0) ::kill(m_pid, SIGKILL);
    return wait();
}

int WindowProcess::end() {
    ends(m_output, patience);
    return kill();
}

int WindowProcess::wait() {
    if (m_pid <= 0 || m_exitCode >= 0) return m_exitCode;
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    return m_exitCode;
}

} // namespace epochlab::test
