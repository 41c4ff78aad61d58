#pragma once

#include "handin/hand_in.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

// How an archive that is handed in is laid out. Private to core/handin.

inline constexpr const char* handInFormat = "epochlab-handin-1";
inline constexpr const char* handInManifest = "manifest.json";
inline constexpr const char* handInRuns = "runs.epochlab";
inline constexpr const char* handInAnswers = "answers.toml";
inline constexpr const char* handInPreset = "preset.epochlab-preset";
inline constexpr std::string_view handInFigures = "figures/";
inline constexpr const char* handInCurves = "figures/curves.csv";

struct HandInManifest {
    std::string madeBy;
    std::string student;
    std::vector<HandedInRecipe> recipes;
    std::vector<RunId> runs;
    std::map<RunId, std::string> digests;     ///< of the values of each run
    std::map<std::string, std::string> files; ///< SHA-256 by name
};

std::string encodeManifest(const HandInManifest& manifest);
/// Nothing where it is no such manifest.
std::optional<HandInManifest> decodeManifest(std::string_view text);

/// A folder of its own in the system's place for such, gone with the object. Empty path: it could not be made.
class PassingFolder {
public:
    PassingFolder();
    ~PassingFolder();
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const std::string& path() const { return m_path; }
    static Error notMade();

private:
    std::string m_path;
};

} // namespace epochlab::core
