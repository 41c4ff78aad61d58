#pragma once

#include "run/events.h"
#include "run/predictions.h"
#include "store/database.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace epochlab::core {

/// What the store keeps of a split: what its rows are, and what a model answered for each.
struct PredictedRows {
    std::int64_t epoch = 0;
    SplitPredictions predictions;
    std::vector<std::int32_t> labels; ///< [rows], index into the run's class names
    std::vector<std::string> names;   ///< [rows] or empty: what a row is called
};

/// Of a run: validation, then test, as far as there are such rows.
struct StoredPredictions {
    std::vector<std::string> classNames;
    std::vector<PredictedRows> splits;
};

// Both kinds of row are safetensors files: the rows of a split once for all runs on equal data, the answers for each run. What writes
// belongs inside a WriteTransaction.

/// Of the validation and test rows, unless they are known.
Result<void> insertDataRows(Connection& connection, const TableDataset& dataset);
Result<void> insertPredictions(Connection& connection, std::int64_t run, const RunPredictions& predictions);
/// Without splits where the run has none. only: of this split alone. IoRead where a row is damaged.
Result<StoredPredictions> loadPredictions(Connection& connection, std::int64_t run, std::optional<Split> only = std::nullopt);
/// Of which splits there are any; nothing is decoded.
Result<std::vector<Split>> predictedSplits(Connection& connection, const RunId& run);

/// A safetensors file; see decodePredictions().
std::string encodeAnswers(const SplitPredictions& predictions, std::int64_t epoch);

/// The two files of a split, until the call returns.
struct PackedPredictions {
    Split split = Split::Validation;
    std::span<const std::byte> rows;
    std::span<const std::byte> answers;
};
/// Validation, then test. only: of this split alone.
Result<void> forEachPredictions(Connection& connection, std::int64_t run, const std::function<void(const PackedPredictions&)>& take,
                                std::optional<Split> only = std::nullopt);
/// For a run whose fingerprint is set.
Result<void> insertPackedPredictions(Connection& connection, std::int64_t run, const PackedPredictions& packed);
/// UntrustedFile where the two are not, together, the predictions of a split.
Result<PredictedRows> decodePredictions(Split split, std::span<const std::byte> rows, std::span<const std::byte> answers);

} // namespace epochlab::core
