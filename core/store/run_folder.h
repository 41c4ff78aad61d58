#pragma once

#include "base/result.h"
#include "run/events.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// Where finished runs are kept: DIR/runs/ID/{run.toml, result.json, metrics.csv, model.safetensors}. A folder is complete or absent
/// (written beside, then renamed), can be copied to another machine, and needs no index.
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
    /// id, a unique prefix of one, "@last", "@best", or a path of a run folder or model file. RunNotFound, or Usage where a prefix is
    /// ambiguous.
    Result<Model> loadModelOf(const std::string& run) const;

private:
    std::string m_directory;
};

/// Listens to runs and writes each one's folder when it finishes (on that run's thread).
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
