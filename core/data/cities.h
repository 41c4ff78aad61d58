#pragma once

#include "base/result.h"
#include "data/dataset.h"

#include <string_view>

namespace epochlab::core {

/// The embedded data set: 65,809 places of 33 European countries (GeoNames, CC BY 4.0), features (longitude, latitude).
/// Made by resources/cities/make_cities.py, which documents the layout.
Result<TableDataset> loadCities();

/// Decodes that layout; Internal where the bytes do not follow it.
Result<TableDataset> decodeCities(std::string_view bytes);

} // namespace epochlab::core
