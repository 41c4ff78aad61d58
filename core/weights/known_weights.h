#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace epochlab::core {

/// Weights that a model is commonly started from; nothing is ever downloaded here.
struct KnownWeights {
    std::string model;     ///< "resnet18"
    std::string file;      ///< "resnet18-f37072fd.pth"
    std::string megabytes; ///< "46.8"
    std::string sha256;    ///< how the checksum begins, 8 hexadecimal digits
    std::string address;   ///< where a browser finds it
};

const KnownWeights* knownWeights(std::string_view model); ///< null: none is known

/// $XDG_DATA_HOME/epochlab/weights, else ~/.local/share/epochlab/weights. Empty where neither is set.
std::string weightsFolder();
/// The file that a model starts from where none is named: EPOCHLAB_WEIGHTS if that is a file; else one of its usual names in
/// EPOCHLAB_WEIGHTS or weightsFolder(). Nothing: there is none.
std::optional<std::string> findWeights(std::string_view model);
/// What to say where there is none: which file, how large, its checksum, where to put it.
std::string weightsAdvice(std::string_view model);

} // namespace epochlab::core
