#pragma once

#include "run/events.h"

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace epochlab::ui {

/// Stands between drafts and the store: it holds a draft's events until it is clear whether the draft is kept. Thread-safe; the store is
/// called on the run's thread or on that of keep(), in the order of the events.
class DraftShelf final : public core::RunObserver {
public:
    /// store may be null: then nothing is ever written.
    explicit DraftShelf(core::RunObserver* store) : m_store(store) {}

    /// Before the draft's run starts.
    void add(const core::RunId& id);
    /// What has come goes, and what comes is not taken.
    void drop(const core::RunId& id);
    /// Hands what has come to the store, and from now on all that comes. Writes a folder where the run has ended: not on the GUI thread.
    void keep(const core::RunId& id);
    void onEvent(core::Event event) override;

private:
    struct Draft {
        std::mutex mutex; ///< held while the store is called, which keeps the order
        std::vector<core::Event> events;
        bool kept = false;
    };
    std::shared_ptr<Draft> find(const core::RunId& id);
    void pass(core::Event event);
    static void dropCheckpoint(std::vector<core::Event>& events, core::CheckpointEvent& next);

    core::RunObserver* m_store;
    std::mutex m_mutex;
    std::map<core::RunId, std::shared_ptr<Draft>> m_drafts;
};

} // namespace epochlab::ui
