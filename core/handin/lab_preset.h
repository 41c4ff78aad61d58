#pragma once

#include "base/result.h"
#include "params/param_set.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

/// The ending of a file that holds a lab preset.
inline constexpr std::string_view labPresetEnding = ".epochlab-preset";

/// What a teacher hands out for a lab: a task with what may be changed in it (docs/presets.md). Not to be confused with Preset, values of
/// a model by one name. A plain value; PresetLimits says what it comes to.
struct LabPreset {
    struct Question {
        std::string id; ///< letters, digits and hyphens; unique in the preset
        std::string text;
    };
    /// Narrower than the field's own range: both ends, or some of its choices.
    struct Limit {
        std::string id;
        double minimum = 0.0, maximum = 0.0; ///< numbers, inclusive
        std::vector<std::string> choices;    ///< choices; empty: a number
    };
    using Values = std::vector<std::pair<std::string, ParamValue>>;

    std::string title;
    std::string banner;          ///< for the student, may be empty
    std::string dataFingerprint; ///< as a run keeps it (16 hexadecimal digits); empty: any data
    std::string dataName;        ///< of these data, for people; may be empty
    bool hidesReadings = false;  ///< until an answer is written
    bool wantsSketch = false;    ///< "Predict first" before a run is trained
    bool seedPerStudent = false;
    Values start;  ///< what the other fields begin with
    Values fixed;  ///< shown, and cannot be changed
    Values hidden; ///< likewise, and not shown
    std::vector<Limit> limits;
    std::vector<Question> questions;
    std::string hash; ///< SHA-256 of the file, 64 hexadecimal digits; empty: it was not read from one
};

/// `origin` names the text in errors, which have line and column: ConfigSyntax, ConfigUnknownParameter (with "did you mean"), ConfigType,
/// ConfigRange, ConfigConflict where a field is named by two of fixed, hidden, limited and start, or begins outside its limits.
Result<LabPreset> readLabPreset(std::string_view toml, std::string_view origin);
/// readLabPreset of a file. ConfigSyntax where it cannot be read.
Result<LabPreset> loadLabPreset(const std::string& path);
/// The text of a file that is read back to the same preset.
std::string writeLabPreset(const LabPreset& preset);

/// Whether a path names a lab preset by its ending.
bool looksLikeLabPreset(std::string_view path);

} // namespace epochlab::core
