#pragma once

#include "cli/program.h"

#include <csignal>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace epochlab::test {

constexpr int killedExitCode = 1000 + SIGKILL;

/// How many kills at random moments: EPOCHLAB_KILLS, or so many that a suite can wait for them.
int killsWanted();

/// Settings of a run of a second or less, with checkpoints all the while, as flags of `train`.
std::vector<std::string> smallRun();

using Values = std::map<std::string, std::vector<double>>;
/// The bytes of a run's model; empty where there is none. `run`: as RunStore::find takes it.
std::string modelIn(const std::string& store, const std::string& run = "@last");
/// All values of a run but its times, each series without a gap, and no warnings.
Values valuesIn(const std::string& store, const std::string& run = "@last");
/// How many values other processes can see at this moment: what is acknowledged.
std::int64_t acknowledgedIn(const std::string& store);

/// Figures of many kills.
struct KillFigures {
    int kills = 0;
    int beforeTraining = 0; ///< no run was stored yet
    int whileTraining = 0;
    int afterTraining = 0;
    int resumed = 0; ///< to the undisturbed run's bits
    std::int64_t acknowledged = 0;
    std::int64_t repeatedSteps = 0;     ///< stored, and trained again from the checkpoint
    std::int64_t mostRepeatedSteps = 0; ///< after one kill
    void print(const char* program) const;
};

/// After a kill: the database is sound, nothing of what was acknowledged is missing, and each run that trained is interrupted. True: the
/// latest is, so that it can go on.
bool isInterrupted(const std::string& store, std::int64_t acknowledged, KillFigures* figures = nullptr);

/// Goes on with the latest run, which must come to this end.
void resumeAndCompare(const std::string& store, const std::string& model, const Values& values);

} // namespace epochlab::test
