// Runs that stopped before their end, of this session and of earlier ones.
#include "bridge/controller.h"

#include "bridge/controller_parts.h"
#include "bridge/earlier_run.h"
#include "bridge/record_events.h"
#include "bridge/run_names.h"
#include "store/run_store.h"

#include <algorithm>

namespace epochlab::ui {
namespace {

void cut(core::ComparedSeries& series, std::int64_t last) {
    const auto end = std::ranges::upper_bound(series.x, static_cast<double>(last));
    series.y.resize(static_cast<std::size_t>(end - series.x.begin()));
    series.x.erase(end, series.x.end());
}

/// What came after the checkpoint will come again.
void cutAt(RunRecord& record, const core::LoopState& state) {
    for (auto& [name, series] : record.series) cut(series.change(), name == "batch_loss" ? state.step : state.epoch);
    std::erase_if(record.gradients, [&](const core::GradientRow& row) { return row.epoch > state.epoch; });
    std::vector<core::RateChange> later;
    const auto isLater = [&](const core::LearningRateEvent& change) { return change.step > state.step; };
    const auto first = std::ranges::find_if(record.learningRates, isLater);
    for (auto change = first; change != record.learningRates.end(); ++change) later.push_back(core::changeOf(*change));
    const std::size_t made = core::changesMade(later, state.step, state.baseRate, state.schedule);
    record.learningRates.erase(first + static_cast<std::ptrdiff_t>(made), record.learningRates.end());
}

} // namespace

void Controller::listEarlier(EarlierRun run) {
    if (find(run.summary.id)) return;
    RunRecord record = recordOf(std::move(run));
    record.colour = m_parts->startedRuns++;
    m_runs.push_front(std::move(record));
    emit runAdded(m_runs.front().id);
}

bool Controller::startClaimed(core::ResumableRun run, core::StoredCurves history) {
    if (isLive(current())) return false;
    RunRecord record{.id = run.id, .config = run.config};
    takeCurves(record, std::move(history));
    updateBest(record);
    const core::RunId id = list(std::move(record));
    launch(core::requestToResume(run), m_parts->fanout);
    emit runAdded(id);
    emit currentChanged();
    return true;
}

void Controller::updateEarlier(EarlierRun run) {
    RunRecord* record = find(run.summary.id);
    if (!record || !record->fromStore) return;
    RunRecord next = recordOf(std::move(run));
    next.colour = record->colour;
    next.ticked = record->ticked;
    if (next.name == runName(next.config, nullptr)) next.name = record->name;
    const bool same = goesOn(*record, next);
    *record = std::move(next);
    const core::RunId id = record->id;
    if (same) {
        emit runUpdated(id);
    } else { // it has gone back to a checkpoint and another way from there
        emit runRemoved(id);
        emit runAdded(id);
    }
}

void Controller::setRunName(const core::RunId& id, const QString& name) {
    RunRecord* record = find(id);
    if (!record || record->name == name) return;
    record->name = name;
    emit ticksChanged(); // a curve takes its name when it is shown
    emit runUpdated(id);
}

bool Controller::canResume(const core::RunId& id) const {
    const auto record = std::ranges::find(m_runs, id, &RunRecord::id);
    if (record == m_runs.end() || !record->finished || isLive(current())) return false;
    return record->finished->resumable() ||
           (record->fromStore && (record->finished->end == core::RunEnd::Stopped || record->finished->end == core::RunEnd::Interrupted));
}

void Controller::resumeRun(const core::RunId& id) {
    if (!canResume(id)) return;
    const RunRecord& record = *find(id);
    if (const core::Result<void> kept = m_parts->gate->keeps(record.config); !kept) return emit refused(kept.error());
    if (record.finished->checkpoint)
        goOn({id, record.config, record.finished->checkpoint, {}});
    else
        emit checkpointWanted(id);
}

RunRecord* Controller::takeUp(const core::ResumableRun& run) {
    RunRecord* record = find(run.id);
    if (!record || record->live()) return nullptr;
    cutAt(*record, run.checkpoint ? run.checkpoint->loop : core::LoopState{});
    if (record->name == runName(record->config, nullptr)) record->name = runName(run.config, nullptr);
    record->config = run.config;
    record->fromStore = record->elsewhere = false; // its next end brings a checkpoint along
    record->model.reset();
    record->noModel.clear();
    record->finished.reset();
    record->best.reset();
    record->epochsRanked = 0;
    record->phase = core::RunPhase::Waiting;
    record->ticked = true;
    emit runRemoved(run.id); // the views drop the curves that were cut, and take what is left of them at runAdded
    return record;
}

void Controller::goOn(core::ResumableRun run) {
    if (isLive(current()) || !takeUp(run)) return;
    m_parts->current = run.id;
    launch(core::requestToResume(run), m_parts->fanout);
    emit runAdded(run.id);
    emit currentChanged();
}

void Controller::expectResumed(const core::ResumableRun& run) {
    if (!takeUp(run)) return;
    if (!m_parts->timer.isActive()) m_parts->timer.start(m_parts->frameInterval());
    emit runAdded(run.id);
}

} // namespace epochlab::ui
