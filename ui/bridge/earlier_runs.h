#pragma once

#include "bridge/controller.h"

#include <QObject>
#include <QThreadPool>

#include <string>

namespace epochlab::ui {

/// Runs of earlier sessions that were interrupted: lists them in the window, and fetches from the store what one needs to go on. The store
/// is read on a thread of its own. GUI thread.
class EarlierRuns : public QObject {
    Q_OBJECT
public:
    /// directory: of the store. The controller outlives it.
    EarlierRuns(Controller& controller, std::string directory, QObject* parent = nullptr);
    /// Waits for what is being read.
    ~EarlierRuns() override;

    /// The newest `mostListed` of them, as ended runs of the controller, not ticked.
    void load();

    static constexpr std::size_t mostListed = 20;

signals:
    void loaded(int count);                          ///< once for each load() that could read the store
    void failed(const epochlab::core::Error& error); ///< the store, or the run that was to go on, cannot be read

private:
    void resume(const core::RunId& id);

    Controller& m_controller;
    const std::string m_directory;
    QThreadPool m_reader;
};

} // namespace epochlab::ui
