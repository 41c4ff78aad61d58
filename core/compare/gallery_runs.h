#pragma once

#include "compare/gallery_set.h"
#include "store/run_store.h"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace epochlab::core {

/// The best and the worst of runs by validation (by training where they have none); of equal ones the newest is best, the oldest worst.
/// Runs without a best epoch do not take part. Nothing where no run is left.
std::optional<std::pair<RunSummary, RunSummary>> bestAndWorst(std::span<const RunSummary> runs);

struct GalleryRuns {
    RunSummary best;
    RunSummary worst;
    std::size_t passedOver = 0; ///< better or worse by validation, but no predictions are kept of them
};

/// Chooses two runs of equal data. `best` and `worst` are named as in RunStore::find(), but @best and @worst (also empty) mean the one by
/// validation among `candidates` whose predictions are kept. Candidates of other data than the run named by hand, or where none is, than
/// the newest of them, are left out; where `strict` they are refused. RunNotFound, Usage, IoRead.
Result<GalleryRuns> chooseGalleryRuns(RunStore& store, std::vector<RunSummary> candidates, const std::string& best,
                                      const std::string& worst, bool strict);

/// The stored predictions of two runs for a split; without one test, where such rows are kept, else validation. Usage where the runs are of
/// different data; RunNotFound where nothing is kept of one of them, with what to do.
Result<PredictionPair> loadPredictionPair(RunStore& store, const RunSummary& best, const RunSummary& worst, std::optional<Split> split);

} // namespace epochlab::core
