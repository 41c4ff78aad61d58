#pragma once

#include "data/csv_detect.h"
#include "data/dataset.h"

#include <array>
#include <map>

namespace epochlab::core {

/// A CSV file (split by options.seed) or a folder with training, validation and test files (as their names say).
Result<TableDataset> loadCsv(const std::string& path, const CsvOptions& options);

/// The three files of a folder (train/training, validation/valid/val, test; .csv, .tsv, .txt), indexed by Split. DataNotFound.
Result<std::array<std::string, 3>> findSplitFiles(const std::string& folder);

/// Class name → number. Unsealed, it takes new names; sealed, an unknown name is a fault of the row.
struct ClassIndex {
    std::map<std::string, std::int32_t, std::less<>> numbers;
    bool sealed = false;
};

/// DataRaggedRow at the first row of another length than the first one, unless bad rows are skipped. Asked before the columns'
/// roles are guessed, because a table that is cut up wrongly has no sensible ones.
Result<void> checkShape(const CsvTable& table, const CsvOptions& options);

/// All rows of a table as numbers, bad ones stopped at or skipped (a note says how many and why).
Result<TableRows> convertRows(const CsvTable& table, const CsvRoles& roles, const CsvOptions& options, ClassIndex& classes,
                              std::vector<std::string>& notes);

/// Row numbers of training, validation and test. Stratified: each class in the shares asked for, classes of fewer than 3 rows
/// in training only. The same seed and labels give the same split. DataTooFewRows below 3 rows.
Result<std::array<std::vector<std::int32_t>, 3>> splitRows(const std::vector<std::int32_t>& labels, std::size_t classCount,
                                                           const CsvOptions& options, std::vector<std::string>& notes);

} // namespace epochlab::core
