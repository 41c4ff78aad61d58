#pragma once

#include "bridge/branch_draft.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace epochlab::ui {

/// What is made of a run that is kept: the same once more, the same with other seeds, another way from one of its checkpoints. The store is
/// read and written on a thread of its own. GUI thread.
class RunFollowUps : public QObject {
    Q_OBJECT
public:
    /// All three outlive it.
    RunFollowUps(Controller& controller, StoredRuns& stored, RunQueue& queue, QObject* parent = nullptr);
    /// Waits for what is being read.
    ~RunFollowUps() override;

    enum class Kind { Rerun, Luck, Branch };
    /// Why it cannot be done with this run, in one sentence; empty: it can.
    QString obstacle(Kind kind, const core::RunId& id) const;
    /// What it does, in one sentence without a full stop.
    static QString helpOf(Kind kind);

    /// Trains it again as the current run, and judges that at its end.
    void rerun(const core::RunId& id);
    /// Queues it with the next seeds, all ticked, and says where it lies among them when they have ended.
    void tryLuck(const core::RunId& id);
    /// Reads what a branch can begin with.
    void prepareBranch(const core::RunId& id);
    void beginBranch(const BranchDraft& draft);
    /// The command that repeats a run, once it is known; never where none does.
    void withCommand(const core::RunId& id, std::function<void(const QString&)> then);

    static constexpr int seeds = 4; ///< that a run's luck is tried with

signals:
    void judged(bool identical, const QString& sentence);
    void said(const QString& sentence); ///< of a rerun that gives no verdict, or of luck
    void luckQueued(const std::vector<epochlab::core::RunId>& runs);
    void branchPrepared(const std::shared_ptr<epochlab::ui::BranchDraft>& draft);
    void failed(const epochlab::core::Error& error);

private:
    /// A run and those of its other seeds.
    struct Trial {
        core::RunId original;
        double accuracy = 0.0;
        std::vector<core::RunId> others;
    };
    using Claim = std::function<core::Result<core::ResumableRun>(core::RunStore&)>;

    bool refuse(Kind kind, const core::RunId& id);
    QString nameOf(const core::RunId& id) const;
    void background(std::function<void(core::RunStore&)> work);
    /// Claims a run off the GUI thread and starts it; then, here, with its id.
    void begin(Claim claim, std::function<void(const core::RunId&)> then);
    void release(const core::RunId& id);
    core::Result<void> mayBegin(const core::ResumableRun& run) const; ///< what the preset says
    void takeEnd(const core::RunId& id);
    void judge(const core::RunId& original, const core::RunId& rerun);
    void queueSeeds(const core::RunSummary& original, const core::RunRequest& request);
    void takeAdded(const core::RunId& id);
    void checkTrials();
    bool hasEnded(const core::RunId& queued) const;

    Controller& m_controller;
    StoredRuns& m_stored;
    RunQueue& m_queue;
    std::map<core::RunId, core::RunId> m_reruns; ///< in training, and what they repeat
    std::vector<Trial> m_trials;
    QThreadPool m_pool; ///< one thread
};

} // namespace epochlab::ui
