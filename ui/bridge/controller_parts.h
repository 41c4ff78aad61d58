#pragma once

#include "bridge/controller.h"
#include "bridge/data_cache.h"
#include "bridge/draft_shelf.h"
#include "bridge/latest_worker.h"
#include "run/mailbox.h"

#include <QElapsedTimer>
#include <QThreadPool>

#include <chrono>
#include <map>

namespace epochlab::ui {

/// Hands each event to the store first, then to the mailbox: when the window says "finished", the run is saved.
class EventFanout final : public core::RunObserver {
public:
    EventFanout(core::RunObserver* first, core::RunObserver& second) : m_first(first), m_second(second) {}

    void onEvent(core::Event event) override {
        if (m_first) m_first->onEvent(event);
        m_second.onEvent(std::move(event));
    }

private:
    core::RunObserver* m_first;
    core::RunObserver& m_second;
};

/// What Live holds: the draft on the screen, and the newest one until it has something to show in its place.
struct DraftState {
    bool on = false;
    bool pending = false; ///< the form has changed since the newest draft began
    std::unique_ptr<RunRecord> shown;
    std::unique_ptr<RunRecord> next;
    std::optional<core::ParamSet> config; ///< what the newest draft, or the run in its place, was made of
    core::DatasetPointer dataset;         ///< the same
    QElapsedTimer age;                    ///< of the newest draft
    QTimer coalescing;

    /// The form as it is now asks for no further draft.
    void take(const core::ParamSet& formConfig, const core::DatasetPointer& formData) {
        config = formConfig;
        dataset = formData;
        pending = false;
    }
};

/// A run of a queue that has not been heard of.
struct ExpectedRun {
    core::ParamSet config;
    QString name;
    std::string presetTag;
};

struct Controller::Parts {
    Parts(core::RunServices given, core::RunObserver* extraObserver)
        : cache(std::make_shared<DataCache>(std::move(given.loadData))), fanout(extraObserver, mailbox), shelf(extraObserver),
          draftFanout(&shelf, mailbox) {
        saver.setMaxThreadCount(1);
        services.findTrainer = std::move(given.findTrainer);
        services.speed = std::move(given.speed);
        services.loading = std::move(given.loading);
        services.loadData = [data = cache](const core::ParamSet& config) { return data->load(config); };
        runServices = services;
        runServices.loadData = PresetGate::guarded(gate, services.loadData);
    }

    /// A hand waits for the first epoch of a draft; nothing else is in such a hurry.
    std::chrono::milliseconds frameInterval() const { return std::chrono::milliseconds(draft.next ? 10 : 33); }

    /// Null where the run has ended or there is none.
    core::LiveRun* liveRun(const core::RunId& id) const {
        const auto found = live.find(id);
        return found == live.end() ? nullptr : found->second.get();
    }

    /// Its events are dropped, and it ends; drain() joins it.
    void stopDraft(const RunRecord* record) {
        if (!record) return;
        shelf.drop(record->id);
        if (core::LiveRun* run = liveRun(record->id)) run->stop();
    }

    const std::shared_ptr<PresetGate> gate = std::make_shared<PresetGate>();
    std::shared_ptr<DataCache> cache;
    core::RunServices services;
    core::RunServices runServices; ///< within the preset
    core::Mailbox mailbox;
    EventFanout fanout;
    DraftShelf shelf;
    EventFanout draftFanout;
    DraftState draft;
    QTimer timer;
    core::RunId current;
    bool pausedForStore = false;
    std::map<core::RunId, ExpectedRun> expected;
    int startedRuns = 0;
    std::int64_t dataGeneration = 0; ///< results of older loads are dropped
    std::string dataKey;
    std::map<core::RunId, std::unique_ptr<core::LiveRun>> live; ///< ends before the mailbox goes
    QThreadPool saver;                                          ///< writes kept drafts; waits for them at its end
    LatestWorker loader;                                        ///< last: joined first
};

} // namespace epochlab::ui
