#pragma once

#include "bridge/stored_runs.h"

#include <QObject>

#include <map>
#include <string>

namespace epochlab::ui {

/// Notes in the store of each run that began with a lab preset that it did. GUI thread.
class PresetTags : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    PresetTags(Controller& controller, StoredRuns& stored, QObject* parent = nullptr);

private:
    void take(const core::RunId& id);
    void write(const core::RunId& id);

    Controller& m_controller;
    StoredRuns& m_stored;
    std::map<core::RunId, std::string> m_unwritten; ///< the store may not have the run yet
};

} // namespace epochlab::ui
