#include "weights/compare_tensors.h"

#include "base/foreign_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace epochlab::core {
namespace {

constexpr std::size_t mostNames = 4; // of each kind in a message

bool isCounter(std::string_view name) { return name.ends_with("num_batches_tracked"); }

bool isFinite(const NamedTensor& tensor) {
    return std::ranges::all_of(tensor.values, [](float value) { return std::isfinite(value); });
}

template <typename Items, typename Text>
void addPart(std::string& message, const Items& items, const char* one, const char* many, Text text) {
    if (items.empty()) return;
    message += (message.empty() ? "" : "; ") + std::to_string(items.size()) + (items.size() == 1 ? one : many);
    for (std::size_t i = 0; i < std::min(items.size(), mostNames); ++i) message += (i == 0 ? ": " : ", ") + text(items[i]);
    if (items.size() > mostNames) message += " and " + std::to_string(items.size() - mostNames) + " more";
}

std::map<std::string_view, const NamedTensor*> tensorsByName(const WeightsFile& file) {
    std::map<std::string_view, const NamedTensor*> tensors;
    for (const NamedTensor& tensor : file.tensors) tensors.emplace(tensor.name, &tensor);
    return tensors;
}

} // namespace

std::string shapeText(std::span<const std::int64_t> shape) {
    if (shape.empty()) return "scalar";
    std::string text;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (i == 8) return text + "×…";
        text += (i == 0 ? "" : "×") + std::to_string(shape[i]);
    }
    return text;
}

std::string TensorDifferences::message() const {
    std::string text;
    const auto shown = [](const std::string& name) { return showableName(name); };
    addPart(text, missing, " tensor is missing", " tensors are missing", shown);
    addPart(text, misshapen, " tensor has another shape", " tensors have another shape", [](const Misshapen& tensor) {
        return showableName(tensor.name) + " (" + shapeText(tensor.found) + ", not " + shapeText(tensor.expected) + ")";
    });
    addPart(text, extra, " tensor is one that the network has not", " tensors are ones that the network has not", shown);
    addPart(text, notFinite, " tensor holds NaN or an infinity", " tensors hold NaN or an infinity", shown);
    return text;
}

TensorDifferences compareTensors(std::span<const ExpectedTensor> expected, const WeightsFile& file, std::span<const std::string> anyShape) {
    TensorDifferences differences;
    auto left = tensorsByName(file);
    for (const ExpectedTensor& tensor : expected) {
        const auto found = left.find(tensor.name);
        if (found == left.end()) {
            if (!isCounter(tensor.name)) differences.missing.push_back(tensor.name);
            continue;
        }
        if (found->second->shape != tensor.shape)
            differences.misshapen.push_back({tensor.name, tensor.shape, found->second->shape});
        else if (!isFinite(*found->second))
            differences.notFinite.push_back(tensor.name);
        left.erase(found);
    }
    for (const NamedTensor& tensor : file.tensors) {
        const bool mayBeThere = isCounter(tensor.name) || std::ranges::find(anyShape, tensor.name) != anyShape.end();
        if (left.contains(tensor.name) && !mayBeThere) differences.extra.push_back(tensor.name);
    }
    return differences;
}

Result<std::vector<NamedTensor>> takeTensors(std::span<const ExpectedTensor> expected, WeightsFile file, const std::string& origin,
                                             std::span<const std::string> anyShape) {
    const TensorDifferences differences = compareTensors(expected, file, anyShape);
    if (!differences.none()) {
        const bool fits = differences.missing.empty() && differences.extra.empty() && differences.misshapen.empty();
        return Error{fits ? ErrorCode::DataNotFinite : ErrorCode::DataShape, "the weights do not fit the network: " + differences.message(),
                     origin,
                     fits ? "choose weights that were saved before they diverged"
                          : "choose weights of this network, or the network of these weights"};
    }
    std::map<std::string, NamedTensor*, std::less<>> byName;
    for (NamedTensor& tensor : file.tensors) byName.emplace(tensor.name, &tensor);
    std::vector<NamedTensor> taken;
    for (const ExpectedTensor& tensor : expected) {
        const auto found = byName.find(tensor.name);
        if (found != byName.end())
            taken.push_back(std::move(*found->second));
        else
            taken.push_back({tensor.name, tensor.shape, {0.F}}); // a counter of batches
    }
    return taken;
}

std::vector<std::string> tensorsNotFinite(const WeightsFile& file) {
    std::vector<std::string> names;
    for (const NamedTensor& tensor : file.tensors)
        if (!isFinite(tensor)) names.push_back(tensor.name);
    return names;
}

} // namespace epochlab::core
