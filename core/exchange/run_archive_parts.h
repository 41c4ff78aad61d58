#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace epochlab::core {

// How an archive is laid out: runs/ID/{run.json, values.bin}, runs/ID/{epochs,answers}/N.safetensors,
// runs/ID/predictions/SPLIT/{rows,answers} .safetensors, runs/ID/folder/… as in the store, and manifest.json at the end.

inline constexpr const char* archiveFormat = "epochlab-archive-1";
inline constexpr const char* manifestName = "manifest.json";
inline constexpr const char* descriptionName = "run.json";
inline constexpr const char* valuesName = "values.bin";
/// What is kept of each epoch: where in the archive, and where in the store.
struct EpochFiles {
    std::string_view folder;
    std::string_view table;
    std::string_view column;
};
inline constexpr std::array<EpochFiles, 2> epochFiles{{{"epochs/", "epoch_models", "weights"}, {"answers/", "epoch_answers", "answers"}}};
inline constexpr const char* epochFileEnding = ".safetensors";
inline constexpr const char* predictionsFolder = "predictions/";
inline constexpr const char* rowsName = "/rows.safetensors";
inline constexpr const char* answersName = "/answers.safetensors";
inline constexpr const char* storedFolder = "folder";
inline constexpr std::array<std::string_view, 2> storedFiles{"run.toml", "model.safetensors"};
inline constexpr std::array<std::string_view, 3> checkpointFiles{"manifest.json", "state.bin", "model.safetensors"};

struct ArchivedFacts {
    std::uint64_t bytes = 0;
    std::string crc32c;

    bool operator==(const ArchivedFacts&) const = default;
};
using ArchivedFiles = std::map<std::string, ArchivedFacts, std::less<>>; ///< by name

} // namespace epochlab::core
