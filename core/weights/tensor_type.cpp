#include "weights/tensor_type.h"

#include <array>
#include <bit>
#include <cstring>

namespace epochlab::core {
namespace {

struct TypeFacts {
    TensorType type;
    std::string_view name;
    std::size_t bytes;
};

constexpr std::array facts{TypeFacts{TensorType::F32, "F32", 4}, TypeFacts{TensorType::F64, "F64", 8},
                           TypeFacts{TensorType::F16, "F16", 2}, TypeFacts{TensorType::BF16, "BF16", 2},
                           TypeFacts{TensorType::I64, "I64", 8}, TypeFacts{TensorType::I32, "I32", 4},
                           TypeFacts{TensorType::I16, "I16", 2}, TypeFacts{TensorType::I8, "I8", 1},
                           TypeFacts{TensorType::U8, "U8", 1},   TypeFacts{TensorType::Boolean, "BOOL", 1}};

const TypeFacts& factsOf(TensorType type) { return facts[static_cast<std::size_t>(type)]; }

template <typename Stored, typename Convert> void convertAll(const char* from, std::size_t count, float* to, Convert convert) {
    for (std::size_t i = 0; i < count; ++i) {
        Stored stored{};
        std::memcpy(&stored, from + i * sizeof stored, sizeof stored);
        to[i] = convert(stored);
    }
}

template <typename Stored> void castAll(const char* from, std::size_t count, float* to) {
    convertAll<Stored>(from, count, to, [](Stored stored) { return static_cast<float>(stored); });
}

} // namespace

std::string_view tensorTypeName(TensorType type) { return factsOf(type).name; }

std::optional<TensorType> tensorTypeNamed(std::string_view name) {
    for (const TypeFacts& fact : facts)
        if (fact.name == name) return fact.type;
    return std::nullopt;
}

std::size_t tensorTypeBytes(TensorType type) { return factsOf(type).bytes; }

float widenHalf(std::uint16_t bits) {
    const std::uint32_t sign = std::uint32_t{bits & 0x8000U} << 16;
    const std::uint32_t exponent = bits >> 10 & 0x1fU;
    const std::uint32_t fraction = bits & 0x3ffU;
    constexpr float smallest = 0x1p-24F; // of the subnormal numbers, which are multiples of it
    if (exponent == 0) return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * smallest));
    constexpr std::uint32_t biasDifference = 127 - 15;
    const std::uint32_t widened = exponent == 0x1f ? 0xffU : exponent + biasDifference; // infinities and NaN keep all ones
    return std::bit_cast<float>(sign | widened << 23 | fraction << 13);
}

float widenBfloat16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

void readValues(TensorType type, const char* from, std::size_t count, float* to) {
    switch (type) {
    case TensorType::F32: return castAll<float>(from, count, to);
    case TensorType::F64: return castAll<double>(from, count, to);
    case TensorType::F16: return convertAll<std::uint16_t>(from, count, to, widenHalf);
    case TensorType::BF16: return convertAll<std::uint16_t>(from, count, to, widenBfloat16);
    case TensorType::I64: return castAll<std::int64_t>(from, count, to);
    case TensorType::I32: return castAll<std::int32_t>(from, count, to);
    case TensorType::I16: return castAll<std::int16_t>(from, count, to);
    case TensorType::I8: return castAll<std::int8_t>(from, count, to);
    case TensorType::U8: return castAll<std::uint8_t>(from, count, to);
    case TensorType::Boolean: return convertAll<std::uint8_t>(from, count, to, [](std::uint8_t stored) { return stored != 0 ? 1.F : 0.F; });
    }
}

} // namespace epochlab::core
