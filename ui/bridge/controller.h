#pragma once

#include "bridge/preset_gate.h"
#include "bridge/run_record.h"
#include "run/estimate.h"
#include "run/live_run.h"
#include "run/schedule.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <deque>
#include <memory>

namespace epochlab::ui {

/// The one view-model: the configuration being edited, the data set it names, and all runs. Widgets bind to it and hold no logic.
/// GUI thread; training threads reach it only through the mailbox, drained by one frame timer (33 ms while something runs, 10 ms while
/// a draft has nothing to show).
class Controller : public QObject {
    Q_OBJECT
public:
    /// extraObserver (may be null) also gets every event, on the run's thread: the store.
    Controller(core::RunServices services, core::RunObserver* extraObserver, QObject* parent = nullptr);
    ~Controller() override;

    // The form
    const core::ParamSet& config() const { return m_config; }
    /// Sets one field; an error is returned for its field, and the old value stays.
    core::Result<void> setParam(const std::string& id, core::ParamValue value);
    void setConfig(const core::ParamSet& config);
    void resetParam(const std::string& id);
    /// Of the fields among each other and, once it is loaded, with the data.
    std::vector<core::ParamError> problems() const;
    std::shared_ptr<const core::PresetLimits> preset() const; ///< the lab preset that is open; null: none
    /// Keeps to a preset, beginning with its values where it is another; null: to none. problems() names what breaks it.
    void setPreset(std::shared_ptr<const core::PresetLimits> preset);
    PresetGate& presetGate() const;
    void setSketched(bool sketched); ///< PresetGate::setSketched
    QString commandLine() const;     ///< "epochlab-cli train …"

    // The data (loaded on a background thread whenever a Data field changes)
    bool dataLoading() const { return m_dataLoading; }
    std::shared_ptr<const core::DataCard> dataCard() const { return m_dataCard; }
    core::DatasetPointer dataset() const { return m_dataset; }
    std::optional<core::Error> dataError() const { return m_dataError; }
    /// Reads the data again: its file may have changed.
    void reloadData();
    core::RunEstimate estimate() const;
    const core::RunServices& services() const;    ///< for all but runs: the map asks it for predictors, off the GUI thread
    const core::RunServices& runServices() const; ///< the same within the preset: what runs are made with

    // Runs
    const std::deque<RunRecord>& runs() const { return m_runs; } ///< oldest first; references stay valid
    const RunRecord* run(const core::RunId& id) const;           ///< the draft too
    const RunRecord* current() const;                            ///< the run the top bar speaks of (latest started), or null
    /// Of the current live run, from its next batch on (LiveRun). What the preset says.
    core::Result<void> setLearningRate(double rate);
    core::Result<void> setSchedule(const core::ScheduleShape& shape, double rate);
    bool canTrain() const; ///< data there, no problems, current run not live
    void setTicked(const core::RunId& id, bool ticked);
    void removeRun(const core::RunId& id);                       ///< ended runs only
    void setRunName(const core::RunId& id, const QString& name); ///< of the list and the plots; the store is told elsewhere
    /// Trains a run that the store has given an id of its own, as the current one; `history`: what it measured before its checkpoint. False
    /// where another is live: the run has still to hear that it never starts.
    bool startClaimed(core::ResumableRun run, core::StoredCurves history);
    // Runs of the store, and those that ended before their last epoch
    void listEarlier(EarlierRun run);   ///< before all others, not ticked; nothing where it is listed
    void updateEarlier(EarlierRun run); ///< one of the store's, as the store knows it now
    bool canResume(const core::RunId& id) const;
    void resumeRun(const core::RunId& id);             ///< bit for bit; checkpointWanted() where the store has to be asked
    void goOn(core::ResumableRun run);                 ///< the answer to checkpointWanted()
    bool canTrainFurther(const core::RunId& id) const; ///< whether it has ended where more epochs could follow
    /// Goes on with it under its own name for so many epochs more. ConfigRange, and what the preset says.
    core::Result<void> trainFurther(const core::RunId& id, std::int64_t epochs);
    // Runs that a queue trains: listed at their first event, never the current run, ticked while few others are
    core::RunObserver& runObserver(); ///< hears their events, on their threads: the store, then this window
    void expectRun(const core::RunId& id, const core::ParamSet& config, const QString& name);
    bool expects(const core::RunId& id) const;         ///< nothing was heard of it yet
    void forgetRun(const core::RunId& id);             ///< it will not start, and nothing was heard of it
    bool awaits(const core::RunId& id) const;          ///< expected or live: its end, which the store hears first, has not come
    void expectResumed(const core::ResumableRun& run); ///< a listed run, cut where it goes on; nothing where it is live

    // Live: one draft follows the form; it stands in no list and in no store until it is kept
    bool liveOn() const;
    QString liveObstacle() const;   ///< why no draft can follow the form, in one sentence; empty: it can
    const RunRecord* draft() const; ///< on the screen, or null; while a newer one has no epoch yet, the one before it
    bool canKeep() const;

public slots:
    void setLive(bool on);
    void keepDraft(); ///< makes the newest draft a run, finished or not: what train() would have given, bit for bit
    void train();
    void pause();
    void resume();
    void stop();
    void stepOnce();             ///< also starts a run, paused after its first batch
    void rewind();               ///< stops the current run; a fresh one with the same initial weights stands before its first batch
    void retryWithSmallerRate(); ///< learning rate ÷ 10, after a diverged run
    void stopAll();
    void interruptAll(); ///< as stopAll(), for a window that closes: the next one lists them
    /// The store takes nothing (true): kept runs stand still until it does. One that a person has paused stays so after it.
    void pauseForStore(bool pause);

signals:
    void configChanged(const QString& id); ///< empty id: many
    void dataChanged();
    void problemsChanged();
    void presetChanged();
    void refused(const epochlab::core::Error& error); ///< a run that the preset does not allow was asked for
    void runAdded(const epochlab::core::RunId& id);
    void runRemoved(const epochlab::core::RunId& id);
    void runStarted(const epochlab::core::RunId& id); ///< StartedEvent came: layers, data, steps are known
    void runUpdated(const epochlab::core::RunId& id); ///< new values since the last frame; at most once a frame a run
    void runFinished(const epochlab::core::RunId& id);
    void ticksChanged();
    void currentChanged();
    void liveChanged();                                     ///< the switch, its obstacle, or whether the draft can be kept
    void checkpointWanted(const epochlab::core::RunId& id); ///< answer with goOn()
    void extensionWanted(const epochlab::core::RunId& id, std::int64_t epochs); ///< the same, to train it further
    void draftChanged();                                                        ///< draft() is another one, or none

private:
    struct Parts;
    friend struct Parts;
    void adopt(core::ParamSet next, const std::string& changed); ///< changed: the field, empty where many
    void loadData();
    const core::RunId& start(const core::ParamSet& config, bool paused);
    RunRecord* find(const core::RunId& id);
    RunRecord* takeUp(const core::ResumableRun& run);  ///< null: it is not there, or live
    RunRecord* listExpected(const core::Event& first); ///< null: none is expected, or it never started
    const core::RunId& list(RunRecord record);         ///< as the newest of the runs and the current one; says nothing
    void launch(core::RunRequest request, core::RunObserver& observer);
    void drain();
    void followForm();
    void beginDraft();
    void showDraft();
    void dropDrafts();

    core::ParamSet m_config;
    std::deque<RunRecord> m_runs;
    bool m_dataLoading = false;
    std::shared_ptr<const core::DataCard> m_dataCard;
    core::DatasetPointer m_dataset;
    std::optional<core::Error> m_dataError;
    std::unique_ptr<Parts> m_parts; ///< last: its threads end before the rest goes
};

} // namespace epochlab::ui
