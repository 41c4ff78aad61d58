#pragma once

#include "weights/weights_file.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};

/// How a file of weights differs from what a network needs. Names in the order expected, or in the file's.
struct TensorDifferences {
    struct Misshapen {
        std::string name;
        std::vector<std::int64_t> expected;
        std::vector<std::int64_t> found;
    };
    std::vector<std::string> missing;
    std::vector<std::string> extra;
    std::vector<Misshapen> misshapen;
    std::vector<std::string> notFinite; ///< tensors that fit, and hold NaN or an infinity

    bool none() const { return missing.empty() && extra.empty() && misshapen.empty() && notFinite.empty(); }
    /// "2 tensors are missing: fc.weight, fc.bias; 1 has another shape: conv1.weight (64×3×7×7, not 64×1×7×7)"; at most 600 letters or so,
    /// however many there are.
    std::string message() const;
};

/// Names of `anyShape` may be in the file or not, with any shape: a head that is made anew. "…num_batches_tracked", which no result
/// depends on, may be there or not as well.
TensorDifferences compareTensors(std::span<const ExpectedTensor> expected, const WeightsFile& file,
                                 std::span<const std::string> anyShape = {});

/// The tensors that a network needs, in its order: all, or none of them. DataShape with the differences, DataNotFinite where all fits but
/// holds numbers that are not finite.
Result<std::vector<NamedTensor>> takeTensors(std::span<const ExpectedTensor> expected, WeightsFile file, const std::string& origin,
                                             std::span<const std::string> anyShape = {});

/// "64×3×7×7"; "scalar" for no dimensions.
std::string shapeText(std::span<const std::int64_t> shape);
/// The tensors that hold NaN or an infinity.
std::vector<std::string> tensorsNotFinite(const WeightsFile& file);

} // namespace epochlab::core
