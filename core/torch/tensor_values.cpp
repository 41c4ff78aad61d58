#include "torch/tensor_values.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <bit>

namespace epochlab::core {

at::Tensor tensorOf(const std::vector<float>& values, const std::string& device) {
    // from_blob wants a non-const pointer; clone only reads it.
    return at::from_blob(const_cast<float*>(values.data()), {static_cast<std::int64_t>(values.size())}, at::kFloat)
        .clone()
        .to(at::Device(device));
}

at::Tensor labelsOf(std::span<const std::int32_t> labels, const std::string& device) {
    at::Tensor result = at::empty({std::ssize(labels)}, at::kLong);
    std::ranges::copy(labels, result.mutable_data_ptr<std::int64_t>());
    return result.to(at::Device(device));
}

std::vector<float> valuesOf(const at::Tensor& tensor) {
    const at::Tensor copy = tensor.detach().to(at::kCPU, at::kFloat).contiguous();
    const float* values = copy.const_data_ptr<float>();
    return {values, values + copy.numel()};
}

bool allFinite(const float* values, std::int64_t count) {
    std::uint32_t largest = 0;
    for (std::int64_t i = 0; i < count; ++i) largest = std::max(largest, std::bit_cast<std::uint32_t>(values[i]) & 0x7FFFFFFFU);
    return largest < 0x7F800000U;
}

double squaredNorm(const float* values, std::int64_t count) {
    std::array<double, 8> sums{};
    std::int64_t i = 0;
    for (; i + 8 <= count; i += 8) {
        for (std::size_t lane = 0; lane < 8; ++lane) {
            const auto x = static_cast<double>(values[i + static_cast<std::int64_t>(lane)]);
            sums[lane] += x * x;
        }
    }
    for (; i < count; ++i) sums[0] += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    double total = 0.0;
    for (const double sum : sums) total += sum;
    return total;
}

} // namespace epochlab::core
