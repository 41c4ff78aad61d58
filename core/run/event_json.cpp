#include "run/event_json.h"

#include "run/json_parts.h"
#include "run/rate_change.h"

namespace epochlab::core {
namespace {

using Json = nlohmann::ordered_json;

std::string lineOf(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json header(const char* event, const RunId& run) { return {{"event", event}, {"run", run}}; }

Json dataJson(const DataCard* card) {
    if (card == nullptr) return nullptr;
    Json classes = Json::array();
    for (const DataCard::ClassCount& one : card->classes) classes.push_back(one.name);
    return {{"name", card->name},
            {"source", card->source},
            {"rows", {{"training", card->rows[0]}, {"validation", card->rows[1]}, {"test", card->rows[2]}}},
            {"features", card->features},
            {"classes", std::move(classes)},
            {"fingerprint", fingerprintText(card->fingerprint)}};
}

/// Named as in `runs predictions`.
Json judgedJson(const TableDataset& dataset, const std::vector<JudgedRow>& judged) {
    const TableRows& rows = dataset.rows(Split::Validation);
    Json list = Json::array();
    for (const JudgedRow& each : judged) {
        const auto row = static_cast<std::size_t>(each.row);
        list.push_back({{"row", each.row + 1},
                        {"name", row < rows.names.size() ? Json(rows.names[row]) : Json()},
                        {"class", dataset.classNames[static_cast<std::size_t>(rows.labels[row])]},
                        {"predicted", dataset.classNames[static_cast<std::size_t>(each.answer)]},
                        {"confidence", each.confidence},
                        {"class_probability", each.truthProbability}});
    }
    return list;
}

class Lines {
public:
    Lines(const RunId& run, std::int64_t reportEvery) : m_run(run), m_reportEvery(reportEvery) {}

    void operator()(const PhaseEvent&) {}
    void operator()(const EpochModelEvent&) {}
    void operator()(const EpochAnswersEvent&) {}
    void operator()(const CheckpointEvent&) {}
    void operator()(const ProgressEvent&) {} // times only: two equal runs would differ in their number

    void operator()(const PreparationEvent& event) {
        if (!event.isTenth || event.total == 0) return; // the others come by the clock
        Json json = header("preparing", m_run);
        json["work"] = event.work;
        json["done"] = event.done;
        json["total"] = event.total;
        add(json);
    }

    void operator()(const StartedEvent& started) {
        Json json = header("started", m_run);
        json["config"] = configJson(started.config);
        json["data"] = dataJson(started.data.get());
        json["engine"] = started.shape.engine;
        json["device"] = started.shape.device;
        json["threads"] = started.shape.threads;
        json["instruction_set"] = started.shape.instructionSet;
        json["parameters"] = started.shape.parameterCount;
        json["steps_per_epoch"] = started.shape.stepsPerEpoch;
        json["epochs"] = started.epochs;
        add(json);
    }

    void operator()(const MetricBlock& block) {
        const bool byBatch = block.series == "batch_loss";
        for (std::size_t i = 0; i < block.values.size(); ++i) {
            const std::int64_t step = block.firstStep + static_cast<std::int64_t>(i);
            if (byBatch && (m_reportEvery <= 0 || step % m_reportEvery != 0)) continue;
            Json json = header("metric", m_run);
            json["series"] = block.series;
            json["epoch"] = block.epoch;
            json["step"] = step;
            json[block.series == "seconds" ? "seconds" : "value"] = block.values[i]; // times stand in fields of that name only
            add(json);
        }
    }

    void operator()(const GradientRow& row) {
        Json json = header("gradients", m_run);
        json["epoch"] = row.epoch;
        json["layers"] = row.layerNames;
        json["squared_norm"] = row.squaredNorms;
        if (!row.updateRatios.empty()) json["update_ratio"] = row.updateRatios;
        add(json);
    }

    void operator()(const HardestRowsEvent& event) {
        Json json = header("hardest", m_run);
        json["epoch"] = event.epoch;
        json["split"] = splitName(Split::Validation);
        json["hardest"] = judgedJson(*event.dataset, event.rows.hardest);
        json["surest"] = judgedJson(*event.dataset, event.rows.surest);
        add(json);
    }

    void operator()(const LearningRateEvent& change) {
        Json json = header("note", m_run);
        json["code"] = rateChangeCode(change);
        json["message"] = rateChangeInWords(change);
        add(json);
    }

    void operator()(const NoteEvent& note) {
        Json json = header(note.warning ? "warning" : "note", m_run);
        json["code"] = note.code;
        json["message"] = note.message;
        add(json);
    }

    void operator()(const FinishedEvent& finished) {
        Json json = header("finished", m_run);
        json["state"] = runEndName(finished.end);
        json["epochs"] = finished.epochs;
        json["best"] = nullptr;
        if (finished.best) json["best"] = bestEpochJson(*finished.best);
        json["seconds"] = finished.seconds;
        if (finished.error) json["error"] = errorJson(*finished.error);
        add(json);
    }

    std::vector<std::string> take() { return std::move(m_lines); }

private:
    void add(const Json& json) { m_lines.push_back(lineOf(json)); }

    const RunId& m_run;
    std::int64_t m_reportEvery;
    std::vector<std::string> m_lines;
};

} // namespace

std::vector<std::string> toJsonLines(const Event& event, std::int64_t reportEvery) {
    Lines lines(event.run, reportEvery);
    std::visit(lines, event.payload);
    return lines.take();
}

} // namespace epochlab::core
