#include "exchange/archive_check.h"

#include "base/crc32c.h"
#include "exchange/archive_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace epochlab::core {
namespace {

using Json = nlohmann::json;
constexpr int deepestManifest = 4;

bool isNumber(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() && std::to_string(number) == text;
}

/// Whether a name within a run's folder of the archive is one that export gives.
bool isKnownName(std::string_view name) {
    const auto drop = [&name](std::string_view beginning) {
        const bool fits = name.starts_with(beginning);
        if (fits) name.remove_prefix(beginning.size());
        return fits;
    };
    if (name == descriptionName || name == valuesName) return true;
    if (std::ranges::any_of(epochFiles, [&](const EpochFiles& kind) { return drop(kind.folder); })) {
        if (!name.ends_with(epochFileEnding)) return false;
        name.remove_suffix(std::string_view(epochFileEnding).size());
        return isNumber(name);
    }
    if (drop(predictionsFolder)) {
        const std::string_view split = name.substr(0, name.find('/'));
        return (split == "validation" || split == "test") &&
               (name.substr(split.size()) == rowsName || name.substr(split.size()) == answersName);
    }
    if (!drop(std::string(storedFolder) + "/")) return false;
    if (std::ranges::count(storedFiles, name) > 0) return true;
    if (!drop("checkpoints/")) return false;
    const std::size_t slash = name.find('/');
    return slash != std::string_view::npos && isNumber(name.substr(0, slash)) &&
           std::ranges::count(checkpointFiles, name.substr(slash + 1)) > 0;
}

struct Manifest {
    ArchivedFiles files;
    std::vector<RunId> runs;
};

std::optional<ArchivedFacts> factsOf(const Json& json) {
    if (!json.is_object() || !json.contains("bytes") || !json["bytes"].is_number_unsigned() || !json.contains("crc32c") ||
        !json["crc32c"].is_string())
        return std::nullopt;
    return ArchivedFacts{json["bytes"].get<std::uint64_t>(), json["crc32c"].get<std::string>()};
}

/// Nothing where it is no such manifest.
std::optional<Manifest> readManifest(const std::string& text) {
    const auto shallow = [](int depth, Json::parse_event_t, Json&) { return depth <= deepestManifest; };
    const Json json = Json::parse(text, shallow, false);
    if (!json.is_object() || json.value("format", Json()) != archiveFormat || !json.contains("files") || !json["files"].is_object() ||
        !json.contains("runs") || !json["runs"].is_array())
        return std::nullopt;
    Manifest manifest;
    for (const auto& [name, json_facts] : json["files"].items()) {
        const std::optional<ArchivedFacts> facts = factsOf(json_facts);
        if (!facts) return std::nullopt;
        manifest.files.emplace(name, *facts);
    }
    for (const Json& run : json["runs"]) {
        if (!run.is_string()) return std::nullopt;
        manifest.runs.push_back(run.get<std::string>());
    }
    return manifest;
}

/// The rule that the files of the archive break; empty where they break none.
std::string brokenRule(const Manifest& manifest, const ArchivedFiles& files) {
    for (const auto& [name, facts] : manifest.files) {
        const auto found = files.find(name);
        if (found == files.end()) return "a file that its manifest names is missing";
        if (found->second != facts) return "\"" + name + "\" is not what its manifest says: wrong size or checksum";
    }
    const std::set<RunId> runs(manifest.runs.begin(), manifest.runs.end());
    if (runs.size() != manifest.runs.size()) return "a run is there twice";
    for (const auto& [name, facts] : files) {
        if (!manifest.files.contains(name)) return "\"" + name + "\" is not in its manifest";
        const std::size_t slash = name.find('/', std::string_view("runs/").size());
        const bool ofRun = name.starts_with("runs/") && slash != std::string::npos && runs.contains(name.substr(5, slash - 5));
        if (!ofRun || !isKnownName(std::string_view(name).substr(slash + 1))) return "\"" + name + "\" is no part of a run";
    }
    for (const RunId& run : manifest.runs)
        for (const char* part : {descriptionName, valuesName})
            if (!files.contains("runs/" + run + "/" + part)) return "a run has no " + std::string(part);
    return {};
}

} // namespace

Result<ArchiveContents> checkArchive(const std::string& path) {
    ArchiveContents contents;
    std::optional<std::string> last; ///< the manifest, once it has come
    const Result<void> walked = walkArchive(path, [&](const std::string& name, std::string bytes) -> Result<void> {
        if (last) return untrustedArchive("files follow its manifest", path);
        if (name == manifestName)
            last = std::move(bytes);
        else
            contents.files.emplace(name, ArchivedFacts{bytes.size(), crc32cText(bytes)});
        contents.bytes += last ? 0 : contents.files.at(name).bytes;
        return {};
    });
    if (!walked) return walked.error();
    if (!last) return untrustedArchive("it has no manifest: it is cut off, or none of ours", path);
    std::optional<Manifest> manifest = readManifest(*last);
    if (!manifest) return untrustedArchive("its manifest cannot be read, or is of another version of EpochLab", path);
    if (const std::string rule = brokenRule(*manifest, contents.files); !rule.empty()) return untrustedArchive(rule, path);
    contents.runs = std::move(manifest->runs);
    return contents;
}

} // namespace epochlab::core
