#pragma once

#include "bridge/run_record.h"
#include "store/run_store.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace epochlab::ui {

/// A run of the store, as a list shows it.
struct StoredRun {
    core::RunSummary summary;
    QString name;     ///< given by a person, or made of what differs; the id until its settings are read
    QString settings; ///< those that differ from the defaults, one a line
    QString problem;  ///< what is wrong with it; empty: nothing
};

/// It was trained here and has ended with a best epoch, so that its answers can be judged.
bool isJudged(const core::RunSummary& run);

/// All runs of a store at one moment, without those that wait in a queue. Never changes: threads may share it.
struct RunListing {
    using Pointer = std::shared_ptr<const StoredRun>;
    std::vector<Pointer> shown; ///< what the filter lets through, newest first
    std::unordered_map<core::RunId, Pointer> byId;
    std::vector<Pointer> judged; ///< newest first, whatever the filter
    std::size_t interrupted = 0;
    bool complete = true; ///< false: names are still to be made
};

/// "finished · 1.1 s", "interrupted after 3 of 50 epochs", "in training elsewhere · epoch 3 of 50", …
QString stateText(const StoredRun& run);
/// As bestValue() of a record.
double bestValue(const core::RunSummary& run);

/// Lists a store again and again. A name is made of settings, which are read a few hundred at a time, newest first. One thread at a time.
class ListingReader {
public:
    explicit ListingReader(std::string directory);

    core::RunStore& store() { return m_store; }
    /// Whether others have changed the store since the last time.
    bool changed();
    /// Forgets what is known, so that the next list() asks the store.
    void forget() { m_number.reset(); }
    core::Result<std::shared_ptr<const RunListing>> list(const core::RunFilter& filter);

    static constexpr int namesAtATime = 200;

private:
    struct Named {
        std::int64_t plannedEpochs = 0; ///< of the settings that were read: a run may be trained further
        QString name, settings, problem;
    };
    const Named* named(const core::RunSummary& run, int& left);

    core::RunStore m_store;
    std::optional<std::int64_t> m_number;
    std::vector<core::RunSummary> m_runs; ///< oldest first
    std::unordered_map<core::RunId, Named> m_named;
};

} // namespace epochlab::ui
