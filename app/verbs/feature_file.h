#pragma once

#include "run/trainer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::app {

/// Rows to predict: only the model's features, found by their names (or by their order in a file without a header); or a picture.
struct FeatureRows {
    std::int64_t count = 0;
    std::vector<float> features;     ///< [count × Model::inputCount()]
    std::vector<std::int64_t> lines; ///< [count] line of the file; empty for a picture
};

/// Reads a CSV file under the model's csv-* fields. DataShape where a feature is missing, else the Data* codes with row and column.
core::Result<FeatureRows> readFeatureRows(const std::string& path, const core::Model& model);

/// A picture file as the model's view shows it, one row. The errors of reading a file and of PictureDecoder::decode().
core::Result<FeatureRows> readPictureRow(const std::string& path, const core::Model& model);

} // namespace epochlab::app
