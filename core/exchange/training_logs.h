#pragma once

#include "base/result.h"
#include "exchange/logged_series.h"

#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A training that another program logged, to be drawn beside own runs.
struct ImportedRun {
    std::string name;
    std::string source;               ///< the path it was read from
    std::vector<LoggedSeries> series; ///< settled; called as EpochLab calls them where that can be told
    std::vector<std::string> notes;   ///< plain sentences: what was taken for what, what was left out
};

/// The trainings logged in a TensorBoard event file, a CSV log, or a folder. In a folder each folder that holds event files is a
/// training, and its folders train, validation and test belong to it (as Keras writes); one without event files but with a metrics.csv
/// is read as that. Errors: DataNotFound, DataEmpty, DataTooLarge, those of decodeEventFile() and readCsvLog().
Result<std::vector<ImportedRun>> readTrainingLogs(const std::string& path);

/// Writes event files that TensorBoard shows as one training, into FOLDER, which is made. IoNoSpace, IoWrite; IoWrite where the folder
/// holds event files already. `created`: seconds since 1970.
Result<void> writeTensorBoardLog(const std::string& folder, std::span<const LoggedSeries> series, double created);

} // namespace epochlab::core
