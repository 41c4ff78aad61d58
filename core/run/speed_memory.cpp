#include "run/speed_memory.h"

#include "base/file_writer.h"
#include "base/user_folders.h"
#include "params/model_fields.h"
#include "trees/tree_settings.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = std::size_t{1} << 20;
constexpr std::size_t mostMeasurements = 64;
constexpr double otherKind = 4.0;     ///< as far as a network sixteen times as wide
constexpr double sameTraining = 0.01; ///< closer ones replace each other
constexpr double nearness = 3.0;      ///< a measurement twice as far counts an eighth
constexpr double shortestTrust = 0.2; ///< seconds; shorter trainings tell of start-up more than of speed
constexpr const char* listKey = "measurements";

} // namespace

SpeedMemory::SpeedMemory(std::string file) : m_file(std::move(file)) {
    if (!m_file.empty()) load();
}

std::string SpeedMemory::defaultFile() {
    const std::string folder = cacheFolder();
    return folder.empty() ? folder : folder + "/speed.json";
}

void SpeedMemory::load() {
    const Result<std::string> text = readRegularFile(m_file, largestFile);
    const nlohmann::json json = nlohmann::json::parse(text ? *text : "", nullptr, false);
    if (!json.is_object() || !json.contains(listKey) || !json[listKey].is_array()) return;
    for (const nlohmann::json& one : json[listKey]) {
        try {
            Measurement measurement{one.at("size"), one.at("kind"), one.at("speed")};
            const bool sound = measurement.size.size() == 4 && std::isfinite(measurement.speed) && measurement.speed > 0.0;
            if (sound && m_measurements.size() < mostMeasurements) m_measurements.push_back(std::move(measurement));
        } catch (const nlohmann::json::exception&) {
            continue; // of another version, or damaged: measured anew soon
        }
    }
}

std::string SpeedMemory::textOf() const {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Measurement& one : m_measurements) list.push_back({{"size", one.size}, {"kind", one.kind}, {"speed", one.speed}});
    return nlohmann::ordered_json{{listKey, std::move(list)}}.dump(1) + "\n";
}

SpeedMemory::Measurement SpeedMemory::describe(const ParamSet& given, const DataSize& data) {
    const ParamSet config = withThreads(given);
    const auto logarithm = [](std::int64_t count) { return std::log2(static_cast<double>(std::max<std::int64_t>(1, count))); };
    const std::int64_t sines = std::max<std::int64_t>(1, config.integer("sine-features"));
    Measurement measurement;
    if (isTreeModel(config)) {
        measurement.size = {logarithm(config.integer("max-depth")), logarithm(data.trainingRows), logarithm(inputsOf(config, data)),
                            logarithm(data.classes)};
        measurement.kind = "xgboost " + treeMethodOf(config, {data.trainingRows, inputsOf(config, data)}) + " " + config.textOf("threads");
        return measurement;
    }
    if (isPictureModel(config)) {
        measurement.size = {logarithm(inputsOf(config, data)), logarithm(std::min(config.integer("batch-size"), data.trainingRows)), 0.0,
                            0.0};
        for (const char* id : {"model", "method", "unfreeze", "precision", "device", "threads", "batch-norm"})
            measurement.kind += config.isVisible(id) ? config.textOf(id) + " " : "";
        return measurement;
    }
    measurement.size = {logarithm(config.integer("hidden-layers") + 1), logarithm(config.integer("width")),
                        logarithm(std::min(config.integer("batch-size"), data.trainingRows)), logarithm(inputsOf(config, data) * sines)};
    for (const char* id : {"device", "threads", "engine", "optimizer", "activation", "batch-norm", "skip-connections", "training-metrics"})
        if (config.table().find(id) != nullptr) measurement.kind += config.textOf(id) + " ";
    measurement.kind += config.real("dropout") > 0.0 ? "dropout" : "whole";
    return measurement;
}

double SpeedMemory::distance(const Measurement& left, const Measurement& right) {
    double sum = left.kind == right.kind ? 0.0 : otherKind;
    for (std::size_t i = 0; i < left.size.size(); ++i) sum += std::abs(left.size[i] - right.size[i]);
    return sum;
}

double SpeedMemory::speedFor(const ParamSet& config, const DataSize& data) const {
    const Measurement wanted = describe(config, data);
    const std::lock_guard lock(m_mutex);
    double sum = 0.0;
    double weights = 0.0;
    for (const Measurement& one : m_measurements) {
        const double weight = std::pow(sameTraining + distance(one, wanted), -nearness);
        sum += weight * std::log(one.speed);
        weights += weight;
    }
    return weights > 0.0 ? std::exp(sum / weights) : 1.0;
}

void SpeedMemory::learn(const ParamSet& config, const DataSize& data, double secondsPerStep) {
    const RunEstimate reference = estimateRun(config, data, 1.0);
    const double measured = secondsPerStep * static_cast<double>(reference.stepsPerEpoch * trainingLength(config));
    if (!(measured > 0.0)) return;
    Measurement measurement = describe(config, data);
    measurement.speed = reference.seconds / measured;
    std::string text;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_measurements, [&](const Measurement& old) { return distance(old, measurement) < sameTraining; });
        m_measurements.push_back(std::move(measurement));
        if (m_measurements.size() > mostMeasurements) m_measurements.erase(m_measurements.begin());
        text = textOf();
    }
    if (m_file.empty()) return;
    const std::string folder = std::filesystem::path(m_file).parent_path().string();
    if (makeDirectories(folder).ok()) static_cast<void>(writeFileDurably(m_file, text));
}

void SpeedLearner::onEvent(Event event) {
    if (const auto* started = std::get_if<StartedEvent>(&event.payload); started != nullptr && started->dataset) {
        m_config = started->config;
        m_size = dataSizeOf(*started->dataset);
        m_stepsPerEpoch = started->shape.stepsPerEpoch;
        m_resumedFrom = started->resumedFrom;
    }
    if (const auto* progress = std::get_if<ProgressEvent>(&event.payload)) measure(*progress);
    if (std::holds_alternative<FinishedEvent>(event.payload)) learn();
    m_next.onEvent(std::move(event));
}

void SpeedLearner::measure(const ProgressEvent& progress) {
    const std::int64_t steps = progress.step - m_resumedFrom;
    if (steps < m_stepsPerEpoch || static_cast<double>(steps) * progress.secondsPerStep < shortestTrust) return;
    m_secondsPerStep = progress.secondsPerStep;
    if (!m_learned) learn();
}

void SpeedLearner::learn() {
    if (!m_memory || !m_config || m_secondsPerStep == 0.0) return;
    m_memory->learn(*m_config, m_size, m_secondsPerStep);
    m_learned = true;
}

} // namespace epochlab::core
