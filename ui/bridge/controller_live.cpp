// Live: the draft that follows the form.
#include "bridge/controller.h"

#include "bridge/controller_parts.h"
#include "bridge/run_names.h"

#include <chrono>
#include <utility>

namespace epochlab::ui {

namespace {

constexpr double longestSeconds = 5.0;              ///< of a training that can follow a slider
constexpr std::chrono::milliseconds coalescing{20}; ///< changes that come together make one draft
/// What a draft gets to show its first epoch before a newer one takes its place: a drag without a rest is followed too.
constexpr std::chrono::milliseconds firstEpoch{100};

} // namespace

bool Controller::liveOn() const { return m_parts->draft.on; }

QString Controller::liveObstacle() const {
    if (const std::string why = m_parts->gate->draftObstacle(); !why.empty()) return QString::fromStdString(why);
    if (m_dataError) return tr("Live needs data that can be read");
    if (!m_dataset) return tr("The data is being read");
    if (const auto found = problems(); !found.empty()) return QString::fromStdString(core::describe(found.front().error));
    const double seconds = estimate().seconds;
    if (seconds <= longestSeconds) return {};
    return tr("Live is for trainings of up to %1 s; this one takes about %2").arg(longestSeconds).arg(durationText(seconds));
}

const RunRecord* Controller::draft() const { return m_parts->draft.shown.get(); }

bool Controller::canKeep() const { return m_parts->draft.shown && !m_dataLoading && liveObstacle().isEmpty(); }

void Controller::setLive(bool on) {
    if (m_parts->draft.on == on) return;
    m_parts->draft.on = on;
    m_parts->draft.config.reset();
    if (on)
        followForm();
    else
        dropDrafts();
    emit liveChanged();
}

/// After any change of the form or its data.
void Controller::followForm() {
    DraftState& draft = m_parts->draft;
    emit liveChanged();
    if (!draft.on) return;
    if (!liveObstacle().isEmpty()) {
        draft.config.reset();
        return dropDrafts();
    }
    draft.pending = draft.config != m_config || draft.dataset != m_dataset;
    // Never put off by the next change: a slider in motion changes the form all the time.
    if (draft.pending && !draft.coalescing.isActive()) draft.coalescing.start(coalescing);
}

void Controller::beginDraft() {
    DraftState& draft = m_parts->draft;
    if (!draft.pending || m_dataLoading || !liveObstacle().isEmpty()) return; // data that arrive ask again
    if (draft.next && !draft.age.hasExpired(firstEpoch.count()))
        return draft.coalescing.start(firstEpoch - std::chrono::milliseconds(draft.age.elapsed()));
    m_parts->stopDraft(draft.next.get());
    m_parts->stopDraft(draft.shown.get()); // its curves stay for now
    draft.next = std::make_unique<RunRecord>(RunRecord{.id = core::makeRunId(), .config = m_config, .colour = draftColour});
    draft.next->name = tr("draft");
    draft.take(m_config, m_dataset);
    draft.age.start();
    m_parts->shelf.add(draft.next->id);
    launch({.id = draft.next->id, .config = m_config}, m_parts->draftFanout);
}

/// Puts the newest draft on the screen once it has an epoch, or an end.
void Controller::showDraft() {
    DraftState& draft = m_parts->draft;
    if (!draft.next || (draft.next->gradients.empty() && draft.next->live())) return;
    draft.shown = std::move(draft.next);
    emit draftChanged();
    emit liveChanged();
    if (draft.pending) beginDraft();
}

void Controller::dropDrafts() {
    DraftState& draft = m_parts->draft;
    draft.coalescing.stop();
    draft.pending = false;
    m_parts->stopDraft(draft.next.get());
    m_parts->stopDraft(draft.shown.get());
    draft.next.reset();
    if (!draft.shown) return;
    draft.shown.reset();
    emit draftChanged();
    emit liveChanged();
}

void Controller::keepDraft() {
    if (!canKeep()) return;
    DraftState& draft = m_parts->draft;
    if (draft.pending) { // the form is ahead of the draft: what is kept is what the form says
        m_parts->stopDraft(draft.next.get());
        draft.next.reset();
        beginDraft();
    }
    std::unique_ptr<RunRecord> kept = std::move(draft.next ? draft.next : draft.shown);
    dropDrafts();
    emit draftChanged();
    const bool ended = !kept->live();
    const core::RunId id = list(std::move(*kept));
    pauseForStore(m_parts->pausedForStore);
    emit runAdded(id);
    emit currentChanged();
    emit liveChanged();
    m_parts->saver.start([this, &shelf = m_parts->shelf, id, ended] { // m_parts is null while its end waits for this
        shelf.keep(id);
        const auto tell = [this, id] { emit runFinished(id); }; // who hears that it has finished finds it in the store
        if (ended) QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection);
    });
}

} // namespace epochlab::ui
