#pragma once

#include "compare/gallery_set.h"
#include "store/run_store.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// Runs by validation (by training where they have none), from the best to the worst; of equal ones the newest first. Runs without a best
/// epoch are left out.
std::vector<const RunSummary*> rankedRuns(std::span<const RunSummary* const> runs);
/// Where they stand in a list.
std::vector<const RunSummary*> placesOf(std::span<const RunSummary> runs);

struct GalleryRuns {
    RunSummary best;
    RunSummary worst;
    std::size_t passedOver = 0; ///< better or worse by validation, but no predictions are kept of them
};

/// Chooses two runs of equal data. `best` and `worst` are named as in RunStore::find(), but @best and @worst (also empty) mean the one by
/// validation among `candidates` whose predictions are kept. Candidates of other data than the run named by hand, or where none is, than
/// the newest of them, are left out; where `strict` they are refused. No predictions are decoded. RunNotFound, Usage, IoRead.
Result<GalleryRuns> chooseGalleryRuns(RunStore& store, std::span<const RunSummary* const> candidates, const std::string& best,
                                      const std::string& worst, bool strict);

/// Whose rows a gallery is of: the split asked for, else test, where such rows are kept of the best run, else validation. IoRead.
Result<Split> gallerySplit(RunStore& store, const RunSummary& best, std::optional<Split> asked);

/// The stored predictions of two runs for a split; without one test, where such rows are kept, else validation. Usage where the runs are of
/// different data; RunNotFound where nothing is kept of one of them, with what to do.
Result<PredictionPair> loadPredictionPair(RunStore& store, const RunSummary& best, const RunSummary& worst, std::optional<Split> split);

} // namespace epochlab::core
