#pragma once

#include "run/rate_change.h"
#include "store/database.h"
#include "store/metric_blocks.h"
#include "store/stored_run.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

/// Writes the events of runs into the database: rows, inside the caller's transaction, and files, outside of one. A failed transaction
/// is followed by forget(), and its events may come again.
class RunRecorder {
public:
    RunRecorder(Connection& connection, std::string directory) : m_connection(connection), m_directory(std::move(directory)) {}

    /// What an event needs on disk before its rows are written: a checkpoint's folder; at the end, the run's folder with run.toml and
    /// the model. Outside a transaction. Other events need nothing.
    Result<void> writeFiles(const Event& event);
    Result<void> writeRows(const Event& event);
    /// Rows that were held back to be joined. Before the commit.
    Result<void> writeHeldBack();
    /// After the commit.
    void keep() { m_committed = m_known; }
    /// After a rollback: what is known of the runs is as it was at the last commit.
    void forget();
    /// Removes the folders of checkpoints that the database names no longer. After a commit.
    void removeOldFolders();

private:
    struct Known {
        std::int64_t number = 0;
        std::int64_t stepsPerEpoch = 1;
        std::int64_t step = 0;                 ///< of the last value
        std::int64_t recomputedTo = 0;         ///< values up to this step may be in the store already
        std::vector<RateChange> expectedRates; ///< of the steps to recompute, not come again yet
        std::size_t knownRates = 0;            ///< so many of them, from the front, may be the checkpoint's already
        std::int64_t differences = 0;
        std::int64_t epochs = 0;
        std::shared_ptr<const StartedEvent> started;
    };

    Result<void> start(const RunId& id, const StartedEvent& started);
    Result<void> prepareToRecompute(const RunId& id, Known& run, const StartedEvent& started);
    Result<void> add(Known& run, SeriesBlock block);
    Result<void> addByLayer(Known& run, const GradientRow& row, std::string_view start, std::span<const double> values);
    Result<void> write(Known& run, const SeriesBlock& block);
    Result<void> passRates(Known& run, std::int64_t step);
    Result<void> takeBackRates(Known& run);
    Result<void> leaveCourse(Known& run, std::int64_t step);
    Result<void> changeRate(Known& run, const LearningRateEvent& change);
    Result<void> keepAtEnd(const RunId& id, const Known& run, const FinishedEvent& finished);
    Result<void> insertCheckpoint(const Known& run, const RunCheckpoint& checkpoint);
    Result<void> keepCheckpoint(const RunId& id, Known& run, const RunCheckpoint& checkpoint, const RunCheckpoint* best);
    /// Where the best epoch ended; −1 where none did.
    static std::int64_t bestStep(const Known& run, const std::optional<BestEpoch>& best) {
        return best ? best->epoch * run.stepsPerEpoch : -1;
    }
    Result<void> finish(const RunId& id, const FinishedEvent& finished);
    Result<void> finishUnstarted(const RunId& id);
    template <typename... Values> Result<void> dropCheckpoints(const RunId& id, std::string_view condition, Values... values);
    std::optional<Model> modelOf(const RunId& id, const std::shared_ptr<const ModelWeights>& weights) const;
    std::string folderOf(const RunId& id) const { return m_directory + "/runs/" + id; }

    Connection& m_connection;
    std::string m_directory;
    std::map<RunId, Known> m_known;
    std::map<RunId, Known> m_committed;
    std::map<std::pair<std::int64_t, std::string>, SeriesBlock> m_heldBack; ///< by run and series
    std::vector<std::string> m_oldFolders;
};

} // namespace epochlab::core
