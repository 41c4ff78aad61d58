#pragma once

#include "bridge/controller.h"
#include "bridge/latest_worker.h"
#include "run/queue_forecast.h"
#include "run/recipe.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace epochlab::ui {

class RunQueue;
class StoredRuns;

using DataSettings = std::vector<std::pair<std::string, std::string>>; ///< field and text
/// What a form says of the data and of pretrained weights, where it differs from the defaults: what its recipes train on.
DataSettings dataSettings(const core::ParamSet& form);

/// What is known of a recipe on the form's data. Never changes: threads may share it.
struct RecipeState {
    std::vector<core::PlannedRun> planned;
    std::vector<std::optional<core::RunId>> finished; ///< one for each planned run; nothing: it is missing
    double seconds = 0.0;                             ///< that the missing ones will take
    std::optional<core::Error> error;                 ///< why it cannot be trained

    std::size_t done() const;
};

struct RecipeRow {
    std::shared_ptr<const core::KnownRecipes::Entry> entry;
    std::shared_ptr<const RecipeState> state; ///< null until it is reckoned
    int queued = 0;                           ///< of its runs, waiting or training

    const std::string& path() const { return entry->path; } ///< what tells recipes apart
    /// "7 runs, about 20 s", "3 of 7 done", "done", or why it cannot be trained.
    QString stateText() const;
    bool canRun() const; ///< something is missing that is not queued
};

/// The recipes of the program and the user's own, and how much of each the store has. Read and reckoned off the GUI thread. GUI thread.
class RecipeBook : public QObject {
    Q_OBJECT
public:
    /// All outlive it.
    RecipeBook(Controller& controller, StoredRuns& stored, RunQueue& queue, QObject* parent = nullptr);

    const core::RecipeFolders& folders() const { return m_folders; }
    /// Reads them.
    void setFolders(core::RecipeFolders folders);
    /// Reads the folders again: a file of them has changed.
    void reload();
    const std::vector<RecipeRow>& rows() const { return m_rows; }
    const RecipeRow* row(const std::string& path) const; ///< null: there is none
    bool quick() const { return m_quick; }
    void setQuick(bool quick);
    /// Queues the runs that neither the store nor the queue has, as soon as they are known.
    void train(const std::string& path);
    /// One more (1) or one less (−1) looks at it; while anyone does, it follows form, store and queue.
    void watch(int more);
    bool upToDate() const { return !m_wanted && !m_pending; }

signals:
    void loaded();  ///< the list is another one
    void changed(); ///< states
    void queued(int runs);
    void failed(const epochlab::core::Error& error);

private:
    struct Request;
    struct Answer;
    static Answer read(const Request& request);
    void schedule(int milliseconds);
    void reckon();
    void take(const Answer& answer);
    void trainAsked();
    void countQueued();
    std::vector<core::PlannedRun> missingOf(const RecipeState& state) const;

    Controller& m_controller;
    StoredRuns& m_stored;
    RunQueue& m_queue;
    core::RecipeFolders m_folders;
    std::vector<RecipeRow> m_rows;
    std::set<std::string> m_toTrain;
    bool m_quick = false;
    int m_watchers = 0;
    bool m_unread = false; ///< the folders are to be read
    bool m_wanted = false, m_pending = false;
    QTimer m_timer;
    core::DataSizes m_sizes; ///< on the worker only
    LatestWorker m_worker;   ///< last: joined first
};

} // namespace epochlab::ui
