#pragma once

#include "bridge/run_queue.h"
#include "store/run_store.h"
#include "store/stored_queue.h"

#include <QObject>
#include <QThreadPool>

#include <string>
#include <vector>

namespace epochlab::ui {

/// Keeps the window's queue in the store, so that what waits comes back after whatever end, and offers what an earlier session has left.
/// The store is read and written on a thread of its own. GUI thread.
class QueueKeeper : public QObject {
    Q_OBJECT
public:
    /// directory: of the store; empty: there is none, and nothing is kept. The controller and the queue outlive its use.
    QueueKeeper(Controller& controller, RunQueue& queue, std::string directory, QObject* parent = nullptr);
    /// Waits for what is being written.
    ~QueueKeeper() override;

    /// Takes over what sessions that are dead have left, and keeps the queue from then on.
    void start();
    /// Resumes what had begun and starts what waited.
    void goOn();
    /// Forgets what was left. What had begun stays in the store as an interrupted run.
    void discard();
    /// For a window that closes: what is queued at this moment is what the next session finds.
    void close();

signals:
    void found(); ///< once, after start(), where something was left: RunQueue::left()
    void failed(const epochlab::core::Error& error);

private:
    struct Resumed;
    std::vector<core::QueuedRun> unfinished() const;
    void take(const core::Result<core::LeftQueue>& left);
    void keep();
    void write(const std::vector<core::QueuedRun>& runs);
    Resumed resume(const std::vector<core::RunId>& ids);
    void takeResumed(Resumed resumed);
    void hearEnd(const core::RunId& id);

    Controller& m_controller;
    RunQueue& m_queue;
    const std::string m_directory;
    core::StoredQueue m_stored; ///< this and the next: the pool's thread's alone
    core::RunStore m_runs;
    std::vector<core::QueuedRun> m_written;
    bool m_ready = false;   ///< what was left has been taken over
    bool m_writing = false; ///< one write at a time, always of the newest
    bool m_failing = false;
    bool m_resuming = false;
    bool m_closed = false;
    QThreadPool m_pool; ///< one thread
};

} // namespace epochlab::ui
