#pragma once

#include <cstdint>
#include <string>

namespace epochlab::core {

/// One process among all that ever ran: a number alone comes back, with its start and the machine it does not.
struct ProcessIdentity {
    std::string host;
    std::int64_t pid = 0;
    std::string program; ///< as the kernel names it, 15 letters
    std::string start;   ///< this boot of the machine, and ticks since it

    bool operator==(const ProcessIdentity&) const = default;
};

const ProcessIdentity& thisProcess();
/// Whether it runs still. One on another machine is taken as running: nothing here can tell.
bool mayBeRunning(const ProcessIdentity& process);

} // namespace epochlab::core
