#include "verbs/drawing_program.h"

#include "composition.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

extern char** environ;

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;

std::string programPath() { return programFolder() + "/epochlab"; }

Error notThere() { return {ErrorCode::EngineMissing, "the program that draws cannot be started", programPath(), "install EpochLab whole"}; }

/// What exec takes; `words` and `program` outlive it.
std::vector<char*> argumentsOf(std::string& program, std::vector<std::string>& words) {
    std::vector<char*> texts{program.data()};
    for (std::string& word : words) texts.push_back(word.data());
    texts.push_back(nullptr);
    return texts;
}

} // namespace

Error becomeDrawingProgram(const std::vector<std::string>& words) {
    std::string program = programPath();
    std::vector<std::string> copy = words;
    ::execv(program.c_str(), argumentsOf(program, copy).data());
    return notThere();
}

core::Result<void> runDrawingProgram(const std::vector<std::string>& words) {
    std::string program = programPath();
    std::vector<std::string> copy = words;
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int problem = ::posix_spawn(&child, program.c_str(), &quiet, nullptr, argumentsOf(program, copy).data(), environ);
    posix_spawn_file_actions_destroy(&quiet);
    if (problem != 0) return notThere();
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return Error{ErrorCode::Internal, "the figures could not be drawn", "", "see what epochlab report says of them"};
}

} // namespace epochlab::app
