#pragma once

#include "report/report.h"

#include <vector>

namespace epochlab::core {

/// The data that the runs of the sections were trained on, each once, in their order. What is no longer here, or has changed since, says
/// so. Private to core/report.
std::vector<ReportData> dataOf(RunStore& store, const std::vector<ReportSection>& sections, const FigureServices& services);

} // namespace epochlab::core
