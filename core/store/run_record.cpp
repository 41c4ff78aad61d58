#include "store/run_record.h"

#include "data/csv_cells.h"
#include "run/json_parts.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace epochlab::core {
namespace {

using Json = nlohmann::ordered_json;

std::string numberText(double value) {
    if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

Json dataJson(const StartedEvent& started) {
    Json json = Json::object();
    if (started.dataset) {
        json["name"] = started.dataset->name;
        json["source"] = started.dataset->source;
        json["fingerprint"] = fingerprintText(started.dataset->fingerprint);
        json["features"] = started.dataset->featureNames;
        json["classes"] = started.dataset->classNames;
        json["geographic"] = started.dataset->geographic;
        for (const Split split : allSplits) json["rows"].push_back(started.dataset->rows(split).count);
    }
    return json;
}

void appendRow(std::string& csv, const std::string& series, std::int64_t epoch, std::int64_t step, double value) {
    csv += csvCell(series) + ',' + std::to_string(epoch) + ',' + std::to_string(step) + ',' + numberText(value) + '\n';
}

} // namespace

std::string resultJson(const RunRecord& record, const FinishedEvent& finished) {
    Json json;
    json["run"] = record.id;
    json["state"] = runEndName(finished.end);
    json["epochs"] = finished.epochs;
    if (finished.best) json["best"] = bestEpochJson(*finished.best);
    json["seconds"] = finished.seconds;
    if (finished.error) json["error"] = errorJson(*finished.error);
    if (finished.divergence) {
        json["divergence"] = {
            {"step", finished.divergence->step}, {"layer", finished.divergence->layerName}, {"quantity", finished.divergence->quantity}};
    }
    if (record.started) {
        const SessionShape& shape = record.started->shape;
        json["engine"] = shape.engine;
        json["device"] = shape.device;
        json["threads"] = shape.threads;
        json["instruction_set"] = shape.instructionSet;
        json["parameters"] = shape.parameterCount;
        json["layers"] = shape.layerNames;
        json["data"] = dataJson(*record.started);
        json["config"] = configJson(record.started->config);
    }
    for (const NoteEvent& note : record.notes)
        json["notes"].push_back({{"code", note.code}, {"message", note.message}, {"warning", note.warning}});
    json["version"] = EPOCHLAB_VERSION;
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string metricsCsv(const RunRecord& record) {
    std::string csv = record.earlierMetrics.empty() ? "series,epoch,step,value\n" : record.earlierMetrics;
    const std::int64_t perEpoch = record.started ? std::max<std::int64_t>(record.started->shape.stepsPerEpoch, 1) : 1;
    for (const MetricBlock& block : record.metrics) {
        const bool byBatch = block.series == "batch_loss";
        for (std::size_t i = 0; i < block.values.size(); ++i) {
            const auto offset = static_cast<std::int64_t>(i);
            const std::int64_t step = block.firstStep + (byBatch ? offset : offset * perEpoch);
            appendRow(csv, block.series, byBatch ? (step - 1) / perEpoch + 1 : block.epoch + offset, step, block.values[i]);
        }
    }
    for (const GradientRow& row : record.gradients) {
        for (std::size_t layer = 0; layer < row.squaredNorms.size(); ++layer) {
            const bool named = record.started && layer < record.started->shape.layerNames.size();
            const std::string name = named ? record.started->shape.layerNames[layer] : std::to_string(layer);
            appendRow(csv, "gradient_squared_norm/" + name, row.epoch, row.epoch * perEpoch, row.squaredNorms[layer]);
        }
    }
    return csv;
}

std::optional<double> bestAccuracyOf(const std::string& result) {
    const nlohmann::json json = nlohmann::json::parse(result, nullptr, false);
    if (!json.is_object() || !json.contains("best") || !json["best"].is_object()) return std::nullopt;
    const nlohmann::json& best = json["best"];
    for (const char* key : {"validation_accuracy", "training_accuracy"}) {
        if (best.contains(key) && best[key].is_number()) return best[key].get<double>();
    }
    return std::nullopt;
}

} // namespace epochlab::core
