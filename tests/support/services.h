#pragma once

#include "run/live_run.h"

namespace epochlab::test {

/// Always this data set, whatever the form says.
core::DatasetLoader givesData(core::DatasetPointer data);
/// The data that the form names, and no engine.
core::RunServices servicesWithoutEngine();
/// The data that the form names, and one scripted trainer.
core::RunServices scriptedServicesOnRealData();

} // namespace epochlab::test
