#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace epochlab::core {

/// How a file writes a tensor's values, little-endian. All of them become floats here; F16 and BF16 do so exactly.
enum class TensorType { F32, F64, F16, BF16, I64, I32, I16, I8, U8, Boolean };

std::string_view tensorTypeName(TensorType type); ///< as safetensors spells it: "BF16"
std::optional<TensorType> tensorTypeNamed(std::string_view name);
std::size_t tensorTypeBytes(TensorType type); ///< of one value

float widenHalf(std::uint16_t bits);
float widenBfloat16(std::uint16_t bits);

/// `count` values of a file, side by side, as floats. `from` may be unaligned.
void readValues(TensorType type, const char* from, std::size_t count, float* to);

} // namespace epochlab::core
