#pragma once

#include "base/result.h"
#include "run/live_run.h"
#include "run/loop_state.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// Where runs that ended are kept: DIR/runs/ID/{run.toml, result.json, metrics.csv, model.safetensors}, and checkpoint.bin where a run
/// was stopped or interrupted. A folder is complete or empty (written beside, then renamed), can be copied to another machine, and
/// needs no index.
class RunFolderStore {
public:
    explicit RunFolderStore(std::string directory);
    /// $XDG_DATA_HOME/epochlab, else ~/.local/share/epochlab.
    static std::string defaultDirectory();

    const std::string& directory() const { return m_directory; }

    struct Entry {
        RunId id;
        std::string folder;
    };
    /// Oldest first.
    std::vector<Entry> list() const;
    /// A new id that no other process can take: its folder is created, empty, and filled or removed at the run's end. `makeId` is asked
    /// again while the folder exists. IoNoSpace or IoWrite.
    Result<RunId> claimRunId(const std::function<RunId()>& makeId = makeRunId) const;
    /// id, a unique prefix of one, "@last", "@best", or a path of a run folder or model file. RunNotFound, or Usage where a prefix is
    /// ambiguous.
    Result<Model> loadModelOf(const std::string& run) const;

    struct Resumable {
        RunId id;
        RunCheckpoint checkpoint;
    };
    /// Of a stopped or interrupted run, named as above ("@best" excepted). RunNotFound where it finished, UntrustedFile.
    Result<Resumable> loadCheckpointOf(const std::string& run) const;

private:
    std::string m_directory;
};

/// Listens to runs and writes each one's folder when it ends (on that run's thread). A resumed run's folder is replaced by one with the
/// metrics of both parts.
class RunFolderWriter final : public RunObserver {
public:
    explicit RunFolderWriter(const RunFolderStore& store);
    ~RunFolderWriter() override;
    void onEvent(Event event) override;
    /// The first failure to write, if any (reported once).
    std::optional<Error> takeError();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
