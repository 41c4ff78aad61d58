#include "weights/known_weights.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::vector<std::string> usualNames(std::string_view model) {
    const std::string name(model);
    std::vector<std::string> names{name + ".safetensors", name + "_imagenet.safetensors", name + ".pth"};
    if (const KnownWeights* known = knownWeights(model)) names.insert(names.begin(), known->file);
    return names;
}

} // namespace

const KnownWeights* knownWeights(std::string_view model) {
    static const std::array<KnownWeights, 2> table{
        KnownWeights{"resnet18", "resnet18-f37072fd.pth", "46.8", "f37072fd", "https://download.pytorch.org/models/resnet18-f37072fd.pth"},
        KnownWeights{"resnet34", "resnet34-b627a593.pth", "87.3", "b627a593", "https://download.pytorch.org/models/resnet34-b627a593.pth"}};
    for (const KnownWeights& known : table)
        if (known.model == model) return &known;
    return nullptr;
}

std::string weightsFolder() {
    if (const std::string data = variable("XDG_DATA_HOME"); !data.empty()) return data + "/epochlab/weights";
    const std::string home = variable("HOME");
    return home.empty() ? "" : home + "/.local/share/epochlab/weights";
}

std::optional<std::string> findWeights(std::string_view model) {
    std::error_code ignored;
    const std::string named = variable("EPOCHLAB_WEIGHTS");
    if (!named.empty() && fs::is_regular_file(named, ignored)) return named;
    for (const std::string& folder : {named, weightsFolder()}) {
        if (folder.empty()) continue;
        for (const std::string& name : usualNames(model))
            if (const std::string path = folder + "/" + name; fs::is_regular_file(path, ignored)) return path;
    }
    return std::nullopt;
}

std::string weightsAdvice(std::string_view model) {
    const std::string folder = weightsFolder().empty() ? "the folder that EPOCHLAB_WEIGHTS names" : weightsFolder();
    const KnownWeights* known = knownWeights(model);
    if (known == nullptr) return "put " + std::string(model) + ".safetensors into " + folder + ", or name the file in EPOCHLAB_WEIGHTS";
    return "download " + known->file + " (" + known->megabytes + " MB, SHA-256 " + known->sha256 + "…) from " + known->address +
           ", or take a safetensors file with torchvision's names, and put it into " + folder + "; EPOCHLAB_WEIGHTS names another place";
}

} // namespace epochlab::core
