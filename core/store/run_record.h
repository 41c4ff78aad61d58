#pragma once

#include "base/result.h"
#include "run/events.h"

#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// What is gathered of one run until it finishes.
struct RunRecord {
    RunId id;
    std::optional<StartedEvent> started;
    std::vector<MetricBlock> metrics;
    std::vector<GradientRow> gradients;
    std::vector<NoteEvent> notes;
    std::string earlierMetrics; ///< of a resumed run: the metrics.csv of its earlier part
};

std::string resultJson(const RunRecord& record, const FinishedEvent& finished);
/// "series,epoch,step,value", a row a value; gradients as series "gradient_squared_norm/LAYER".
std::string metricsCsv(const RunRecord& record);
/// Best validation accuracy of a result.json text; nothing where there is none or the text is no result.
std::optional<double> bestAccuracyOf(const std::string& result);

} // namespace epochlab::core
