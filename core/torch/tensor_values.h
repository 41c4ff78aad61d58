#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

// Between tensors and plain numbers.

/// A copy on `device`: "cpu", "cuda:0". [values.size()]
at::Tensor tensorOf(const std::vector<float>& values, const std::string& device);
/// As int64. [labels.size()]
at::Tensor labelsOf(std::span<const std::int32_t> labels, const std::string& device);
std::vector<float> valuesOf(const at::Tensor& tensor); ///< float32, row by row
/// Of float32 numbers in this machine's memory.
bool allFinite(const float* values, std::int64_t count);
/// Σ x² in double, in a fixed order.
double squaredNorm(const float* values, std::int64_t count);

} // namespace epochlab::core
