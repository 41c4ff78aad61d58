#include "mlp/weights.h"

#include <algorithm>

namespace epochlab::core {
namespace {

/// Where each running statistic stands and what it is called.
struct Statistic {
    std::string name;
    std::int64_t size;
};

std::vector<Statistic> statisticsOf(const MlpArchitecture& architecture) {
    std::vector<Statistic> statistics;
    if (!architecture.batchNorm) return statistics;
    for (std::size_t layer = 0; layer < architecture.widths.size(); ++layer)
        for (const char* part : {".norm.running_mean", ".norm.running_var"})
            statistics.push_back({"layers." + std::to_string(layer) + part, architecture.widths[layer]});
    return statistics;
}

/// The input transform that a model was trained with.
Result<InputTransform> transformOf(const Model& model, std::int64_t inputs) {
    InputTransform transform;
    transform.sineCount = model.config.integer("sine-features");
    transform.sineMaximum = model.config.real("sine-maximum");
    if (!model.config.boolean("standardize")) return transform;
    const NamedTensor* mean = model.weights->find("input.mean");
    const NamedTensor* scale = model.weights->find("input.scale");
    const auto size = static_cast<std::size_t>(inputs);
    if (mean == nullptr || scale == nullptr || mean->values.size() != size || scale->values.size() != size) {
        return Error{ErrorCode::DataShape, "the model has no input standardisation for its features", "input.mean",
                     "export the model again"};
    }
    transform.mean = mean->values;
    transform.scale = scale->values;
    return transform;
}

} // namespace

ModelWeights exportWeights(const MlpArchitecture& architecture, std::span<const float> parameters, std::span<const float> running,
                           const InputTransform& transform) {
    ModelWeights weights;
    for (const ParameterSlot& slot : architecture.slots) {
        const auto values = parameters.subspan(static_cast<std::size_t>(slot.offset), static_cast<std::size_t>(slot.size));
        weights.tensors.push_back({slot.name, slot.shape, {values.begin(), values.end()}});
    }
    std::size_t at = 0;
    for (const Statistic& statistic : statisticsOf(architecture)) {
        const auto values = running.subspan(at, static_cast<std::size_t>(statistic.size));
        weights.tensors.push_back({statistic.name, {statistic.size}, {values.begin(), values.end()}});
        at += values.size();
    }
    if (!transform.mean.empty()) {
        const auto inputs = static_cast<std::int64_t>(transform.mean.size());
        weights.tensors.push_back({"input.mean", {inputs}, transform.mean});
        weights.tensors.push_back({"input.scale", {inputs}, transform.scale});
    }
    return weights;
}

Result<ImportedWeights> importWeights(const MlpArchitecture& architecture, const ModelWeights& weights) {
    ImportedWeights imported;
    std::string bad;
    const auto take = [&](std::vector<float>& to, const std::string& name, const std::vector<std::int64_t>& shape) {
        const NamedTensor* tensor = weights.find(name);
        if (tensor == nullptr)
            bad += (bad.empty() ? "" : ", ") + name + " is missing";
        else if (tensor->shape != shape)
            bad += (bad.empty() ? "" : ", ") + name + " has another shape";
        else
            to.insert(to.end(), tensor->values.begin(), tensor->values.end());
    };
    for (const ParameterSlot& slot : architecture.slots) take(imported.parameters, slot.name, slot.shape);
    for (const Statistic& statistic : statisticsOf(architecture)) take(imported.running, statistic.name, {statistic.size});
    if (bad.empty()) return imported;
    return Error{ErrorCode::DataShape, "the weights do not fit the network: " + bad, "",
                 "use the settings that the model was trained with"};
}

Result<OpenedModel> openModel(const Model& model) {
    if (!model.weights) return Error{ErrorCode::Internal, "the model has no weights", "", "train it first"};
    OpenedModel opened;
    opened.features = model.inputCount();
    opened.architecture = makeArchitecture(model.config, opened.features, static_cast<std::int64_t>(model.classNames.size()));
    Result<InputTransform> transform = transformOf(model, opened.architecture.inputs);
    if (!transform) return transform.error();
    opened.transform = std::move(*transform);
    Result<ImportedWeights> weights = importWeights(opened.architecture, *model.weights);
    if (!weights) return weights.error();
    opened.weights = std::move(*weights);
    return opened;
}

Result<void> OpenedModel::checkFeatures(std::span<const float> values, std::int64_t rows) const {
    if (static_cast<std::int64_t>(values.size()) == rows * features) return {};
    return Error{ErrorCode::DataShape, "the rows do not have the " + std::to_string(features) + " features of the model", "",
                 "give the columns that the model was trained with"};
}

Result<void> checkTrainingData(const ParamSet& config, const TableDataset& dataset) {
    const std::int64_t rows = dataset.rows(Split::Training).count;
    if (rows == 0) return Error{ErrorCode::DataEmpty, "the training split has no rows", dataset.source, "add rows"};
    if (dataset.classCount() < 2)
        return Error{ErrorCode::DataOneClass, "the data has only one class", dataset.source, "choose another label column"};
    if (config.boolean("batch-norm") && rows < 2) {
        return Error{ErrorCode::DataTooFewRows, "batch norm needs at least 2 training rows", dataset.source,
                     "add rows, or switch batch norm off"};
    }
    return {};
}

std::vector<float> balancedClassWeights(const TableDataset& dataset) {
    std::vector<double> counts(static_cast<std::size_t>(dataset.classCount()), 0.0);
    const TableRows& rows = dataset.rows(Split::Training);
    for (const std::int32_t label : rows.labels) counts[static_cast<std::size_t>(label)] += 1.0;
    std::vector<float> weights;
    weights.reserve(counts.size());
    for (const double count : counts)
        weights.push_back(
            count == 0.0 ? 0.0F : static_cast<float>(static_cast<double>(rows.count) / (static_cast<double>(counts.size()) * count)));
    return weights;
}

} // namespace epochlab::core
