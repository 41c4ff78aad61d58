#include "bridge/run_follow_ups.h"

#include "bridge/run_names.h"
#include "compare/luck.h"

#include <algorithm>
#include <utility>

namespace epochlab::ui {

using core::Error;
using core::ErrorCode;
using core::Result;
using core::RunEnd;
using core::RunId;

RunFollowUps::RunFollowUps(Controller& controller, StoredRuns& stored, RunQueue& queue, QObject* parent)
    : QObject(parent), m_controller(controller), m_stored(stored), m_queue(queue) {
    m_pool.setMaxThreadCount(1);
    connect(&controller, &Controller::runFinished, this, &RunFollowUps::takeEnd);
    connect(&controller, &Controller::runAdded, this, &RunFollowUps::takeAdded);
    connect(&queue, &RunQueue::changed, this, &RunFollowUps::checkTrials);
}

RunFollowUps::~RunFollowUps() { m_pool.waitForDone(); }

void RunFollowUps::background(std::function<void(core::RunStore&)> work) {
    m_pool.start([work = std::move(work), directory = m_stored.directory()] {
        core::RunStore store(directory);
        work(store);
    });
}

QString RunFollowUps::helpOf(Kind kind) {
    if (kind == Kind::Rerun) return tr("Train it again, and say whether every value and weight is the same");
    if (kind == Kind::Luck) return tr("Queue four more seeds, and show how far they spread");
    return tr("Go on from a kept checkpoint with a field changed");
}

QString RunFollowUps::obstacle(Kind kind, const RunId& id) const {
    const RunRecord* record = m_controller.run(id);
    const StoredRun* stored = m_stored.find(id);
    const bool here = record && !record->fromStore; // what the store says of it may be old
    if (m_stored.directory().empty()) return tr("Runs are not kept in this session");
    if (here ? record->live() : stored && stored->summary.state == "running") return tr("The run is still in training");
    if (!m_stored.hasSettings(id)) return tr("The run was imported from a log, and its settings are not known");
    if (kind != Kind::Luck && isLive(m_controller.current())) return tr("Another run is in training: stop it, or wait for its end");
    if (kind == Kind::Luck && !(here ? record->best.has_value() : stored && stored->summary.best))
        return tr("The run ended before its first epoch, so there is nothing to compare");
    if (kind == Kind::Luck && stored && stored->summary.branch)
        return tr("The run is a branch of another: its first epochs have one seed only");
    if (kind == Kind::Branch && stored && stored->summary.checkpoints == 0 && stored->summary.state != "running")
        return tr("No checkpoint is kept of the run: its model is big, or it ended before the first");
    return {};
}

bool RunFollowUps::refuse(Kind kind, const RunId& id) {
    const QString why = obstacle(kind, id);
    if (why.isEmpty()) return false;
    emit failed({ErrorCode::RunNotFound, why.toStdString(), nameOf(id).toStdString(), "choose another run"});
    return true;
}

QString RunFollowUps::nameOf(const RunId& id) const {
    if (const RunRecord* record = m_controller.run(id)) return record->name;
    const StoredRun* stored = m_stored.find(id);
    return stored ? stored->name : QString::fromStdString(id);
}

void RunFollowUps::begin(Claim claim, std::function<void(const RunId&)> then) {
    background([this, claim = std::move(claim), then = std::move(then)](core::RunStore& store) {
        auto run = std::make_shared<Result<core::ResumableRun>>(claim(store));
        auto curves = std::make_shared<Result<core::StoredCurves>>(core::StoredCurves{});
        if (*run && (*run)->checkpoint) *curves = store.loadCurvesOf((*run)->id);
        QMetaObject::invokeMethod(this, [this, run, curves, then] {
            if (!*run) return emit failed(run->error());
            const RunId id = (*run)->id;
            if (const Result<void> allowed = mayBegin(**run); !allowed) {
                release(id);
                return emit failed(allowed.error());
            }
            if (*curves && m_controller.startClaimed(*std::move(*run), *std::move(*curves))) return then(id);
            release(id);
            emit failed(!*curves ? curves->error()
                                 : Error{ErrorCode::ConfigConflict, "another training has started in the meantime", "",
                                         "try again when it has ended"});
        });
    });
}

/// Its steps too that have another learning rate.
Result<void> RunFollowUps::mayBegin(const core::ResumableRun& run) const {
    const PresetGate& gate = m_controller.presetGate();
    Result<void> allowed = gate.mayBegin(run.config);
    for (const core::RateChange& change : run.rateChanges)
        if (allowed) allowed = gate.mayChange(run.config, change);
    return allowed;
}

/// It will never start: the store forgets it.
void RunFollowUps::release(const RunId& id) {
    m_pool.start([id, &observer = m_controller.runObserver()] { observer.onEvent({id, core::FinishedEvent{}}); });
}

void RunFollowUps::rerun(const RunId& id) {
    if (refuse(Kind::Rerun, id)) return;
    begin([id](core::RunStore& store) { return store.claimRerun(id); }, [this, id](const RunId& added) { m_reruns[added] = id; });
}

void RunFollowUps::takeEnd(const RunId& id) {
    const auto found = m_reruns.find(id);
    const RunRecord* record = m_controller.run(id);
    if (found == m_reruns.end() || !record || !record->finished) return;
    const RunEnd end = record->finished->end;
    if (end == RunEnd::Stopped || end == RunEnd::Interrupted)
        return emit said(tr("The rerun was stopped, so it says nothing yet; Resume in the list of runs goes on with it"));
    const RunId original = found->second;
    m_reruns.erase(found);
    if (end == RunEnd::Failed) return emit said(tr("The rerun failed, so it says nothing of %1").arg(nameOf(original)));
    judge(original, id);
}

void RunFollowUps::judge(const RunId& original, const RunId& rerun) {
    background([this, original, rerun](core::RunStore& store) {
        const Result<core::RerunVerdict> verdict = store.judgeRerun(original, rerun);
        QMetaObject::invokeMethod(this, [this, verdict, original] {
            if (!verdict) return emit failed(verdict.error());
            QString text = QString::fromStdString(verdict->text);
            text.replace(QString::fromStdString(original), nameOf(original));
            emit judged(verdict->identical, (verdict->identical ? tr("The rerun is %1") : tr("The rerun %1")).arg(text));
        });
    });
}

void RunFollowUps::tryLuck(const RunId& id) {
    if (refuse(Kind::Luck, id)) return;
    background([this, id](core::RunStore& store) {
        const Result<core::RunSummary> original = store.find(id);
        const auto request = std::make_shared<const Result<core::RunRequest>>(store.requestToRerun(id));
        QMetaObject::invokeMethod(this, [this, original, request] {
            if (!original || !*request) return emit failed(!original ? original.error() : request->error());
            queueSeeds(*original, **request);
        });
    });
}

void RunFollowUps::queueSeeds(const core::RunSummary& original, const core::RunRequest& request) {
    Result<std::vector<core::PlannedRun>> planned = core::planOtherSeeds(request.config, seeds);
    if (!planned) return emit failed(planned.error());
    if (!original.best) return emit failed({ErrorCode::RunNotFound, "the run has no best epoch", original.id, "choose another run"});
    for (core::PlannedRun& run : *planned) {
        run.label = tr("%1, seed %2").arg(nameOf(original.id)).arg(run.config.integer("seed")).toStdString();
        run.isNamed = true;
    }
    Trial trial{original.id, core::rankedAccuracy(*original.best), m_queue.add(*planned, request.rateChanges)};
    if (trial.others.empty()) return;
    m_trials.push_back(trial);
    m_stored.setTicked(original.id, true);
    std::vector<RunId> runs = std::move(trial.others);
    runs.insert(runs.begin(), original.id);
    emit luckQueued(runs);
}

/// However many are ticked already: they were asked for to be seen.
void RunFollowUps::takeAdded(const RunId& id) {
    const auto isOther = [&id](const Trial& trial) { return std::ranges::find(trial.others, id) != trial.others.end(); };
    if (std::ranges::any_of(m_trials, isOther)) m_controller.setTicked(id, true);
}

bool RunFollowUps::hasEnded(const RunId& queued) const {
    const QueueRow* row = m_queue.row(queued);
    const RunRecord* record = m_controller.run(queued);
    return !row || (row->state == core::QueueState::Done && !m_controller.expects(queued) && !isLive(record));
}

void RunFollowUps::checkTrials() {
    const auto hasEndedAll = [this](const Trial& trial) {
        return std::ranges::all_of(trial.others, [this](const RunId& id) { return hasEnded(id); });
    };
    const auto ended = std::stable_partition(m_trials.begin(), m_trials.end(), [&](const Trial& trial) { return !hasEndedAll(trial); });
    const std::vector<Trial> known(ended, m_trials.end());
    m_trials.erase(ended, m_trials.end());
    for (const Trial& trial : known) {
        std::vector<double> others;
        for (const RunId& id : trial.others) {
            const RunRecord* record = m_controller.run(id);
            if (record && record->finished && record->finished->end == RunEnd::Finished && record->best)
                others.push_back(core::rankedAccuracy(*record->best));
        }
        const QString sentence = QString::fromStdString(core::Luck(trial.accuracy, std::move(others)).sentence());
        emit said(tr("Is %1 luck? %2").arg(nameOf(trial.original), capitalised(sentence)));
    }
}

void RunFollowUps::prepareBranch(const RunId& id) {
    if (refuse(Kind::Branch, id)) return;
    background([this, id](core::RunStore& store) {
        const Result<core::ParamSet> config = store.loadConfigOf(id);
        const Result<std::vector<core::KeptCheckpoint>> kept = store.checkpointsOf(id);
        QMetaObject::invokeMethod(this, [this, id, config, kept] {
            if (!config || !kept) return emit failed(!config ? config.error() : kept.error());
            if (kept->empty())
                return emit failed({ErrorCode::RunNotFound,
                                    "no checkpoint is kept of the run: its model is big, or it ended before the first", id,
                                    "choose another run"});
            auto draft = std::make_shared<BranchDraft>(id, nameOf(id), *config, *kept);
            draft->keepTo(m_controller.preset());
            emit branchPrepared(draft);
        });
    });
}

void RunFollowUps::beginBranch(const BranchDraft& draft) {
    begin([id = draft.run(), at = std::to_string(draft.step()),
           config = draft.config()](core::RunStore& store) { return store.claimBranch(id, at, config); },
          [](const RunId&) {});
}

void RunFollowUps::withCommand(const RunId& id, std::function<void(const QString&)> then) {
    const RunRecord* record = m_controller.run(id);
    const auto isBranched = [](const core::NoteEvent& note) { return note.code == "branched"; };
    if (record && std::ranges::none_of(record->notes, isBranched)) return then(commandLineOf(*record));
    background([this, id, then = std::move(then)](core::RunStore& store) {
        const Result<std::string> command = store.commandOf(id);
        QMetaObject::invokeMethod(this, [this, command, then] {
            if (!command) return emit failed(command.error());
            then(QString::fromStdString(*command));
        });
    });
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_run_follow_ups.cpp"
