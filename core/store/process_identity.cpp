#include "store/process_identity.h"

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unistd.h>

namespace epochlab::core {
namespace {

std::string contentsOf(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// Of the process that has this number now; empty parts where there is none.
ProcessIdentity processOf(std::int64_t pid) {
    constexpr int startField = 22; // of /proc/PID/stat, see proc(5)
    ProcessIdentity process{hostName(), pid, {}, {}};
    const std::string stat = contentsOf("/proc/" + std::to_string(pid) + "/stat");
    const std::size_t open = stat.find('(');
    const std::size_t close = stat.rfind(')'); // the name itself may hold one
    if (open == std::string::npos || close == std::string::npos) return process;
    process.program = stat.substr(open + 1, close - open - 1);
    std::istringstream rest(stat.substr(close + 1));
    std::string word;
    for (int field = 3; field <= startField; ++field) {
        rest >> word;
        if (field == 3 && (word == "Z" || word == "X")) return process; // dead, only not buried yet
    }
    std::string boot = contentsOf("/proc/sys/kernel/random/boot_id");
    process.start = boot.substr(0, boot.find('\n')) + ":" + word;
    return process;
}

} // namespace

const ProcessIdentity& thisProcess() {
    static const ProcessIdentity process = processOf(::getpid());
    return process;
}

bool mayBeRunning(const ProcessIdentity& process) {
    if (process.host != hostName()) return true;
    const ProcessIdentity now = processOf(process.pid);
    return !now.start.empty() && now.start == process.start && now.program == process.program;
}

} // namespace epochlab::core
