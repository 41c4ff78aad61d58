#include "bridge/queue_keeper.h"

#include "bridge/earlier_run.h"

#include <algorithm>
#include <utility>

namespace epochlab::ui {

/// What came of runs that had begun.
struct QueueKeeper::Resumed {
    std::vector<EarlierRun> listed;
    std::vector<core::ResumableRun> runs; ///< of the same
    std::set<core::RunId> gone;           ///< somebody else went on with them, or they were deleted
    std::vector<core::Error> problems;
};

QueueKeeper::QueueKeeper(Controller& controller, RunQueue& queue, std::string directory, QObject* parent)
    : QObject(parent), m_controller(controller), m_queue(queue), m_directory(std::move(directory)), m_stored(m_directory),
      m_runs(m_directory) {
    m_pool.setMaxThreadCount(1);
    connect(&queue, &RunQueue::changed, this, &QueueKeeper::keep);
    connect(&queue, &RunQueue::dropped, this, &QueueKeeper::hearEnd);
    connect(&controller, &Controller::runAdded, this, [this](const core::RunId& id) { // a person may have gone on with one alone
        const RunRecord* record = m_controller.run(id);
        if (record && !record->fromStore) m_queue.dropLeft({id});
    });
}

QueueKeeper::~QueueKeeper() { m_pool.waitForDone(); }

void QueueKeeper::start() {
    if (m_directory.empty()) return;
    m_pool.start([this] {
        const auto left = std::make_shared<const core::Result<core::LeftQueue>>(m_stored.takeOver());
        QMetaObject::invokeMethod(this, [this, left] { take(*left); });
    });
}

void QueueKeeper::take(const core::Result<core::LeftQueue>& left) {
    m_ready = true;
    if (!left) {
        emit failed(left.error());
    } else {
        for (const core::Error& problem : left->problems) emit failed(problem);
        m_queue.addLeft(left->runs);
        if (!left->runs.empty()) emit found();
    }
    keep();
}

std::vector<core::QueuedRun> QueueKeeper::unfinished() const {
    std::vector<core::QueuedRun> runs;
    for (const QueueRow& row : m_queue.rows())
        if (!row.ended) runs.push_back({row.id, row.name.toStdString(), row.config, m_queue.rateChangesOf(row.id)});
    return runs;
}

/// Where a write fails, the next change of the queue, which comes twice a second while something runs, tries again.
void QueueKeeper::keep() {
    if (!m_ready || m_writing || m_closed) return;
    std::vector<core::QueuedRun> runs = unfinished();
    if (runs == m_written) return;
    m_writing = true;
    write(runs);
}

void QueueKeeper::write(const std::vector<core::QueuedRun>& runs) {
    m_pool.start([this, runs] {
        const core::Result<void> done = m_stored.write(runs);
        QMetaObject::invokeMethod(this, [this, runs, done] {
            m_writing = false;
            if (done) {
                m_written = runs;
                m_failing = false;
                keep();
            } else if (!std::exchange(m_failing, true)) {
                emit failed(done.error());
            }
        });
    });
}

void QueueKeeper::close() {
    if (!m_ready || std::exchange(m_closed, true)) return;
    write(unfinished());
}

void QueueKeeper::goOn() {
    std::vector<core::RunId> begun;
    for (const core::QueuedRun& run : m_queue.left())
        if (run.interrupted) begun.push_back(run.id);
    if (begun.empty()) return m_queue.goOn({});
    if (std::exchange(m_resuming, true)) return;
    m_pool.start([this, begun] {
        auto resumed = std::make_shared<Resumed>(resume(begun));
        QMetaObject::invokeMethod(this, [this, resumed] { takeResumed(std::move(*resumed)); });
    });
}

QueueKeeper::Resumed QueueKeeper::resume(const std::vector<core::RunId>& ids) {
    Resumed resumed;
    for (const core::RunId& id : ids) {
        core::Result<EarlierRun> earlier = loadEarlierRun(m_runs, id);
        if (earlier && earlier->summary.deleted) {
            resumed.gone.insert(id);
            continue;
        }
        core::Result<core::ResumableRun> run = earlier ? m_runs.claimResume(id) : earlier.error();
        if (run) {
            resumed.listed.push_back(*std::move(earlier));
            resumed.runs.push_back(*std::move(run));
        } else {
            if (run.error().code == core::ErrorCode::RunNotFound) resumed.gone.insert(id);
            resumed.problems.push_back(run.error());
        }
    }
    return resumed;
}

void QueueKeeper::takeResumed(Resumed resumed) {
    m_resuming = false;
    for (EarlierRun& run : resumed.listed) m_controller.listEarlier(std::move(run));
    m_queue.dropLeft(resumed.gone);
    m_queue.goOn(resumed.runs);
    for (const core::Error& problem : resumed.problems) emit failed(problem);
}

void QueueKeeper::discard() {
    std::set<core::RunId> ids;
    for (const core::QueuedRun& run : m_queue.left()) ids.insert(run.id);
    m_queue.dropLeft(ids);
}

/// It was claimed to be gone on with: the store gives it back at its end, which takes a while.
void QueueKeeper::hearEnd(const core::RunId& id) {
    m_pool.start([&observer = m_controller.runObserver(), id] {
        core::FinishedEvent end;
        end.end = core::RunEnd::Stopped;
        observer.onEvent({id, std::move(end)});
    });
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_queue_keeper.cpp"
