#include "cli/program.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

namespace epochlab::test {
namespace {

[[noreturn]] void becomeProgram(std::string program, const std::vector<std::string>& arguments, int output, const std::string& errorFile) {
    ::dup2(output, STDOUT_FILENO);
    if (!std::freopen(errorFile.c_str(), "w", stderr)) ::_exit(120);
    ::setenv("XDG_CACHE_HOME", std::filesystem::path(errorFile).parent_path().c_str(), 1); // what a run learns of the machine stays out
    std::vector<std::string> words = arguments;
    std::vector<char*> pointers{program.data()};
    for (std::string& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    ::_exit(121);
}

std::string contents(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

} // namespace

Outcome runProgram(const std::vector<std::string>& arguments, const std::function<void(int, const std::string&)>& onOutput,
                   const std::string& program) {
    const TemporaryFolder folder;
    const std::string errorFile = folder.path() + "/stderr";
    int ends[2];
    if (::pipe(ends) != 0) return {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        becomeProgram(program, arguments, ends[1], errorFile);
    }
    ::close(ends[1]);
    Outcome outcome;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
        outcome.out.append(buffer, static_cast<std::size_t>(count));
        if (onOutput) onOutput(child, outcome.out);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    outcome.err = contents(errorFile);
    return outcome;
}

bool awaitError(int pid, const std::string& text) {
    constexpr int patience = 60'000; // milliseconds; only a broken program takes that long
    std::error_code ignored;         // it has ended
    const std::string file = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/fd/2", ignored);
    const int changes = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    ::inotify_add_watch(changes, file.c_str(), IN_MODIFY);
    pollfd wanted{changes, POLLIN, 0};
    bool said = false;
    while (!(said = contents(file).find(text) != std::string::npos) && ::poll(&wanted, 1, patience) > 0) {
        char news[4096];
        while (::read(changes, news, sizeof news) > 0) {
        }
    }
    ::close(changes);
    return said;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

} // namespace epochlab::test
