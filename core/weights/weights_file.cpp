#include "weights/weights_file.h"

#include "base/file_writer.h"
#include "base/foreign_text.h"
#include "base/broken_rule.h"
#include "weights/safetensors.h"
#include "weights/torch_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>

namespace epochlab::core {
namespace {

using namespace std::string_view_literals;

struct Mistaken {
    std::string_view beginning;
    const char* what;
    const char* remedy;
};

/// Files that people take for weights, told by how they begin.
constexpr std::array mistaken{
    Mistaken{"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv, "it is a .pth of before PyTorch 1.6, which is not read here",
             "convert it with Python: torch.save(torch.load(\"FILE\", map_location=\"cpu\", weights_only=True), \"NEW.pth\")"},
    Mistaken{"\x80"sv, "it is a plain pickle, which may run code and is never opened here",
             "if you trust it, open it with Python and save its tensors with torch.save or safetensors"},
    Mistaken{"\x89HDF"sv, "it is an HDF5 file, as Keras writes them", "save the weights as safetensors"},
    Mistaken{"version https://git-lfs"sv, "it is Git's note of a large file, not the file itself", "fetch the file with: git lfs pull"},
    Mistaken{"<"sv, "it is a web page, not what the page offers", "download the file itself"}};

std::string countedTensors(std::size_t count) { return count == 1 ? "1 tensor is " : std::to_string(count) + " tensors are "; }

/// Says which types became floats, and where that changed values.
void noteTypes(WeightsFile& file) {
    std::map<TensorType, std::size_t> counts;
    for (const TensorType type : file.types) ++counts[type];
    for (const auto& [type, count] : counts) {
        const std::string begin = countedTensors(count) + std::string(tensorTypeName(type)) + " in the file, ";
        if (type == TensorType::F16 || type == TensorType::BF16) file.notes.push_back(begin + "and widened to F32 exactly");
        if (type == TensorType::F64) file.notes.push_back(begin + "and rounded to F32");
    }
    constexpr float largestExact = 0x1p24F;
    for (std::size_t i = 0; i < file.tensors.size(); ++i) {
        const bool wide = file.types[i] == TensorType::I64 || file.types[i] == TensorType::I32;
        const auto isLarge = [](float value) { return std::abs(value) > largestExact; };
        if (wide && std::ranges::any_of(file.tensors[i].values, isLarge))
            file.notes.push_back("tensor " + showableName(file.tensors[i].name) + " holds whole numbers beyond 2^24, which are rounded");
    }
}

/// Wrappers that PyTorch puts around a model show in every name of its state_dict.
void leaveOutPrefix(WeightsFile& file, std::string_view prefix) {
    const auto hasPrefix = [&](const NamedTensor& tensor) { return tensor.name.size() > prefix.size() && tensor.name.starts_with(prefix); };
    if (file.tensors.empty() || !std::ranges::all_of(file.tensors, hasPrefix)) return;
    for (NamedTensor& tensor : file.tensors) tensor.name.erase(0, prefix.size());
    file.notes.push_back("the beginning \"" + std::string(prefix) + "\" of every name is left out");
}

Result<WeightsFile> fromSafetensors(std::string_view bytes, const std::string& origin) {
    Result<TensorFile> content = decodeTensorFile(std::as_bytes(std::span(bytes)), origin);
    if (!content) return content.error();
    WeightsFile file;
    file.tensors = std::move(content->tensors);
    file.types = std::move(content->types);
    file.metadata = std::move(content->metadata);
    return file;
}

Result<WeightsFile> fromTorch(std::string_view bytes, const std::string& origin) {
    try {
        return decodeTorchFile(bytes);
    } catch (const BrokenRule& rule) {
        return unsound("PyTorch weights file", rule, origin);
    }
}

bool looksLikeSafetensors(std::string_view bytes) { return bytes.size() > 8 && bytes[8] == '{'; }

Error refused(std::string what, const std::string& origin, std::string remedy) {
    return {ErrorCode::UntrustedFile, "this is no file of weights that can be read: " + std::move(what), origin, std::move(remedy)};
}

} // namespace

std::string_view weightsFormatName(WeightsFormat format) {
    return format == WeightsFormat::Safetensors ? "safetensors" : "PyTorch state_dict";
}

const NamedTensor* WeightsFile::find(std::string_view name) const {
    const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
    return found == tensors.end() ? nullptr : &*found;
}

std::int64_t WeightsFile::valueCount() const {
    std::int64_t count = 0;
    for (const NamedTensor& tensor : tensors) count += static_cast<std::int64_t>(tensor.values.size());
    return count;
}

Result<WeightsFile> decodeWeights(std::string_view bytes, const std::string& origin) {
    if (bytes.empty()) return refused("it is empty", origin, "download or copy it again");
    const bool isZip = bytes.starts_with("PK\x03\x04");
    if (!isZip && !looksLikeSafetensors(bytes)) {
        for (const Mistaken& kind : mistaken)
            if (bytes.starts_with(kind.beginning)) return refused(kind.what, origin, kind.remedy);
        return refused("it is neither safetensors nor a PyTorch state_dict", origin, "choose a .safetensors or .pth file");
    }
    Result<WeightsFile> file = isZip ? fromTorch(bytes, origin) : fromSafetensors(bytes, origin);
    if (!file) return file;
    leaveOutPrefix(*file, "_orig_mod.");
    leaveOutPrefix(*file, "module.");
    noteTypes(*file);
    return file;
}

Result<WeightsFile> readWeights(const std::string& path) {
    const Result<std::string> bytes = readRegularFile(path, largestWeightsFile);
    if (!bytes) return bytes.error();
    return decodeWeights(*bytes, path);
}

} // namespace epochlab::core
