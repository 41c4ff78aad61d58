#pragma once

#include "bridge/controller.h"
#include "insight/side_answers.h"

#include <QString>

namespace epochlab::ui {

/// Why a view does not apply at present, as the end of a sentence; empty: it does. chosen: the run whose network is asked for, or empty.
/// GUI thread.
QString sideObstacle(const Controller& controller, SideView view, const core::RunId& chosen);

/// The run whose neurons are shown: the chosen one, else the draft, else the newest, else the first ticked one; null: there is none.
const RunRecord* networkRun(const Controller& controller, const core::RunId& chosen);

} // namespace epochlab::ui
