#pragma once

#include "base/result.h"
#include "data/dataset.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

struct ToyOptions {
    std::string kind = "moons"; ///< one of toyKinds()
    double noise = 0.15;        ///< standard deviation added to both coordinates
    std::int64_t rows = 1000;   ///< all splits together
    double trainShare = 0.6;    ///< the rest is halved into validation and test
    std::uint64_t seed = 0;
};

const std::vector<std::string>& toyKinds(); ///< moons, circles, spiral, blobs, xor

/// Points in about [−2, 2]² of 2 (spiral: 3, blobs: 4) classes of equal size. The shapes of moons and circles are those of
/// scikit-learn's make_moons and make_circles, centred. Errors: DataNotFound for an unknown kind, DataTooFewRows.
Result<TableDataset> makeToy(const ToyOptions& options);

} // namespace epochlab::core
