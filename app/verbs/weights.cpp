#include "base/file_writer.h"
#include "base/foreign_text.h"
#include "base/sha256.h"
#include "nets/picture_weights.h"
#include "store/model_file.h"
#include "verbs/json_text.h"
#include "verbs/output.h"
#include "verbs/verbs.h"
#include "weights/compare_tensors.h"
#include "weights/known_weights.h"
#include "weights/weights_file.h"

#include <cstdio>
#include <filesystem>
#include <map>

namespace epochlab::app {
namespace {

using nlohmann::ordered_json;

/// What inspect says of a file.
struct Inspection {
    core::WeightsFile file;
    std::size_t bytes = 0;
    std::string sha256;
    std::optional<core::FittingNetwork> network;
    std::vector<std::string> problems;
};

core::Result<Inspection> inspectionOf(const std::string& path) {
    const core::Result<std::string> bytes = core::readRegularFile(path, core::largestWeightsFile);
    if (!bytes) return bytes.error();
    core::Result<core::WeightsFile> file = core::decodeWeights(*bytes, path);
    if (!file) return file.error();
    Inspection inspection{*std::move(file), bytes->size(), core::sha256Text(*bytes), {}, {}};
    inspection.network = core::networkOf(inspection.file);
    for (const std::string& name : core::tensorsNotFinite(inspection.file))
        inspection.problems.push_back("tensor " + core::showableName(name) + " holds NaN or an infinity");
    const std::string name = std::filesystem::path(path).filename().string();
    for (const char* model : {"resnet18", "resnet34"}) {
        const core::KnownWeights* known = core::knownWeights(model);
        if (known->file == name && !inspection.sha256.starts_with(known->sha256))
            inspection.problems.push_back("it is not the file that is published as " + name + ", whose SHA-256 begins with " +
                                          known->sha256);
    }
    return inspection;
}

std::string sizeText(std::size_t bytes) {
    if (bytes < 100'000) return std::to_string(bytes) + " bytes";
    char text[32];
    std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
    return text;
}

std::string typesText(const core::WeightsFile& file) {
    std::map<core::TensorType, std::size_t> counts;
    for (const core::TensorType type : file.types) ++counts[type];
    std::string text;
    for (const auto& [type, count] : counts)
        text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(core::tensorTypeName(type));
    return text;
}

std::string textOf(const std::string& path, const Inspection& inspection) {
    const core::WeightsFile& file = inspection.file;
    std::string text = path + ": " + std::string(core::weightsFormatName(file.format)) + ", " + sizeText(inspection.bytes) + "\n";
    for (std::size_t i = 0; i < file.tensors.size(); ++i)
        text += "  " + core::showableName(file.tensors[i].name) + "  " + core::shapeText(file.tensors[i].shape) + "  " +
                std::string(core::tensorTypeName(file.types[i])) + "\n";
    text += "  tensors: " + std::to_string(file.tensors.size()) + " (" + typesText(file) + "), " + std::to_string(file.valueCount()) +
            " values\n";
    if (inspection.network)
        text += "  network: torchvision's " + inspection.network->model + ", " + std::to_string(inspection.network->outputs) + " classes\n";
    text += "  sha256: " + inspection.sha256 + "\n";
    for (const std::string& note : file.notes) text += "  note: " + note + "\n";
    for (const std::string& problem : inspection.problems) text += "  problem: " + problem + "\n";
    return core::showable(text);
}

ordered_json jsonOf(const std::string& path, const Inspection& inspection) {
    const core::WeightsFile& file = inspection.file;
    ordered_json document{
        {"file", path}, {"format", core::weightsFormatName(file.format)}, {"bytes", inspection.bytes}, {"sha256", inspection.sha256}};
    document["tensors"] = ordered_json::array();
    for (std::size_t i = 0; i < file.tensors.size(); ++i)
        document["tensors"].push_back(
            {{"name", file.tensors[i].name}, {"shape", file.tensors[i].shape}, {"type", core::tensorTypeName(file.types[i])}});
    document["values"] = file.valueCount();
    if (inspection.network) {
        document["network"] = inspection.network->model;
        document["classes"] = inspection.network->outputs;
    }
    document["notes"] = file.notes;
    document["problems"] = inspection.problems;
    return document;
}

int inspect(const Arguments& arguments) {
    const std::string& path = arguments.words[1];
    const core::Result<Inspection> inspection = inspectionOf(path);
    if (!inspection) return failWith(inspection.error());
    printOut(arguments.json() ? jsonText(jsonOf(path, *inspection)) : textOf(path, *inspection));
    return 0;
}

int exportModel(const Arguments& arguments) {
    Arguments ofRun = arguments;
    ofRun.flags["run"] = arguments.words[1];
    const core::Result<core::Model> model = modelOf(ofRun);
    if (!model) return failWith(model.error());
    const std::string path = arguments.get("out");
    if (const core::Result<void> saved = core::saveModel(*model, path); !saved) return failWith(saved.error());
    if (arguments.json()) printOut(ordered_json{{"run", arguments.words[1]}, {"file", path}}.dump() + "\n");
    return 0;
}

} // namespace

int runWeights(const Arguments& arguments) {
    const bool two = arguments.words.size() == 2;
    if (two && arguments.words[0] == "inspect") return inspect(arguments);
    if (two && arguments.words[0] == "export" && arguments.has("out")) return exportModel(arguments);
    return failWith({core::ErrorCode::Usage, "weights takes \"inspect\" and a file, or \"export\", a run and --out FILE", "",
                     "write epochlab-cli weights inspect FILE"});
}

} // namespace epochlab::app
