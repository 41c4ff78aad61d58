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

    /// Whatever comes to the same two runs as the last answer is not read again, and not told again. Drops what is being read for another
    /// question. known: data that are loaded already, or null.
    void ask(const MistakesQuestion& question, core::DatasetPointer known);
    /// Nothing is shown: the next answer is told whatever it is.
    void forget();
    bool busy() const { return m_answered < m_asked; }

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
    void answer(const Job& job, core::RunStore& store);
    template <typename Tell> void tell(const Job& job, Tell tell);
    bool isStale(const Job& job) const;

    std::string m_directory;
    core::RunServices m_services;
    MistakesQuestion m_question;
    std::int64_t m_asked = 0; ///< jobs are counted
    std::int64_t m_answered = 0;
    std::atomic<std::int64_t> m_generation = 0; ///< of questions: a job of an older one is dropped
    /// The worker's: the last answer, and the question that it is of.
    MistakesPointer m_last, m_mapped;
    core::DatasetPointer m_lastData;
    std::int64_t m_lastGeneration = 0;
    LatestWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
