#pragma once

#include "bridge/run_record.h"
#include "compare/curve_axis.h"

#include <QString>

namespace epochlab::ui {

/// Why a run gives a card nothing to draw, in one sentence. what: what the card draws ("gradients"); empty: only what holds for every card.
/// Empty, of no run: the card's usual words say it.
QString whyEmpty(const RunRecord* record, const QString& what);

/// Why none of the run's curves stand on the axis, though it has some; empty: they do.
QString whyOffAxis(const RunRecord* record, core::ComparedAxis axis);

} // namespace epochlab::ui
