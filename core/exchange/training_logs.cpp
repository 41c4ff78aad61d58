#include "exchange/training_logs.h"

#include "base/file_writer.h"
#include "data/csv_cells.h"
#include "exchange/csv_log.h"
#include "exchange/event_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largestFile = std::size_t{1} << 30;
constexpr std::size_t mostEntries = 100'000; // of a folder, with all below
constexpr int deepestFolder = 16;
constexpr std::string_view eventFileMark = "tfevents"; // how TensorBoard finds them

bool isEventFile(const fs::path& path) { return path.filename().string().find(eventFileMark) != std::string::npos; }

bool isSplitFolder(const fs::path& folder) {
    constexpr std::array<std::string_view, 6> names{"train", "training", "val", "valid", "validation", "test"};
    return std::ranges::count(names, lowered(folder.filename().string())) > 0;
}

/// The event files of one training, and what their folder adds to a tag.
struct LogFile {
    fs::path path;
    std::string prefix;
};

Error folderError(const fs::path& folder, const std::string& reason) {
    return {ErrorCode::IoRead, "cannot read the folder: " + reason, folder.string(), "check the folder's permissions"};
}

/// By folder, in the order of their names.
Result<std::map<fs::path, std::vector<LogFile>>> findEventFiles(const fs::path& root) {
    std::vector<fs::path> files;
    std::error_code failure;
    std::size_t entries = 0;
    fs::recursive_directory_iterator it(root, failure);
    for (const fs::recursive_directory_iterator end; !failure && it != end; it.increment(failure)) {
        if (++entries > mostEntries)
            return Error{ErrorCode::DataTooLarge, "the folder holds more than 100,000 files", root.string(),
                         "choose the folder of one training"};
        if (it.depth() >= deepestFolder) it.disable_recursion_pending();
        std::error_code ignored;
        if (isEventFile(it->path()) && it->is_regular_file(ignored)) files.push_back(it->path());
    }
    if (failure) return folderError(root, failure.message());
    std::ranges::sort(files);
    std::map<fs::path, std::vector<LogFile>> trainings;
    for (const fs::path& file : files) {
        const fs::path folder = file.parent_path();
        if (folder != root && isSplitFolder(folder))
            trainings[folder.parent_path()].push_back({file, folder.filename().string() + "/"});
        else
            trainings[folder].push_back({file, ""});
    }
    return trainings;
}

/// A name for people: of a file that is called as its program calls every file, the folder's.
std::string nameOf(const fs::path& path) {
    const std::string stem = path.stem().string();
    const bool telling = !isEventFile(path) && stem != "metrics" && stem != "log" && !stem.empty();
    const std::string folder = fs::absolute(path).lexically_normal().parent_path().filename().string();
    return telling || folder.empty() ? stem : folder;
}

std::string folderName(const fs::path& folder) {
    const fs::path whole = fs::absolute(folder).lexically_normal();
    return whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string();
}

/// A step is a count: others are left out.
std::size_t dropImpossibleSteps(LoggedSeries& series) {
    constexpr std::int64_t largestStep = std::int64_t{1} << 53U;
    LoggedSeries kept{series.tag, {}, {}, {}};
    for (std::size_t i = 0; i < series.steps.size(); ++i) {
        if (series.steps[i] < 0 || series.steps[i] > largestStep) continue;
        kept.steps.push_back(series.steps[i]);
        kept.values.push_back(series.values[i]);
        if (!series.wallTimes.empty()) kept.wallTimes.push_back(series.wallTimes[i]);
    }
    const std::size_t dropped = series.steps.size() - kept.steps.size();
    if (dropped > 0) series = std::move(kept);
    return dropped;
}

/// Joins series of one tag, calls them as EpochLab does, puts them in order.
ImportedRun finish(std::string name, const fs::path& source, std::vector<LoggedSeries> logged, std::vector<std::string> notes) {
    ImportedRun run{std::move(name), source.string(), {}, std::move(notes)};
    std::map<std::string, std::size_t, std::less<>> places;
    for (LoggedSeries& from : logged) {
        const auto [place, fresh] = places.try_emplace(from.tag, run.series.size());
        if (fresh) {
            run.series.push_back(std::move(from));
            continue;
        }
        LoggedSeries& to = run.series[place->second];
        to.steps.insert(to.steps.end(), from.steps.begin(), from.steps.end());
        to.values.insert(to.values.end(), from.values.begin(), from.values.end());
        to.wallTimes.insert(to.wallTimes.end(), from.wallTimes.begin(), from.wallTimes.end());
    }
    std::set<std::string> taken;
    for (const LoggedSeries& series : run.series) taken.insert(series.tag);
    for (LoggedSeries& series : run.series) {
        if (const std::int64_t gone = settle(series); gone > 0)
            run.notes.push_back("\"" + series.tag + "\" has " + std::to_string(gone) + " steps twice; the later value is taken");
        if (const std::size_t dropped = dropImpossibleSteps(series); dropped > 0)
            run.notes.push_back("\"" + series.tag + "\" has " + std::to_string(dropped) +
                                " values whose steps are no counts; they are left out");
        const std::string known = seriesNameOf(series.tag);
        if (known == series.tag || !taken.insert(known).second) continue;
        run.notes.push_back("\"" + series.tag + "\" is taken as " + known);
        series.tag = known;
    }
    std::erase_if(run.series, [](const LoggedSeries& series) { return series.steps.empty(); });
    return run;
}

Result<ImportedRun> readEventFiles(std::string name, const fs::path& source, const std::vector<LogFile>& files) {
    std::vector<LoggedSeries> series;
    std::vector<std::string> notes;
    for (const LogFile& file : files) {
        const Result<std::string> bytes = readRegularFile(file.path.string(), largestFile);
        if (!bytes) return bytes.error();
        Result<EventFile> events = decodeEventFile(*bytes, file.path.string());
        if (!events) return events.error();
        for (LoggedSeries& each : events->series) {
            each.tag = file.prefix + each.tag;
            series.push_back(std::move(each));
        }
        for (const std::string& note : events->notes) notes.push_back(file.path.filename().string() + ": " + note);
    }
    return finish(std::move(name), source, std::move(series), std::move(notes));
}

Result<ImportedRun> readCsvFile(const fs::path& path) {
    Result<CsvLog> log = readCsvLog(path.string(), path.filename().string());
    if (!log) return log.error();
    return finish(nameOf(path), path, std::move(log->series), std::move(log->notes));
}

Result<std::vector<ImportedRun>> readFolder(const fs::path& folder) {
    const auto trainings = findEventFiles(folder);
    if (!trainings) return trainings.error();
    std::vector<ImportedRun> runs;
    for (const auto& [place, files] : *trainings) {
        Result<ImportedRun> run = readEventFiles(folderName(place), place, files);
        if (!run) return run.error();
        if (!run->series.empty()) runs.push_back(*std::move(run));
    }
    const fs::path table = folder / "metrics.csv";
    std::error_code ignored;
    if (trainings->empty() && fs::exists(table, ignored)) {
        Result<ImportedRun> run = readCsvFile(table);
        if (!run) return run.error();
        runs.push_back(*std::move(run));
    }
    return runs;
}

Result<std::vector<ImportedRun>> readFile(const fs::path& path) {
    Result<ImportedRun> run = isEventFile(path) ? readEventFiles(nameOf(path), path, {{path, ""}}) : readCsvFile(path);
    if (!run) return run.error();
    return std::vector{*std::move(run)};
}

} // namespace

Result<std::vector<ImportedRun>> readTrainingLogs(const std::string& path) {
    std::error_code ignored;
    Result<std::vector<ImportedRun>> runs = fs::is_directory(path, ignored) ? readFolder(path) : readFile(path);
    if (!runs) return runs;
    std::erase_if(*runs, [](const ImportedRun& run) { return run.series.empty(); });
    if (!runs->empty()) return runs;
    return Error{ErrorCode::DataEmpty, "no values are logged there", path,
                 "choose an event file of TensorBoard, a CSV log with a column step or epoch, or a folder with event files"};
}

Result<void> writeTensorBoardLog(const std::string& folder, std::span<const LoggedSeries> series, double created) {
    if (Result<void> made = makeDirectories(folder); !made) return made;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure))
        if (isEventFile(it->path()))
            return Error{ErrorCode::IoWrite, "the folder holds an event file already, and TensorBoard would show both as one training",
                         folder, "choose another folder, or remove the file"};
    const auto seconds = static_cast<std::int64_t>(std::floor(created));
    const std::string name = "events.out." + std::string(eventFileMark) + "." + std::to_string(seconds) + ".epochlab";
    return writeFileDurably(folder + "/" + name, encodeEventFile(series, created));
}

} // namespace epochlab::core
