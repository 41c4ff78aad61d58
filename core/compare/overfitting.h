#pragma once

#include "compare/compared_run.h"

#include <cstdint>
#include <optional>
#include <string>

namespace epochlab::core {

/// A validation loss that has risen since an epoch while the training loss fell.
struct Overfitting {
    std::int64_t since = 0;      ///< the epoch of the lowest validation loss
    double validationFrom = 0.0; ///< around that epoch
    double validationTo = 0.0;   ///< over the last epochs
    double trainingFrom = 0.0;
    double trainingTo = 0.0;
};

/// Losses by epoch. Nothing where the rise is not clear: at least five epochs and a tenth of all since the lowest, by more than a twentieth
/// and than three times the epochs' scatter, with a rank correlation beyond 99 % of chance, as of the training loss's fall. Values that
/// are not finite, and epochs that only one of the two has, are left out.
std::optional<Overfitting> overfittingOf(const ComparedSeries& training, const ComparedSeries& validation);
/// Of a run's series; nothing where it lacks one.
std::optional<Overfitting> overfittingOf(const ComparedRun& run);

/// "overfitting since epoch 12?"
std::string overfittingMark(const Overfitting& hint);
/// "overfitting since epoch 12? validation loss 0.31 → 0.45 while training loss 0.2 → 0.05"
std::string overfittingWords(const Overfitting& hint);

} // namespace epochlab::core
