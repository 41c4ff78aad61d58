#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace epochlab::test {

/// The window's program, started on no display, with a home of its own; killed at the end of the scope.
class WindowProcess {
public:
    /// `home` is all that it can write to.
    WindowProcess(const std::string& home, const std::vector<std::string>& words);
    ~WindowProcess();
    WindowProcess(const WindowProcess&) = delete;
    WindowProcess& operator=(const WindowProcess&) = delete;

    static std::string storeOf(const std::string& home) { return home + "/data/epochlab"; }
    /// Asks again whenever the store's files change, and a little later. False where the program ends first, or nothing happens for long.
    bool await(const std::function<bool()>& ready);
    /// False where it ends before.
    bool runsFor(std::chrono::microseconds time);
    /// Kills it with -9, unless it has ended. Its exit code, 1000 + the signal that ended it.
    int kill();
    /// Waits until it ends by itself. Its exit code.
    int end();

private:
    int wait();

    pid_t m_pid = -1;
    int m_output = -1;  ///< ends with the program
    int m_changes = -1; ///< of the store's folder
    int m_exitCode = -1;
};

} // namespace epochlab::test
