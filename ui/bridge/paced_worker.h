#pragma once

#include "bridge/latest_worker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <algorithm>
#include <functional>
#include <memory>

namespace epochlab::ui {

/// A background thread that is asked for one answer at a time and rests between two as long as the last one took, so that it never has
/// more than half a core while something is followed. GUI thread.
class PacedWorker : public QObject {
    Q_OBJECT
public:
    explicit PacedWorker(QObject* parent = nullptr) : QObject(parent) {
        m_rest.setSingleShot(true);
        connect(&m_rest, &QTimer::timeout, this, &PacedWorker::rested);
    }

    bool busy() const { return m_busy; }
    /// It may be asked now.
    bool free() const { return !m_busy && !m_rest.isActive(); }
    /// An answer that is on its way is of no use any more; it may be asked at once.
    void forget() {
        ++m_generation;
        m_busy = false;
        m_rest.stop();
    }
    /// A hand waits: no rest before the next one.
    void hurry() { m_rest.stop(); }

    /// work: on the worker; take: here, unless forget() came first. Precondition: not busy.
    template <typename Answer> void ask(std::function<Answer()> work, std::function<void(const Answer&)> take) {
        m_busy = true;
        m_worker.submit([this, generation = m_generation, work = std::move(work), take = std::move(take)] {
            QElapsedTimer since;
            since.start();
            const auto answer = std::make_shared<const Answer>(work());
            const qint64 took = since.elapsed(); // without the time that the answer waits for the GUI thread
            QMetaObject::invokeMethod(
                this,
                [this, generation, take, answer, took] {
                    if (generation != m_generation) return;
                    m_busy = false;
                    m_rest.start(static_cast<int>(std::clamp<qint64>(took, shortestRest, longestRest)));
                    take(*answer);
                },
                Qt::QueuedConnection);
        });
    }

signals:
    void rested();

private:
    static constexpr qint64 shortestRest = 50; ///< milliseconds
    static constexpr qint64 longestRest = 60'000;

    std::int64_t m_generation = 0;
    bool m_busy = false;
    QTimer m_rest;
    LatestWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
