#pragma once

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

std::vector<std::string> linesOf(const std::string& text);

/// A new empty folder that goes away with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return m_path; }
    /// Writes a file and returns its path.
    std::string file(const std::string& name, const std::string& text) const;

private:
    std::string m_path;
};

} // namespace epochlab::test
