#pragma once

#include "bridge/controller.h"
#include "run/scheduler.h"
#include "run/sweep.h"
#include "store/stored_queue.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace epochlab::ui {

/// One run of the queue, as the list shows it.
struct QueueRow {
    core::RunId id;
    QString name;
    QString text; ///< "epoch 3 of 50 · 12 s left", "waiting", "finished · 1.1 s"
    core::QueueState state = core::QueueState::Waiting;
    double share = 0.0; ///< of its steps
    bool failed = false;
    std::shared_ptr<const core::ParamSet> config{};
    bool left = false;  ///< by an earlier session: it starts when it is asked to
    bool ended = false; ///< and the store was told of it; a little later than Done
    bool operator==(const QueueRow&) const = default;
};

/// The window's queue of runs. GUI thread; the runs' events go through the controller, which lists each run once it has started.
class RunQueue : public QObject {
    Q_OBJECT
public:
    /// The controller outlives the queue. The queue's end interrupts its runs.
    explicit RunQueue(Controller& controller, int cores = core::Scheduler::coresOfMachine(), QObject* parent = nullptr);
    ~RunQueue() override;

    int cores() const { return m_cores; }
    /// Running ones, then those that wait, then those that an earlier session has left, then those that ended, the latest first.
    const std::vector<QueueRow>& rows() const { return m_rows; }
    const QueueRow* row(const core::RunId& id) const;
    /// "3 of 112 done · 2 training · 34 s left"; empty while nothing was queued.
    QString summary() const;
    bool active() const { return m_progress.done < m_progress.total; }
    bool canRepeatFailed() const;

    /// All with these changes of the learning rate. Their ids, in the order given; none, and refused(), where the preset that is open does
    /// not allow one of them.
    std::vector<core::RunId> add(const std::vector<core::PlannedRun>& runs, const std::vector<core::RateChange>& rateChanges = {});
    /// Of a run that waits, among those: −1: up, 1: down.
    void move(const core::RunId& id, int places);
    /// A run that waits never starts; one that runs is stopped.
    void removeOrStop(const core::RunId& id);
    /// Gives the settings of a run that is not running to the form.
    void showSettings(const core::RunId& id);
    /// Gives the form's settings to a run that waits. ConfigConflict where they cannot be trained, and what the preset says.
    core::Result<void> takeForm(const core::RunId& id);
    /// Queues those that failed or diverged again, each once; refused() as in add().
    void repeatFailed();
    void stopAll();
    void interruptAll(); ///< as stopAll(), for a window that closes
    /// The store takes nothing (true): all stand still and none starts.
    void pauseForStore(bool pause);

    // Runs that an earlier session has left
    void addLeft(std::vector<core::QueuedRun> runs);
    const std::vector<core::QueuedRun>& left() const { return m_left; }
    /// "3 runs were waiting in the queue when EpochLab ended"; empty where none are left.
    QString leftText() const;
    /// Planned for a run of this queue.
    std::vector<core::RateChange> rateChangesOf(const core::RunId& id) const;
    /// Queues them in their order: the waiting ones, and of those that had begun the ones that are in `resumed` and listed by the
    /// controller.
    void goOn(const std::vector<core::ResumableRun>& resumed);
    void dropLeft(const std::set<core::RunId>& ids);

signals:
    void refused(const epochlab::core::Error& error);
    /// One that was to be gone on with never started; the observer of its events has still to hear its end, off this thread.
    void dropped(const epochlab::core::RunId& id);
    void changed(); ///< twice a second while something runs, and after each edit

private:
    core::Scheduler& scheduler();
    void add(const core::QueuedRun& run);
    void addResumed(const core::ResumableRun& run, const QString& name);
    core::Result<void> mayBegin(const core::ParamSet& config, const std::vector<core::RateChange>& rateChanges) const;
    void refresh();
    bool hasEnded(const core::QueueEntry& entry);
    QueueRow rowOf(const core::QueueEntry& entry) const;

    Controller& m_controller;
    const int m_cores;
    std::map<core::RunId, QString> m_names;
    std::map<core::RunId, std::vector<core::RateChange>> m_rateChanges; ///< of those that have some
    std::set<core::RunId> m_repeated;
    std::set<core::RunId> m_resumed; ///< queued to be gone on with
    std::set<core::RunId> m_ended;
    std::vector<core::QueuedRun> m_left;
    bool m_pausedForStore = false;
    std::vector<QueueRow> m_rows;
    core::QueueProgress m_progress;
    QTimer m_timer;
    std::unique_ptr<core::Scheduler> m_scheduler; ///< made when it is first needed; last: its threads end first
};

} // namespace epochlab::ui
