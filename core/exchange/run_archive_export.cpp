#include "base/crc32c.h"
#include "base/file_writer.h"
#include "exchange/archive_file.h"
#include "exchange/run_archive.h"
#include "exchange/run_archive_parts.h"
#include "exchange/run_parts.h"
#include "store/prediction_rows.h"
#include "store/run_store.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace epochlab::core {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t largestFile = std::size_t{1} << 36U;

std::string_view textOf(std::span<const std::byte> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// An archive that remembers what it was given, for its manifest.
class Packer {
public:
    Packer(ArchiveWriter archive, Connection& connection, std::string storeDirectory)
        : m_archive(std::move(archive)), m_connection(connection), m_store(std::move(storeDirectory)) {}

    Result<void> add(const RunSummary& run) {
        const Result<RunParts> parts = loadRunParts(m_connection, run);
        if (!parts) return parts.error();
        const std::string root = "runs/" + run.id + "/";
        const auto [json, values] = encodeRunParts(*parts);
        Result<void> done = add(root + descriptionName, json);
        if (done) done = add(root + valuesName, values);
        if (done) done = addEpochs(run, root);
        if (done) done = addPredictions(run, root);
        if (done) done = addFolder(*parts, root);
        m_runs.push_back(run.id);
        return done;
    }

    Result<void> finish() {
        Json manifest{{"format", archiveFormat}, {"made_by", "EpochLab " EPOCHLAB_VERSION}, {"runs", m_runs}, {"files", Json::object()}};
        for (const auto& [name, facts] : m_files) manifest["files"][name] = {{"bytes", facts.bytes}, {"crc32c", facts.crc32c}};
        const Result<void> added = add(manifestName, manifest.dump(1) + "\n");
        return added ? m_archive.finish() : added;
    }

private:
    Result<void> add(const std::string& name, std::string_view bytes) {
        m_files[name] = {bytes.size(), crc32cText(bytes)};
        return m_archive.add(name, bytes);
    }

    Result<void> addEpochs(const RunSummary& run, const std::string& root) {
        Result<void> added;
        for (const auto& [folder, table, column] : epochFiles) {
            const Result<bool> known = m_connection.hasTable(table);
            if (!known) return known.error();
            if (!*known) continue;
            const std::string start = root + std::string(folder);
            const Result<void> read = m_connection.forEach(
                "SELECT epoch, " + std::string(column) + " FROM " + std::string(table) + " WHERE run = ? ORDER BY epoch",
                [&](const Statement& row) {
                    if (added) added = add(start + std::to_string(row.integer(0)) + epochFileEnding, textOf(row.bytes(1)));
                },
                run.number);
            if (!read || !added) return read ? added : read;
        }
        return {};
    }

    Result<void> addPredictions(const RunSummary& run, const std::string& root) {
        Result<void> added;
        const Result<void> read = forEachPredictions(m_connection, run.number, [&](const PackedPredictions& part) {
            const std::string folder = root + predictionsFolder + std::string(splitName(part.split));
            if (added) added = add(folder + rowsName, textOf(part.rows));
            if (added) added = add(folder + answersName, textOf(part.answers));
        });
        return read ? added : read;
    }

    Result<void> addFolder(const RunParts& parts, const std::string& root) {
        std::vector<std::string> names(storedFiles.begin(), storedFiles.end());
        for (const RunParts::Checkpoint& checkpoint : parts.checkpoints)
            for (const std::string_view file : checkpointFiles) names.push_back(checkpoint.folder() + "/" + std::string(file));
        for (const std::string& name : names) {
            const std::string path = m_store + "/runs/" + parts.id + "/" + name;
            std::error_code ignored;
            if (!std::filesystem::exists(path, ignored)) continue; // not every run has a model
            const Result<std::string> bytes = readRegularFile(path, largestFile);
            if (!bytes) return bytes.error();
            if (Result<void> added = add(root + storedFolder + "/" + name, *bytes); !added) return added;
        }
        return {};
    }

    ArchiveWriter m_archive;
    Connection& m_connection;
    std::string m_store;
    ArchivedFiles m_files;
    std::vector<RunId> m_runs;
};

} // namespace

Result<void> exportRuns(const std::string& storeDirectory, std::span<const RunSummary> runs, const std::string& path) {
    for (const RunSummary& run : runs)
        if (run.underWay())
            return Error{ErrorCode::RunNotFound, "the run is still being trained", run.id, "stop it first, or export it at its end"};
    Result<StoreFile> store = openRunStore(storeDirectory);
    if (!store) return store.error();
    Result<ArchiveWriter> archive = ArchiveWriter::create(path);
    if (!archive) return archive.error();
    Packer packer(*std::move(archive), store->connection, storeDirectory);
    for (const RunSummary& run : runs)
        if (Result<void> added = packer.add(run); !added) return added;
    return packer.finish();
}

} // namespace epochlab::core
