#pragma once

#include "support/temporary_folder.h"

#include <functional>
#include <string>
#include <vector>

namespace epochlab::test {

struct Outcome {
    int exitCode = -1;
    std::string out;
    std::string err;
};

/// Runs epochlab-cli to its end. `onOutput` sees the program's number and all of stdout so far, each time some arrives.
Outcome runProgram(const std::vector<std::string>& arguments, const std::function<void(int pid, const std::string& out)>& onOutput = {},
                   const std::string& program = EPOCHLAB_CLI);

/// Waits until the program has said `text` on stderr; false where it does not, for long. On a thread of its own: the program's stdout has
/// to be read meanwhile.
bool awaitError(int pid, const std::string& text);

std::vector<std::string> linesOf(const std::string& text);

} // namespace epochlab::test
