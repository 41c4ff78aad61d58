#pragma once

#include "bridge/latest_worker.h"
#include "gallery/mistakes.h"
#include "run/live_run.h"

#include <QObject>

#include <atomic>

namespace epochlab::ui {

/// Reads the predictions of two runs from the store, then the data they are of, off the GUI thread. GUI thread.
class MistakesLoader : public QObject {
    Q_OBJECT
public:
    /// directory: of the store.
    MistakesLoader(std::string directory, core::RunServices services, QObject* parent);

    /// Drops what is being read. known: data that are loaded already, or null.
    void ask(const MistakesQuestion& question, core::DatasetPointer known);
    bool busy() const { return m_busy; }

signals:
    void loaded(const epochlab::ui::MistakesPointer& mistakes);
    void failed(const epochlab::core::Error& error);
    /// After loaded(): the data of its rows.
    void dataLoaded(const epochlab::core::DatasetPointer& dataset);
    void dataFailed(const epochlab::core::Error& error);
    /// After dataLoaded(): maps of the two models, where there are two features.
    void mapsLoaded(const std::shared_ptr<const epochlab::ui::MistakesMap>& maps);

private:
    struct Job;
    void work(const Job& job);
    template <typename Tell> void tell(std::int64_t generation, Tell tell);

    std::string m_directory;
    core::RunServices m_services;
    bool m_busy = false;
    std::atomic<std::int64_t> m_generation = 0;
    LatestWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
