#pragma once

#include "base/result.h"
#include "exchange/logged_series.h"

#include <string>
#include <vector>

namespace epochlab::core {

struct CsvLog {
    std::vector<LoggedSeries> series; ///< by column, without its empty cells
    std::vector<std::string> notes;   ///< which column is what
};

/// A table with a header, a column of steps ("step", "epoch", "iteration", …) and columns of numbers, as Keras and Lightning write; or
/// with the columns series, step and value, as EpochLab does. Epochs that are counted from 0 are counted from 1. `file` names it in
/// errors: those of readCsvTable(), DataRaggedRow, DataNotANumber and DataMissingValue with row and column, DataShape where no column
/// holds steps, DataTooLarge.
Result<CsvLog> readCsvLog(const std::string& path, const std::string& file);

} // namespace epochlab::core
