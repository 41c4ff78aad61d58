#pragma once

#include "base/result.h"
#include "params/param_set.h"

#include <string>
#include <vector>

namespace epochlab::core {

/// What opening a file found out, for the preview: all of it can be changed through the csv-* fields.
struct CsvPreview {
    char delimiter = ',';
    bool decimalComma = false;
    std::string encoding; ///< "UTF-8", "ISO-8859-1", "UTF-16LE", …
    bool header = true;
    std::vector<std::string> columns;           ///< names, made up where the file has none
    std::vector<bool> numeric;                  ///< by column
    std::vector<std::string> labelCandidates;   ///< best first
    std::string label;                          ///< the chosen label column; empty: none found
    std::vector<std::string> features;          ///< the chosen feature columns
    std::vector<std::vector<std::string>> rows; ///< the first rows as text, at most 50
    std::int64_t rowCount = 0;                  ///< whole file
    std::vector<std::string> notes;
};

/// Reads path (a file, or the training file of a folder) under the set's csv-* fields ("auto" = detect).
Result<CsvPreview> previewCsv(const std::string& path, const ParamSet& params);

} // namespace epochlab::core
