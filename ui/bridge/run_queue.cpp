#include "bridge/run_queue.h"

#include "bridge/record_events.h"
#include "bridge/run_names.h"
#include "params/model_fields.h"
#include "store/run_store.h"

#include <algorithm>
#include <chrono>

namespace epochlab::ui {

using core::QueueState;
using core::RunEnd;

namespace {

constexpr std::chrono::milliseconds refreshInterval{500};

core::RunRequest requestOf(const core::RunId& id, const core::ParamSet& config, const std::vector<core::RateChange>& rateChanges = {}) {
    return toBeWatched({.id = id, .config = config, .rateChanges = rateChanges});
}

bool isFailure(RunEnd end) { return end == RunEnd::Failed || end == RunEnd::Diverged; }

} // namespace

RunQueue::RunQueue(Controller& controller, int cores, QObject* parent) : QObject(parent), m_controller(controller), m_cores(cores) {
    m_timer.setInterval(refreshInterval);
    connect(&m_timer, &QTimer::timeout, this, &RunQueue::refresh);
    connect(&controller, &Controller::runFinished, this, [this](const core::RunId& id) {
        if (m_names.contains(id)) refresh();
    });
}

RunQueue::~RunQueue() = default;

const QueueRow* RunQueue::row(const core::RunId& id) const {
    const auto found = std::ranges::find(m_rows, id, &QueueRow::id);
    return found == m_rows.end() ? nullptr : &*found;
}

QString RunQueue::summary() const {
    if (m_progress.total == 0) return {};
    QStringList parts{tr("%1 of %2 done").arg(m_progress.done).arg(m_progress.total)};
    if (m_progress.running > 0) parts << tr("%1 training").arg(m_progress.running);
    if (active() && m_pausedForStore)
        parts << tr("waits for the store");
    else if (active() && m_progress.remainingSeconds)
        parts << tr("%1 left").arg(durationText(*m_progress.remainingSeconds));
    return parts.join(QStringLiteral(" · "));
}

bool RunQueue::canRepeatFailed() const {
    return std::ranges::any_of(m_rows, [this](const QueueRow& row) { return row.failed && !m_repeated.contains(row.id); });
}

core::Scheduler& RunQueue::scheduler() {
    if (!m_scheduler) {
        m_scheduler = std::make_unique<core::Scheduler>(m_controller.runServices(), m_controller.runObserver(), m_cores);
        m_scheduler->pauseAll(m_pausedForStore);
    }
    return *m_scheduler;
}

void RunQueue::add(const core::QueuedRun& run) {
    m_names[run.id] = QString::fromStdString(run.name);
    if (!run.rateChanges.empty()) m_rateChanges[run.id] = run.rateChanges;
    m_controller.expectRun(run.id, *run.config, m_names[run.id]);
    scheduler().add(requestOf(run.id, *run.config, run.rateChanges));
}

void RunQueue::addResumed(const core::ResumableRun& run, const QString& name) {
    m_names[run.id] = name;
    m_resumed.insert(run.id);
    m_controller.expectResumed(run);
    m_controller.setRunName(run.id, name);
    scheduler().add(toBeWatched(core::requestToResume(run)));
}

core::Result<void> RunQueue::mayBegin(const core::ParamSet& config, const std::vector<core::RateChange>& rateChanges) const {
    const PresetGate& gate = m_controller.presetGate();
    core::Result<void> allowed = gate.mayBegin(config);
    for (const core::RateChange& change : rateChanges)
        if (allowed) allowed = gate.mayChange(config, change);
    return allowed;
}

std::vector<core::RunId> RunQueue::add(const std::vector<core::PlannedRun>& runs, const std::vector<core::RateChange>& rateChanges) {
    for (const core::PlannedRun& run : runs) {
        core::Result<void> allowed = mayBegin(run.config, rateChanges);
        if (allowed) continue;
        core::Error error = allowed.error();
        if (runs.size() > 1) error.where = run.label + (error.where.empty() ? "" : ": " + error.where);
        emit refused(error);
        return {};
    }
    std::vector<std::string> varied; ///< in the table's order
    for (const core::ParamSpec& spec : core::mlpParams().specs())
        if (std::ranges::any_of(runs,
                                [&](const core::PlannedRun& run) { return run.config.value(spec.id) != runs[0].config.value(spec.id); }))
            varied.push_back(spec.id);
    core::dropFollowingThreads(varied);
    std::vector<core::RunId> ids;
    for (const core::PlannedRun& run : runs) {
        const bool plain = !run.isNamed && !varied.empty();
        const QString name = plain ? settingsName(run.config, varied) : QString::fromStdString(run.label);
        ids.push_back(core::makeRunId());
        add({ids.back(), (name.isEmpty() ? runName(run.config, nullptr) : name).toStdString(),
             std::make_shared<const core::ParamSet>(run.config), rateChanges});
    }
    refresh();
    return ids;
}

void RunQueue::move(const core::RunId& id, int places) {
    if (m_scheduler) m_scheduler->move(id, places);
    refresh();
}

void RunQueue::removeOrStop(const core::RunId& id) {
    dropLeft({id});
    if (!m_scheduler) return;
    if (m_scheduler->remove(id)) {
        m_controller.forgetRun(id);
        m_names.erase(id);
        if (m_resumed.erase(id) > 0) emit dropped(id);
    } else {
        m_scheduler->stop(id);
    }
    refresh();
}

void RunQueue::showSettings(const core::RunId& id) {
    if (const QueueRow* found = row(id)) m_controller.setConfig(core::ParamSet(*found->config)); // the rows may change meanwhile
}

core::Result<void> RunQueue::takeForm(const core::RunId& id) {
    const core::ParamSet& config = m_controller.config();
    if (const auto problems = m_controller.problems(); !problems.empty()) return problems.front().error;
    if (!m_scheduler || !m_scheduler->replace(requestOf(id, config)))
        return core::Error{core::ErrorCode::ConfigConflict, "this run has started already", "", "choose one that waits"};
    m_names[id] = runName(config, nullptr);
    m_rateChanges.erase(id);
    m_controller.expectRun(id, config, m_names[id]);
    refresh();
    return {};
}

void RunQueue::repeatFailed() {
    if (!m_scheduler) return;
    std::vector<core::QueuedRun> again;
    std::set<core::RunId> repeated;
    for (const core::QueueEntry& entry : m_scheduler->entries()) {
        if (!entry.end || !isFailure(*entry.end) || m_repeated.contains(entry.id)) continue;
        const core::Result<void> allowed = mayBegin(*entry.config, rateChangesOf(entry.id));
        if (!allowed) return emit refused(allowed.error());
        repeated.insert(entry.id);
        again.push_back({core::makeRunId(), m_names[entry.id].toStdString(), entry.config, rateChangesOf(entry.id)});
    }
    m_repeated.merge(repeated);
    for (const core::QueuedRun& run : again) add(run);
    refresh();
}

void RunQueue::stopAll() {
    if (m_scheduler) m_scheduler->stop();
    refresh();
}

void RunQueue::interruptAll() {
    if (m_scheduler) m_scheduler->interrupt();
    refresh();
}

void RunQueue::pauseForStore(bool pause) {
    m_pausedForStore = pause;
    if (m_scheduler) m_scheduler->pauseAll(pause);
    refresh();
}

void RunQueue::addLeft(std::vector<core::QueuedRun> runs) {
    for (const core::QueuedRun& run : runs)
        if (!run.rateChanges.empty()) m_rateChanges[run.id] = run.rateChanges;
    m_left.insert(m_left.end(), std::make_move_iterator(runs.begin()), std::make_move_iterator(runs.end()));
    refresh();
}

QString RunQueue::leftText() const {
    const auto begun = std::ranges::count_if(m_left, &core::QueuedRun::interrupted);
    const auto waiting = std::ssize(m_left) - begun;
    const auto runs = [](std::ptrdiff_t count) { return count == 1 ? tr("1 run was") : tr("%1 runs were").arg(count); };
    if (waiting == 0) return begun == 0 ? QString() : tr("%1 training in the queue when EpochLab ended").arg(runs(begun));
    if (begun == 0) return tr("%1 waiting in the queue when EpochLab ended").arg(runs(waiting));
    return tr("%1 waiting in the queue, and %2 training, when EpochLab ended").arg(runs(waiting)).arg(begun);
}

void RunQueue::goOn(const std::vector<core::ResumableRun>& resumed) {
    std::map<core::RunId, const core::ResumableRun*> begun;
    for (const core::ResumableRun& run : resumed) begun[run.id] = &run;
    const auto startsNow = [&](const core::QueuedRun& run) { return !run.interrupted || begun.contains(run.id); };
    const auto stay = std::ranges::stable_partition(m_left, startsNow).begin();
    const std::vector<core::QueuedRun> starting(m_left.begin(), stay);
    m_left.erase(m_left.begin(), stay);
    for (const core::QueuedRun& run : starting) {
        run.interrupted ? addResumed(*begun.at(run.id), QString::fromStdString(run.name)) : add(run);
    }
    refresh();
}

void RunQueue::dropLeft(const std::set<core::RunId>& ids) {
    if (std::erase_if(m_left, [&ids](const core::QueuedRun& run) { return ids.contains(run.id); }) > 0) refresh();
}

QueueRow RunQueue::rowOf(const core::QueueEntry& entry) const {
    QueueRow row{entry.id, m_names.at(entry.id), tr("waiting"), entry.state, entry.share, entry.end && isFailure(*entry.end), entry.config};
    if (entry.state == QueueState::Waiting) return row;
    const RunRecord* record = m_controller.run(entry.id);
    if (record && (record->finished || entry.state == QueueState::Running))
        row.text = stateText(*record);
    else
        row.text = entry.end ? QString::fromUtf8(core::runEndName(*entry.end).data()) : tr("starting");
    return row;
}

std::vector<core::RateChange> RunQueue::rateChangesOf(const core::RunId& id) const {
    const auto found = m_rateChanges.find(id);
    return found == m_rateChanges.end() ? std::vector<core::RateChange>() : found->second;
}

bool RunQueue::hasEnded(const core::QueueEntry& entry) {
    if (!entry.end || m_ended.contains(entry.id)) return entry.end.has_value();
    if (m_controller.awaits(entry.id)) return false;
    m_ended.insert(entry.id);
    return true;
}

void RunQueue::refresh() {
    std::vector<QueueRow> rows;
    std::vector<QueueRow> ended;
    bool awaited = false;
    if (m_scheduler) {
        m_progress = m_scheduler->progress();
        for (const core::QueueEntry& entry : m_scheduler->entries()) {
            QueueRow row = rowOf(entry);
            row.ended = hasEnded(entry);
            awaited = awaited || !row.ended;
            (entry.end ? ended : rows).push_back(std::move(row));
        }
    }
    for (const core::QueuedRun& run : m_left)
        rows.push_back({run.id, QString::fromStdString(run.name),
                        run.interrupted ? tr("from last time · had begun") : tr("from last time · waits"), QueueState::Waiting, 0.0, false,
                        run.config, true});
    rows.insert(rows.end(), ended.rbegin(), ended.rend());
    m_rows = std::move(rows);
    if (awaited) {
        if (!m_timer.isActive()) m_timer.start();
    } else {
        m_timer.stop();
    }
    emit changed();
}

} // namespace epochlab::ui
