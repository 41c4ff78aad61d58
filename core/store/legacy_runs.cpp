#include "store/legacy_runs.h"

#include "base/file_writer.h"
#include "params/param_set.h"
#include "store/checkpoint_folder.h"
#include "store/metric_blocks.h"
#include "store/model_file.h"
#include "store/run_rows.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>
#include <sys/stat.h>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::size_t largestText = std::size_t{16} << 20;
constexpr std::size_t largestFile = std::size_t{1} << 36;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

template <typename Value> Value valueAt(const Json& json, const char* key, Value otherwise) {
    if (!json.is_object() || !json.contains(key)) return otherwise;
    try {
        return json[key].get<Value>();
    } catch (const Json::exception&) {
        return otherwise;
    }
}

std::optional<RunEnd> endOf(const std::string& name) {
    for (const RunEnd end : {RunEnd::Finished, RunEnd::Stopped, RunEnd::Interrupted, RunEnd::Diverged, RunEnd::Failed})
        if (runEndName(end) == name) return end;
    return std::nullopt;
}

/// What result.json says of the run's end; the error's words are enough.
FinishedEvent finishedOf(const Json& result, RunEnd end) {
    FinishedEvent finished;
    finished.end = end;
    finished.epochs = valueAt(result, "epochs", std::int64_t{0});
    finished.seconds = valueAt(result, "seconds", 0.0);
    const Json best = valueAt(result, "best", Json());
    if (best.is_object())
        finished.best = BestEpoch{valueAt(best, "epoch", std::int64_t{1}), valueAt(best, "validation_accuracy", nothing),
                                  valueAt(best, "validation_loss", nothing), valueAt(best, "training_accuracy", nothing),
                                  valueAt(best, "test_accuracy", nothing)};
    const Json error = valueAt(result, "error", Json());
    if (error.is_object())
        finished.error = Error{end == RunEnd::Diverged ? ErrorCode::Diverged : ErrorCode::Internal, valueAt(error, "what", std::string()),
                               valueAt(error, "where", std::string()), valueAt(error, "remedy", std::string())};
    return finished;
}

StartedEvent startedOf(const Json& result, const ParamSet& config) {
    const Json data = valueAt(result, "data", Json());
    auto dataset = std::make_shared<TableDataset>();
    dataset->name = valueAt(data, "name", std::string());
    dataset->featureNames = valueAt(data, "features", std::vector<std::string>());
    dataset->classNames = valueAt(data, "classes", std::vector<std::string>());
    dataset->geographic = valueAt(data, "geographic", false);
    const std::string fingerprint = valueAt(data, "fingerprint", std::string());
    std::from_chars(fingerprint.data(), fingerprint.data() + fingerprint.size(), dataset->fingerprint, 16);
    StartedEvent started{config, nullptr, dataset, {}, config.integer("epochs")};
    started.shape.engine = valueAt(result, "engine", std::string());
    started.shape.device = valueAt(result, "device", std::string());
    started.shape.threads = valueAt(result, "threads", 0);
    started.shape.instructionSet = valueAt(result, "instruction_set", std::string());
    started.shape.parameterCount = valueAt(result, "parameters", std::int64_t{0});
    started.shape.layerNames = valueAt(result, "layers", std::vector<std::string>());
    return started;
}

struct Curve {
    std::int64_t epoch = 0;
    std::int64_t step = 0;
    double value = 0.0;
};

double numberOf(std::string_view text) {
    if (text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-inf") return -std::numeric_limits<double>::infinity();
    double value = nothing;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// "series,epoch,step,value"; the series may be quoted, the numbers never are.
std::map<std::string, std::vector<Curve>> curvesOf(std::string_view csv) {
    std::map<std::string, std::vector<Curve>> curves;
    for (std::size_t begin = csv.find('\n') + 1; begin != 0 && begin < csv.size();) {
        const std::size_t end = std::min(csv.find('\n', begin), csv.size());
        std::string_view line = csv.substr(begin, end - begin);
        begin = end + 1;
        std::string_view cells[3];
        for (std::string_view* cell : {&cells[2], &cells[1], &cells[0]}) {
            const std::size_t comma = std::min(line.rfind(','), line.size());
            *cell = line.substr(std::min(comma + 1, line.size()));
            line = line.substr(0, comma);
        }
        Curve point{0, 0, numberOf(cells[2])};
        std::from_chars(cells[0].data(), cells[0].data() + cells[0].size(), point.epoch);
        std::from_chars(cells[1].data(), cells[1].data() + cells[1].size(), point.step);
        if (line.size() > 1 && line.front() == '"') line = line.substr(1, line.size() - 2);
        if (point.step > 0 && point.epoch > 0) curves[std::string(line)].push_back(point);
    }
    return curves;
}

Result<void> importCurves(Connection& connection, std::int64_t run, const std::string& csv) {
    const auto curves = curvesOf(csv);
    std::int64_t stepsPerEpoch = 1;
    for (const auto& [series, points] : curves)
        if (series != "batch_loss") stepsPerEpoch = points.front().step / points.front().epoch;
    stepsPerEpoch = std::max<std::int64_t>(1, stepsPerEpoch);
    for (const auto& [series, points] : curves) {
        const std::int64_t stride = series == "batch_loss" ? 1 : stepsPerEpoch;
        SeriesBlock block;
        for (const Curve& point : points) {
            SeriesBlock next{series, point.step, stride, {point.value}};
            if (!block.values.empty() && block.join(next)) continue;
            if (Result<std::int64_t> written = replaceBlock(connection, run, block); !written) return written.error();
            block = std::move(next);
        }
        if (Result<std::int64_t> written = replaceBlock(connection, run, block); !written) return written.error();
    }
    return connection.run("UPDATE runs SET steps_per_epoch = ? WHERE number = ?", stepsPerEpoch, run);
}

Result<void> importCheckpoint(Connection& connection, std::int64_t run, const std::string& folder) {
    const Result<std::string> bytes = readRegularFile(folder + "/checkpoint.bin", largestFile);
    if (!bytes) return {};
    const Result<RunCheckpoint> checkpoint = readCheckpoint(std::as_bytes(std::span(*bytes)));
    if (!checkpoint) return {};
    const std::string name = "checkpoints/" + std::to_string(checkpoint->loop.step);
    Result<void> done = makeDirectoriesBelow(folder, "checkpoints");
    if (done) done = writeCheckpointFolder(folder + "/" + name, *checkpoint, std::nullopt);
    if (done)
        done = connection.run("INSERT INTO checkpoints (run, step, epoch, folder) VALUES (?, ?, ?, ?)", run, checkpoint->loop.step,
                              checkpoint->loop.epoch, name);
    return done;
}

std::int64_t changedAt(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 ? static_cast<std::int64_t>(facts.st_mtim.tv_sec) * 1000 : nowMilliseconds();
}

Result<void> importRun(Connection& connection, const std::string& folder) {
    const std::string id = fs::path(folder).filename().string();
    const Result<std::string> text = readRegularFile(folder + "/result.json", largestText);
    const Result<std::string> toml = readRegularFile(folder + "/run.toml", largestText);
    const Result<std::string> csv = readRegularFile(folder + "/metrics.csv", largestFile);
    if (!text || !toml) return {};
    const Json result = Json::parse(*text, nullptr, false);
    const Result<ParamSet> config = readRunFile(*toml, folder + "/run.toml");
    const std::optional<RunEnd> end = endOf(valueAt(result, "state", std::string()));
    if (!config || !end) return {};
    const Result<bool> made = insertRun(connection, id, "finished", {}, changedAt(folder + "/result.json"));
    if (!made || !*made) return made ? Result<void>() : made.error();
    const std::int64_t run = connection.lastRow();
    Result<void> done = updateStarted(connection, run, startedOf(result, *config), {});
    if (done) done = updateFinished(connection, run, finishedOf(result, *end));
    if (done && csv) done = importCurves(connection, run, *csv);
    for (const Json& note : valueAt(result, "notes", Json::array()))
        if (done)
            done = insertNote(
                connection, run, 0,
                {valueAt(note, "warning", false), valueAt(note, "code", std::string()), valueAt(note, "message", std::string())});
    if (done) done = importCheckpoint(connection, run, folder);
    return done;
}

} // namespace

Result<void> importRunFolders(Connection& connection, const std::string& directory) {
    std::vector<std::string> folders;
    std::error_code failure;
    for (fs::directory_iterator it(directory + "/runs", failure), end; !failure && it != end; it.increment(failure)) {
        std::error_code ignored;
        if (!it->path().filename().string().starts_with('.') && fs::is_directory(it->path(), ignored))
            folders.push_back(it->path().string());
    }
    std::ranges::sort(folders); // ids are in the order of time
    for (const std::string& folder : folders)
        if (Result<void> done = importRun(connection, folder); !done) return done;
    return {};
}

} // namespace epochlab::core
