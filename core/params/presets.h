#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

/// Values that belong together, by one name: `--preset NAME`, and a menu of the form.
struct Preset {
    std::string id;    ///< "quantised-pixels"
    std::string label; ///< "Quantised pixels"
    std::string help;  ///< one sentence
    std::string model; ///< that it is for
    /// Fields and their texts, in the order in which they are set; the model among them. What is not named stays as it is.
    std::vector<std::pair<std::string, std::string>> values;
};

const std::vector<Preset>& presets();
const Preset* findPreset(std::string_view id); ///< nullptr for none

} // namespace epochlab::core
