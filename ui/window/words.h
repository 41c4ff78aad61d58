#pragma once

#include "bridge/run_record.h"
#include "params/param_set.h"

#include <QString>

namespace epochlab::ui {

/// "epoch 3 of 50 · 812,000 rows/s · 2 s left", "paused at epoch 3 of 50", "50 epochs in 2.6 s", …
QString progressText(const RunRecord& run);
/// The same, then shorter and shorter: first without the rate, then without the time left.
QStringList progressWordings(const RunRecord& run);
/// "CPU · AVX512 · 1 thread    libtorch    seed 1"; before the first run what is asked for.
QString statusText(const core::ParamSet& config, const RunRecord* current);

} // namespace epochlab::ui
