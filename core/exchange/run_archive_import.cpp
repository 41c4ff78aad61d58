#include "base/crc32c.h"
#include "base/file_writer.h"
#include "exchange/archive_check.h"
#include "exchange/archive_file.h"
#include "exchange/run_archive.h"
#include "exchange/run_parts.h"
#include "store/checkpoint_folder.h"
#include "store/model_file.h"
#include "store/prediction_rows.h"
#include "store/run_store.h"
#include "weights/safetensors.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <unistd.h>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t largestFile = std::size_t{1} << 36U;

/// Unpacks an archive beside a store's runs, checks them, and puts them in place. What is not kept goes with the object.
class Arrival {
public:
    Arrival(std::string store, std::string archive, ArchiveContents contents)
        : m_store(std::move(store)), m_archive(std::move(archive)), m_contents(std::move(contents)),
          m_folder(m_store + "/import.tmp-" + std::to_string(::getpid())) {}
    ~Arrival() {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
        for (const std::string& folder : m_moved) fs::remove_all(folder, ignored);
    }
    Arrival(const Arrival&) = delete;
    Arrival& operator=(const Arrival&) = delete;

    Result<void> unpack() {
        std::error_code failure;
        fs::remove_all(m_folder, failure); // of a dead process with our number
        if (Result<void> made = makeDirectories(m_folder); !made) return made;
        const fs::space_info space = fs::space(m_folder, failure);
        if (!failure && space.available / 11 < m_contents.bytes / 10)
            return Error{ErrorCode::IoNoSpace, "the disk has too little space for the runs", m_store,
                         "free some space or choose another store"};
        return walkArchive(m_archive, [this](const std::string& name, const std::string& bytes) -> Result<void> {
            if (name == manifestName) return {};
            const auto known = m_contents.files.find(name);
            if (known == m_contents.files.end() || known->second != ArchivedFacts{bytes.size(), crc32cText(bytes)})
                return untrustedArchive("it changed while it was read", m_archive);
            const std::string path = m_folder + "/" + name;
            Result<void> done = makeDirectories(fs::path(path).parent_path().string());
            return done ? writeFileDurably(path, bytes) : done;
        });
    }

    Result<void> check() const {
        for (const RunId& id : m_contents.runs) {
            const Result<RunParts> parts = partsOf(id);
            if (!parts) return parts.error();
            Result<void> sound = checkConfig(*parts);
            if (sound) sound = checkModels(id);
            if (sound) sound = checkPredictions(id);
            if (sound) sound = checkCheckpoints(*parts);
            if (!sound) return sound;
        }
        return {};
    }

    Result<std::vector<ArrivedRun>> keep(Connection& connection) {
        Result<WriteTransaction> transaction = WriteTransaction::begin(connection);
        if (!transaction) return transaction.error();
        std::vector<ArrivedRun> arrived;
        for (const RunId& id : m_contents.runs) {
            const Result<RunId> free = freeId(connection, id);
            if (!free) return free.error();
            if (const Result<void> kept = keepRun(connection, id, *free); !kept) return kept.error();
            arrived.push_back({*free, id});
        }
        if (const Result<void> committed = transaction->commit(); !committed) return committed.error();
        m_moved.clear();
        return arrived;
    }

private:
    std::string rootOf(const RunId& id) const { return m_folder + "/runs/" + id; }

    Result<RunParts> partsOf(const RunId& id) const {
        const Result<std::string> json = readRegularFile(rootOf(id) + "/" + descriptionName, largestFile);
        if (!json) return json.error();
        const Result<std::string> values = readRegularFile(rootOf(id) + "/" + valuesName, largestFile);
        if (!values) return values.error();
        Result<RunParts> parts = decodeRunParts(*json, *values, m_archive);
        if (parts && parts->id != id) return untrustedArchive("a run's folder is not called as the run", m_archive);
        return parts;
    }

    Result<void> checkConfig(const RunParts& parts) const {
        const auto& text = std::get<std::string>(parts.row.at("config"));
        if (text.empty()) return {};
        const Result<ParamSet> config = readRunFile(text, m_archive + ", run " + parts.id);
        return config ? Result<void>() : config.error();
    }

    Result<void> checkModels(const RunId& id) const {
        const std::string model = rootOf(id) + "/" + storedFolder + "/model.safetensors";
        if (fs::exists(model))
            if (const Result<Model> loaded = loadModel(model); !loaded) return inArchive(loaded.error(), id);
        return forEachEpoch(id, [&](const EpochFiles&, std::int64_t, const std::string& bytes) -> Result<void> {
            const Result<TensorFile> tensors = decodeTensorFile(std::as_bytes(std::span(bytes)), "");
            return tensors ? Result<void>() : inArchive(tensors.error(), id);
        });
    }

    using TakeEpoch = std::function<Result<void>(const EpochFiles&, std::int64_t, const std::string&)>;

    /// Calls `take` with the kind, the number and the content of what is kept of each epoch, until one is not ok.
    Result<void> forEachEpoch(const RunId& id, const TakeEpoch& take) const {
        for (const EpochFiles& kind : epochFiles) {
            const std::string beginning = "runs/" + id + "/" + std::string(kind.folder);
            for (auto file = m_contents.files.lower_bound(beginning); file != m_contents.files.end() && file->first.starts_with(beginning);
                 ++file) {
                const Result<std::string> bytes = readRegularFile(m_folder + "/" + file->first, largestFile);
                if (!bytes) return bytes.error();
                const std::int64_t epoch = std::strtoll(file->first.c_str() + beginning.size(), nullptr, 10);
                if (Result<void> taken = take(kind, epoch, *bytes); !taken) return taken;
            }
        }
        return {};
    }

    Result<void> checkPredictions(const RunId& id) const {
        return forEachPredictions(id, [&](const PackedPredictions& packed) -> Result<void> {
            const Result<PredictedRows> part = decodePredictions(packed.split, packed.rows, packed.answers);
            return part ? Result<void>() : inArchive(part.error(), id);
        });
    }

    /// Calls `take` with the files of each split that has both, until one is not ok.
    Result<void> forEachPredictions(const RunId& id, const std::function<Result<void>(const PackedPredictions&)>& take) const {
        for (const Split split : {Split::Validation, Split::Test}) {
            const std::string folder = "runs/" + id + "/" + predictionsFolder + std::string(splitName(split));
            if (!m_contents.files.contains(folder + rowsName) && !m_contents.files.contains(folder + answersName)) continue;
            if (!m_contents.files.contains(folder + rowsName) || !m_contents.files.contains(folder + answersName))
                return untrustedArchive("a split's predictions are there without its rows, or the rows alone", m_archive);
            const Result<std::string> rows = readRegularFile(m_folder + "/" + folder + rowsName, largestFile);
            if (!rows) return rows.error();
            const Result<std::string> answers = readRegularFile(m_folder + "/" + folder + answersName, largestFile);
            if (!answers) return answers.error();
            const Result<void> taken = take({split, std::as_bytes(std::span(*rows)), std::as_bytes(std::span(*answers))});
            if (!taken) return taken;
        }
        return {};
    }

    Result<void> checkCheckpoints(const RunParts& parts) const {
        for (const RunParts::Checkpoint& checkpoint : parts.checkpoints) {
            const std::string folder = rootOf(parts.id) + "/" + storedFolder + "/" + checkpoint.folder();
            const Result<RunCheckpoint> loaded = readCheckpointFolder(folder);
            if (!loaded) return inArchive(loaded.error(), parts.id);
            if (loaded->loop.step != checkpoint.step || loaded->loop.epoch != checkpoint.epoch)
                return untrustedArchive("a checkpoint is of another step than it says", m_archive);
        }
        return {};
    }

    /// The same with the place that a person knows.
    Error inArchive(Error error, const RunId& id) const {
        error.code = ErrorCode::UntrustedFile;
        error.where = m_archive + ", run " + id;
        error.remedy = "export the run again, or copy the archive again";
        return error;
    }

    Result<RunId> freeId(Connection& connection, RunId id) const {
        constexpr int attempts = 1000;
        for (int attempt = 0; attempt < attempts; ++attempt, id = makeRunId()) {
            const Result<std::int64_t> taken = connection.integer("SELECT count(*) FROM runs WHERE id = ?", 0, id);
            if (!taken) return taken.error();
            std::error_code ignored;
            if (*taken == 0 && !fs::exists(m_store + "/runs/" + id, ignored)) return id;
        }
        return Error{ErrorCode::IoWrite, "no unused run id was found", m_store, "choose another store"};
    }

    Result<void> keepRun(Connection& connection, const RunId& idInArchive, const RunId& id) {
        const Result<RunParts> parts = partsOf(idInArchive);
        if (!parts) return parts.error();
        const Result<std::int64_t> run = insertRunParts(connection, *parts, id);
        if (!run) return run.error();
        const Result<void> epochs = forEachEpoch(idInArchive, [&](const EpochFiles& kind, std::int64_t epoch, const std::string& bytes) {
            return connection.run("INSERT INTO " + std::string(kind.table) + " (run, epoch, " + std::string(kind.column) +
                                      ") VALUES (?, ?, ?)",
                                  *run, epoch, std::as_bytes(std::span(bytes)));
        });
        if (!epochs) return epochs;
        const Result<void> predictions = forEachPredictions(
            idInArchive, [&](const PackedPredictions& packed) { return insertPackedPredictions(connection, *run, packed); });
        if (!predictions) return predictions;
        return moveFolder(rootOf(idInArchive) + "/" + storedFolder, m_store + "/runs/" + id);
    }

    Result<void> moveFolder(const std::string& from, const std::string& to) {
        std::error_code failure;
        if (!fs::exists(from, failure)) return {};
        if (Result<void> made = makeDirectoriesBelow(m_store, "runs"); !made) return made;
        fs::rename(from, to, failure);
        if (failure) return Error{ErrorCode::IoWrite, "cannot write: " + failure.message(), to, "check the folder's permissions"};
        m_moved.push_back(to);
        return syncFolder(m_store + "/runs");
    }

    std::string m_store;
    std::string m_archive;
    ArchiveContents m_contents;
    std::string m_folder;
    std::vector<std::string> m_moved; ///< folders that are in place before the rows are
};

} // namespace

bool looksLikeArchive(const std::string& path) {
    constexpr std::streamoff markAt = 257; // of a tar file's first header
    constexpr std::string_view mark = "ustar";
    std::error_code ignored;
    if (path.ends_with(".epochlab") || !fs::is_regular_file(path, ignored)) return path.ends_with(".epochlab");
    std::ifstream file(path, std::ios::binary);
    std::string found(mark.size(), '\0');
    return file.seekg(markAt) && file.read(found.data(), static_cast<std::streamsize>(found.size())) && found == mark;
}

Result<std::vector<ArrivedRun>> importRuns(const std::string& storeDirectory, const std::string& path) {
    Result<ArchiveContents> contents = checkArchive(path);
    if (!contents) return contents.error();
    if (Result<void> made = makeDirectories(storeDirectory); !made) return made.error();
    Result<StoreFile> store = openRunStoreToWrite(storeDirectory);
    if (!store) return store.error();
    Arrival arrival(storeDirectory, path, *std::move(contents));
    Result<void> done = arrival.unpack();
    if (done) done = arrival.check();
    if (!done) return done.error();
    return arrival.keep(store->connection);
}

} // namespace epochlab::core
