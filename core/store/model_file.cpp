#include "store/model_file.h"

#include "base/file_writer.h"
#include "trees/tree_model.h"
#include "trees/xgboost_json.h"
#include "weights/safetensors.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <optional>

namespace epochlab::core {
namespace {

using Json = nlohmann::json;

constexpr std::size_t largestModelFile = std::size_t{2} << 30;
constexpr std::size_t largestMetadata = std::size_t{1} << 20;

Error untrusted(std::string what, const std::string& origin) {
    return {ErrorCode::UntrustedFile, std::move(what), origin, "choose a model that EpochLab has saved"};
}

std::string listText(const std::vector<std::string>& names) { return Json(names).dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<std::vector<std::string>> listOf(const TensorFile& file, const std::string& key) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end() || found->second.size() > largestMetadata) return std::nullopt;
    const Json list = Json::parse(found->second, nullptr, false);
    if (!list.is_array()) return std::nullopt;
    std::vector<std::string> names;
    for (const Json& name : list) {
        if (!name.is_string()) return std::nullopt;
        names.push_back(name.get<std::string>());
    }
    return names;
}

} // namespace

std::string encodeModel(const Model& model) {
    TensorFile file;
    file.metadata["format"] = "epochlab-model-1";
    file.metadata["run"] = writeRunFile(model.config, false);
    file.metadata["features"] = listText(model.featureNames);
    file.metadata["classes"] = listText(model.classNames);
    file.metadata["geographic"] = model.geographic ? "true" : "false";
    if (model.view) file.metadata["view"] = model.view->text();
    if (model.weights) file.tensors = model.weights->tensors;
    return encodeTensorFile(file);
}

Result<Model> decodeModel(std::span<const std::byte> bytes, const std::string& origin) {
    Result<TensorFile> file = decodeTensorFile(bytes, origin);
    if (!file) return file.error();
    const auto run = file->metadata.find("run");
    if (file->metadata["format"] != "epochlab-model-1" || run == file->metadata.end() || run->second.size() > largestMetadata) {
        return untrusted("the file holds tensors, but no EpochLab model", origin);
    }
    const Result<ParamSet> config = readRunFile(run->second, origin);
    if (!config) return untrusted("the model's settings cannot be read: " + config.error().what, origin);
    const auto features = listOf(*file, "features");
    const auto classes = listOf(*file, "classes");
    const auto seen = file->metadata.find("view");
    const bool pictures = seen != file->metadata.end();
    if (!features || !classes || features->empty() != pictures || classes->empty())
        return untrusted("the model names no features or no classes", origin);
    std::optional<PictureView> view;
    if (pictures) {
        const Result<PictureView> read = readPictureView(seen->second);
        if (!read) return untrusted("what the model sees of pictures cannot be read: " + read.error().what, origin);
        view = *read;
    }
    for (const NamedTensor& tensor : file->tensors) {
        for (const float value : tensor.values) {
            if (!std::isfinite(value)) return untrusted("tensor " + tensor.name + " holds a number that is not finite", origin);
        }
    }
    auto weights = std::make_shared<ModelWeights>();
    weights->tensors = std::move(file->tensors);
    return Model{*config, *features, *classes, file->metadata["geographic"] == "true", std::move(weights), std::move(view)};
}

Result<void> saveModel(const Model& model, const std::string& path) { return writeFileDurably(path, encodeModel(model)); }

Result<Model> loadModel(const std::string& path) {
    const Result<std::string> bytes = readRegularFile(path, largestModelFile);
    if (!bytes) return bytes.error();
    if (looksLikeXgboost(*bytes)) return modelOfXgboostFile(*bytes, path);
    return decodeModel(std::as_bytes(std::span(bytes->data(), bytes->size())), path);
}

} // namespace epochlab::core
