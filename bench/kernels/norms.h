#pragma once

#include <cstdint>
#include <span>

/// ‖g‖² of each layer of a gradient, as a training step of AVX-512 takes them, one value a layer into `norms`; false where this build or
/// machine has no such instructions. ends: where each layer ends.
bool gradientNorms(std::span<const float> gradient, std::span<const std::int64_t> ends, std::span<double> norms);
