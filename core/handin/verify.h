#pragma once

#include "handin/hand_in.h"
#include "handin/lab_preset.h"
#include "run/live_run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// Something that does not hold in a sound archive.
struct HandInFinding {
    std::string code;     ///< stable, of scripts: "edited-metric", "swapped-figure", "missing-run", "preset-broken", …
    std::string sentence; ///< for people, with the run or file it is about
};

/// What came of checking one archive.
struct HandInVerdict {
    std::string archive; ///< its path
    std::string student;
    std::size_t runs = 0;
    std::vector<RunId> rerun;            ///< trained again
    std::vector<HandInFinding> findings; ///< empty: all of it holds
    std::vector<std::string> notes;      ///< what was checked only in part, and why
    std::optional<Error> untrusted;      ///< it is no sound archive, and nothing else was looked at

    /// "ok", "findings" or "untrusted".
    std::string word() const { return untrusted ? "untrusted" : findings.empty() ? "ok" : "findings"; }
};

/// What a check is given.
struct HandInCheck {
    std::int64_t rerun = 0;                ///< so many runs, chosen by `seed`, are trained again
    std::uint64_t seed = 0;                ///< of the choice
    std::optional<LabPreset> preset;       ///< the teacher's own; else that of the archive
    RecipeFolders recipeFolders = {};      ///< where recipes stand
    std::vector<std::string> recipes = {}; ///< that must be among what is handed in
    std::string data;                      ///< where this machine has the data, for runs on files; empty: where the run had them
    RunServices services;                  ///< trains again
};

/// A rerun on another instruction set, engine, version or number of threads may differ in its last bits, and training makes them grow: its
/// best validation accuracy is within so much of the original's.
inline constexpr double rerunTolerance = 0.03;

/// Checks an archive whole: structure, sizes and hashes; that each run's values, best epoch, answers and the figures agree; that the runs
/// of its recipes are all there; that the preset was kept; and trains some runs again, to be compared bit for bit. It is unpacked into the
/// system's temporary folder and nothing stays. Not on the window's thread. An Error where this machine is at fault (IoWrite, IoNoSpace).
Result<HandInVerdict> verifyHandIn(const std::string& path, const HandInCheck& check);

} // namespace epochlab::core
