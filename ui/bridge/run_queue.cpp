#include "bridge/run_queue.h"

#include "bridge/run_names.h"

#include <algorithm>
#include <chrono>

namespace epochlab::ui {

using core::QueueState;
using core::RunEnd;

namespace {

constexpr std::chrono::milliseconds refreshInterval{500};

core::RunRequest requestOf(const core::RunId& id, const core::ParamSet& config, const std::vector<core::RateChange>& rateChanges = {}) {
    return core::toBeKept({.id = id, .config = config, .rateChanges = rateChanges});
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
    if (active() && m_progress.remainingSeconds) parts << tr("%1 left").arg(durationText(*m_progress.remainingSeconds));
    return parts.join(QStringLiteral(" · "));
}

bool RunQueue::canRepeatFailed() const {
    return std::ranges::any_of(m_rows, [this](const QueueRow& row) { return row.failed && !m_repeated.contains(row.id); });
}

core::RunId RunQueue::add(const core::ParamSet& config, const QString& name, const std::vector<core::RateChange>& rateChanges) {
    if (!m_scheduler) m_scheduler = std::make_unique<core::Scheduler>(m_controller.services(), m_controller.runObserver(), m_cores);
    const core::RunId id = core::makeRunId();
    m_names[id] = name;
    m_controller.expectRun(id, config, name);
    m_scheduler->add(requestOf(id, config, rateChanges));
    return id;
}

std::vector<core::RunId> RunQueue::add(const std::vector<core::PlannedRun>& runs, const std::vector<core::RateChange>& rateChanges) {
    std::vector<std::string> varied; ///< in the table's order
    for (const core::ParamSpec& spec : core::mlpParams().specs())
        if (std::ranges::any_of(runs,
                                [&](const core::PlannedRun& run) { return run.config.value(spec.id) != runs[0].config.value(spec.id); }))
            varied.push_back(spec.id);
    std::vector<core::RunId> ids;
    for (const core::PlannedRun& run : runs) {
        const bool plain = !run.isNamed && !varied.empty();
        const QString name = plain ? settingsName(run.config, varied) : QString::fromStdString(run.label);
        ids.push_back(add(run.config, name.isEmpty() ? runName(run.config, nullptr) : name, rateChanges));
    }
    refresh();
    return ids;
}

void RunQueue::move(const core::RunId& id, int places) {
    if (m_scheduler) m_scheduler->move(id, places);
    refresh();
}

void RunQueue::removeOrStop(const core::RunId& id) {
    if (!m_scheduler) return;
    if (m_scheduler->remove(id)) {
        m_controller.forgetRun(id);
        m_names.erase(id);
    } else {
        m_scheduler->stop(id);
    }
    refresh();
}

void RunQueue::showSettings(const core::RunId& id) {
    if (!m_scheduler) return;
    for (const core::QueueEntry& entry : m_scheduler->entries())
        if (entry.id == id) m_controller.setConfig(*entry.config);
}

core::Result<void> RunQueue::takeForm(const core::RunId& id) {
    const core::ParamSet& config = m_controller.config();
    if (const auto problems = config.validate(); !problems.empty()) return problems.front().error;
    if (!m_scheduler || !m_scheduler->replace(requestOf(id, config)))
        return core::Error{core::ErrorCode::ConfigConflict, "this run has started already", "", "choose one that waits"};
    m_names[id] = runName(config, nullptr);
    m_controller.expectRun(id, config, m_names[id]);
    refresh();
    return {};
}

void RunQueue::repeatFailed() {
    if (!m_scheduler) return;
    for (const core::QueueEntry& entry : m_scheduler->entries()) {
        if (!entry.end || !isFailure(*entry.end) || !m_repeated.insert(entry.id).second) continue;
        add(*entry.config, m_names[entry.id]);
    }
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

QueueRow RunQueue::rowOf(const core::QueueEntry& entry) const {
    QueueRow row{entry.id, m_names.at(entry.id), tr("waiting"), entry.state, entry.share, entry.end && isFailure(*entry.end)};
    if (entry.state == QueueState::Waiting) return row;
    const RunRecord* record = m_controller.run(entry.id);
    if (record && (record->finished || entry.state == QueueState::Running))
        row.text = stateText(*record);
    else
        row.text = entry.end ? QString::fromUtf8(core::runEndName(*entry.end).data()) : tr("starting");
    return row;
}

void RunQueue::refresh() {
    if (!m_scheduler) return;
    m_progress = m_scheduler->progress();
    std::vector<QueueRow> rows;
    std::vector<QueueRow> ended;
    for (const core::QueueEntry& entry : m_scheduler->entries()) (entry.end ? ended : rows).push_back(rowOf(entry));
    rows.insert(rows.end(), ended.rbegin(), ended.rend());
    m_rows = std::move(rows);
    if (active()) {
        if (!m_timer.isActive()) m_timer.start();
    } else {
        m_timer.stop();
    }
    emit changed();
}

} // namespace epochlab::ui
