#include "bridge/controller.h"

#include "bridge/controller_parts.h"
#include "bridge/record_events.h"
#include "bridge/run_names.h"
#include "params/model_fields.h"
#include "run/loop_state.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace epochlab::ui {

namespace {

constexpr std::ptrdiff_t mostTickedByQueue = 8; ///< as many lines as a plot labels

/// Two runs never share a name: "width 64 (2)".
QString uniqueName(const QString& name, const std::deque<RunRecord>& runs) {
    const auto taken = [&runs](const QString& wanted) {
        return std::ranges::any_of(runs, [&](const RunRecord& record) { return record.name == wanted; });
    };
    QString unique = name;
    for (int i = 2; taken(unique); ++i) unique = QStringLiteral("%1 (%2)").arg(name).arg(i);
    return unique;
}

} // namespace

const core::RunId& Controller::list(RunRecord record) {
    record.colour = m_parts->startedRuns++;
    record.presetTag = m_parts->gate->began();
    record.name = uniqueName(runName(record.config, m_runs.empty() ? nullptr : &m_runs.back().config), m_runs);
    m_runs.push_back(std::move(record));
    m_parts->current = m_runs.back().id;
    return m_runs.back().id;
}

void Controller::launch(core::RunRequest request, core::RunObserver& observer) {
    const core::RunId id = request.id;
    if (RunRecord* record = find(id)) record->pausedByHand = request.startPaused;
    request.startPaused = request.startPaused || (m_parts->pausedForStore && &observer == &m_parts->fanout);
    m_parts->live[id] = std::make_unique<core::LiveRun>(toBeWatched(std::move(request)), m_parts->runServices, observer);
    const auto interval = m_parts->frameInterval(); // only ever brought forward: one that is started over and over would never fire
    if (!m_parts->timer.isActive() || m_parts->timer.remainingTimeAsDuration() > interval) m_parts->timer.start(interval);
}

const core::RunId& Controller::start(const core::ParamSet& config, bool paused) {
    const core::RunId& id = list({.id = core::makeRunId(), .config = config});
    launch({.id = id, .config = config, .startPaused = paused}, m_parts->fanout);
    emit runAdded(id);
    emit currentChanged();
    emit problemsChanged(); // a preset may want something of the next one
    return id;
}

void Controller::train() {
    if (!m_dataset || m_dataLoading || !problems().empty()) return;
    dropDrafts(); // it would say the same twice
    m_parts->draft.take(m_config, m_dataset);
    start(m_config, false);
}

void Controller::pause() {
    core::LiveRun* live = m_parts->liveRun(m_parts->current);
    if (!live) return;
    live->pause();
    find(m_parts->current)->pausedByHand = true;
    emit runUpdated(m_parts->current);
}

void Controller::resume() {
    core::LiveRun* live = m_parts->liveRun(m_parts->current);
    if (!live) return;
    if (!m_parts->pausedForStore) live->resume();
    find(m_parts->current)->pausedByHand = false;
    emit runUpdated(m_parts->current);
}

void Controller::pauseForStore(bool pause) {
    m_parts->pausedForStore = pause;
    for (const RunRecord& record : m_runs) {
        core::LiveRun* live = m_parts->liveRun(record.id);
        if (!live || record.pausedByHand) continue;
        pause ? live->pause() : live->resume();
    }
}

void Controller::stop() {
    if (core::LiveRun* live = m_parts->liveRun(m_parts->current)) live->stop();
}

void Controller::stopAll() {
    for (const auto& [id, live] : m_parts->live) live->stop();
}

void Controller::interruptAll() {
    for (const auto& [id, live] : m_parts->live) live->interrupt();
}

void Controller::stepOnce() {
    const RunRecord* now = current();
    if (!now || !now->live()) {
        if (!canTrain()) return;
        start(m_config, true);
    }
    core::LiveRun* live = m_parts->liveRun(m_parts->current);
    if (!live) return;
    find(m_parts->current)->pausedByHand = true;
    if (!m_parts->pausedForStore) live->stepOnce();
}

void Controller::rewind() {
    const RunRecord* now = current();
    if (!now) return;
    const core::ParamSet config = now->config;
    if (const core::Result<void> allowed = m_parts->gate->mayBegin(config); !allowed) return emit refused(allowed.error());
    stop();
    start(config, true);
}

core::Result<void> Controller::setLearningRate(double rate) {
    core::LiveRun* live = m_parts->liveRun(m_parts->current);
    if (!live) return {};
    core::Result<void> allowed = m_parts->gate->mayChange(current()->config, {.rate = rate});
    if (allowed) live->setLearningRate(rate);
    return allowed;
}

core::Result<void> Controller::setSchedule(const core::ScheduleShape& shape, double rate) {
    core::LiveRun* live = m_parts->liveRun(m_parts->current);
    if (!live) return {};
    core::Result<void> allowed = m_parts->gate->mayChange(current()->config, {.rate = rate, .schedule = shape});
    if (allowed) live->setSchedule(shape, rate);
    return allowed;
}

void Controller::retryWithSmallerRate() {
    const RunRecord* now = current();
    if (!now || !now->finished || now->finished->end != core::RunEnd::Diverged) return;
    core::ParamSet config = now->config;
    const double rate = now->learningRates.empty() ? core::baseRateOf(config) : now->learningRates.back().after;
    if (!config.set(core::rateField(config), rate / 10)) return;
    if (const core::Result<void> allowed = m_parts->gate->mayBegin(config); !allowed) return emit refused(allowed.error());
    setConfig(config);
    start(config, false);
}

bool Controller::canTrainFurther(const core::RunId& id) const {
    const auto record = std::ranges::find(m_runs, id, &RunRecord::id);
    if (record == m_runs.end() || !record->finished || isLive(current())) return false;
    return record->finished->checkpoint || record->fromStore;
}

core::Result<void> Controller::trainFurther(const core::RunId& id, std::int64_t epochs) {
    if (!canTrainFurther(id)) return {};
    RunRecord& record = *find(id);
    core::ParamSet longer = record.config;
    if (longer.set(core::lengthField(longer), record.finished->epochs + epochs)) // else it is refused below
        if (core::Result<void> kept = m_parts->gate->keeps(longer); !kept) return kept;
    if (!record.finished->checkpoint) {
        emit extensionWanted(id, epochs);
        return {};
    }
    const std::shared_ptr<const core::RunCheckpoint> checkpoint = record.finished->checkpoint;
    const core::Result<core::ParamSet> config = core::configToTrainFurther(*checkpoint, epochs);
    if (!config) return config.error();
    record.config = *config;
    record.finished.reset();
    record.phase = core::RunPhase::Waiting;
    record.name.clear(); // it may keep the name it has
    const auto self = std::ranges::find(m_runs, id, &RunRecord::id);
    record.name = uniqueName(runName(record.config, self == m_runs.begin() ? nullptr : &std::prev(self)->config), m_runs);
    m_parts->current = id;
    launch({.id = id, .config = *config, .resumeFrom = checkpoint, .trainFurther = true}, m_parts->fanout);
    emit runUpdated(id);
    emit currentChanged();
    return {};
}

void Controller::removeRun(const core::RunId& id) {
    const auto found = std::ranges::find(m_runs, id, &RunRecord::id);
    if (found == m_runs.end() || found->live()) return;
    const core::RunId removed = id; // the caller's reference may be to the record itself
    m_parts->live.erase(removed);
    m_runs.erase(found);
    const bool wasCurrent = m_parts->current == removed;
    if (wasCurrent) m_parts->current = m_runs.empty() ? core::RunId() : m_runs.back().id;
    emit runRemoved(removed);
    if (wasCurrent) emit currentChanged();
}

core::RunObserver& Controller::runObserver() { return m_parts->fanout; }

void Controller::expectRun(const core::RunId& id, const core::ParamSet& config, const QString& name) {
    m_parts->expected.insert_or_assign(id, ExpectedRun{config, name, m_parts->gate->began()});
    if (!m_parts->timer.isActive()) m_parts->timer.start(m_parts->frameInterval());
}

bool Controller::expects(const core::RunId& id) const { return m_parts->expected.contains(id); }

void Controller::forgetRun(const core::RunId& id) { m_parts->expected.erase(id); }

bool Controller::awaits(const core::RunId& id) const { return m_parts->expected.contains(id) || isLive(run(id)); }

RunRecord* Controller::listExpected(const core::Event& first) {
    const auto expected = m_parts->expected.extract(first.run);
    if (expected.empty() || std::holds_alternative<core::FinishedEvent>(first.payload)) return nullptr;
    const bool few = std::ranges::count_if(m_runs, &RunRecord::ticked) < mostTickedByQueue;
    RunRecord record{.id = first.run, .config = expected.mapped().config, .colour = m_parts->startedRuns++, .ticked = few};
    record.presetTag = expected.mapped().presetTag;
    record.name = uniqueName(expected.mapped().name, m_runs);
    m_runs.push_back(std::move(record));
    emit runAdded(first.run);
    return &m_runs.back();
}

void Controller::drain() {
    std::set<core::RunId> started;
    std::set<core::RunId> updated;
    std::set<core::RunId> ended;
    for (core::Event& event : m_parts->mailbox.drain()) {
        RunRecord* record = find(event.run);
        if (!record) record = listExpected(event);
        if (!record) continue;
        if (std::holds_alternative<core::StartedEvent>(event.payload)) started.insert(event.run);
        if (std::holds_alternative<core::FinishedEvent>(event.payload)) ended.insert(event.run);
        updated.insert(event.run);
        applyEvent(*record, std::move(event.payload));
    }
    for (const core::RunId& id : started) {
        if (run(id)) emit runStarted(id);
    }
    for (const core::RunId& id : updated) {
        if (RunRecord* record = find(id)) {
            updateBest(*record);
            if (run(id)) emit runUpdated(id);
        }
    }
    for (const core::RunId& id : ended) {
        if (run(id)) emit runFinished(id);
    }
    showDraft();
    // Only runs whose last event was seen: an event that comes just now must find the timer still running.
    std::erase_if(m_parts->live, [this](const auto& entry) {
        const RunRecord* record = find(entry.first);
        return (!record || !record->live()) && entry.second->finished();
    });
    const bool others = !m_parts->expected.empty() || std::ranges::any_of(m_runs, &RunRecord::live);
    if (m_parts->live.empty() && !others)
        m_parts->timer.stop();
    else if (const auto interval = m_parts->frameInterval(); m_parts->timer.intervalAsDuration() != interval)
        m_parts->timer.setInterval(interval);
}

} // namespace epochlab::ui
