#include "store/checkpoint_folder.h"

#include "base/crc32c.h"
#include "base/file_writer.h"
#include "store/model_file.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::size_t largestState = std::size_t{1} << 36;
constexpr const char* format = "epochlab-checkpoint-1";

Error damaged(const std::string& what, const std::string& folder) {
    return {ErrorCode::UntrustedFile, "the checkpoint is damaged: " + what, folder, "use an earlier checkpoint"};
}

Result<void> writePart(const std::string& folder, const char* name, std::string_view bytes, Json& manifest) {
    if (Result<void> written = writeFileChecked(folder + "/" + name, bytes); !written) return written;
    manifest["files"][name] = {{"bytes", bytes.size()}, {"crc32c", crc32cText(bytes)}};
    return {};
}

Result<void> writeParts(const std::string& folder, const RunCheckpoint& checkpoint, const std::optional<Model>& best) {
    const fs::path place(folder);
    if (Result<void> made = makeDirectoriesBelow(place.parent_path(), place.filename()); !made) return made;
    reachSaveStep();
    Json manifest{{"format", format},
                  {"step", checkpoint.loop.step},
                  {"epoch", checkpoint.loop.epoch},
                  {"config_crc32c", crc32cText(checkpoint.config)}};
    const std::vector<std::byte> state = writeCheckpoint(checkpoint);
    const std::string_view bytes(reinterpret_cast<const char*>(state.data()), state.size());
    if (Result<void> written = writePart(folder, "state.bin", bytes, manifest); !written) return written;
    if (best)
        if (Result<void> written = writePart(folder, "model.safetensors", encodeModel(*best), manifest); !written) return written;
    return writeFileDurably(folder + "/manifest.json", manifest.dump(2) + "\n");
}

bool putInPlace(const std::string& unfinished, const std::string& folder) {
    if (::rename(unfinished.c_str(), folder.c_str()) == 0) return true;
    if (errno != ENOTEMPTY && errno != EEXIST) return false;
    return ::renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0;
}

} // namespace

Result<void> writeCheckpointFolder(const std::string& folder, const RunCheckpoint& checkpoint, const std::optional<Model>& best) {
    const std::string unfinished = folder + ".tmp-" + std::to_string(::getpid());
    std::error_code ignored;
    fs::remove_all(unfinished, ignored); // of a dead process with our number
    Result<void> written = writeParts(unfinished, checkpoint, best);
    reachSaveStep();
    if (written && !putInPlace(unfinished, folder))
        written = Error{ErrorCode::IoWrite, std::string("the checkpoint cannot be put in place: ") + std::strerror(errno), folder,
                        "check the folder's permissions"};
    reachSaveStep();
    fs::remove_all(unfinished, ignored); // after an exchange: the earlier folder
    if (!written) return written;
    return syncFolder(fs::path(folder).parent_path().string());
}

Result<RunCheckpoint> readCheckpointFolder(const std::string& folder) {
    const Result<std::string> text = readRegularFile(folder + "/manifest.json", std::size_t{1} << 20);
    if (!text) return text.error();
    const Json manifest = Json::parse(*text, nullptr, false);
    if (!manifest.is_object() || manifest.value("format", Json()) != format || !manifest.contains("files") ||
        !manifest["files"].is_object() || !manifest["files"].contains("state.bin"))
        return damaged("its manifest cannot be read", folder);
    std::string state;
    for (const auto& [name, facts] : manifest["files"].items()) {
        if (name.find('/') != std::string::npos || !facts.is_object()) return damaged("its manifest cannot be read", folder);
        Result<std::string> bytes = readRegularFile(folder + "/" + name, largestState);
        if (!bytes) return bytes.error();
        if (facts.value("bytes", Json()) != bytes->size() || facts.value("crc32c", Json()) != crc32cText(*bytes))
            return damaged(name + " is not what was written", folder);
        if (name == "state.bin") state = *std::move(bytes);
    }
    Result<RunCheckpoint> checkpoint = readCheckpoint(std::as_bytes(std::span(state)));
    if (checkpoint && manifest.value("config_crc32c", Json()) != crc32cText(checkpoint->config))
        return damaged("its settings are not those of its manifest", folder);
    return checkpoint;
}

} // namespace epochlab::core
