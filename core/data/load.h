#pragma once

#include "base/result.h"
#include "data/dataset.h"
#include "params/param_set.h"

#include <functional>
#include <string>
#include <vector>

namespace epochlab::core {

struct LoadServices; // data/picture_options.h

/// Loads what the set's field `data` names, with its other fields of the group Data: "cities", "toy:NAME" (moons, circles,
/// spiral, blobs, xor), "fashion-mnist", or the path of a CSV file or of a folder: with training/validation/test files it is a table,
/// with class folders, IDX files or CIFAR's it is pictures. Any thread; no state.
/// Errors: the Data* codes with row, column and reason.
Result<DatasetPointer> loadDatasetWith(const ParamSet& params, const LoadServices& services);
/// The same without services: pictures are listed and checked by their structure, and cannot be decoded.
Result<DatasetPointer> loadDataset(const ParamSet& params);

/// How the session gets its data; tests put a fake here.
using DatasetLoader = std::function<Result<DatasetPointer>(const ParamSet&)>;

/// What the data card shows.
struct DataCard {
    struct ClassCount {
        std::string name;
        std::array<std::int64_t, 3> counts{}; ///< by Split
    };
    std::string name;
    std::string source;
    std::string attribution;
    std::array<std::int64_t, 3> rows{};
    std::vector<std::string> features;
    std::string pictures;            ///< "256 × 256, colour"; empty for a table
    std::vector<ClassCount> classes; ///< in class order
    double chance = 0.0;             ///< 1 / classes
    double majority = 0.0;           ///< share of the training split's largest class in the validation split
    std::string majorityClass;
    std::int64_t leakingRows = 0; ///< validation and test rows whose features or content stand in another split
    double leakShare = 0.0;       ///< of all validation and test rows
    std::uint64_t fingerprint = 0;
    std::vector<std::string> notes;
};

DataCard makeDataCard(const TableDataset& dataset);
/// All of it but the leak, which takes a look at every row.
DataCard makeDataSummary(const TableDataset& dataset);

} // namespace epochlab::core
