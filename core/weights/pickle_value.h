#pragma once

#include "weights/tensor_type.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace epochlab::core {

enum class PickleKind : std::uint8_t { None, Boolean, Integer, Real, Text, List, Tuple, Dictionary, Global, Storage, Tensor, Other };

/// A value of a pickle. Texts, lists and the like lie in the heap, so that no nesting and no cycle costs stack.
struct PickleValue {
    PickleKind kind = PickleKind::None;
    std::int64_t number = 0; ///< the integer or boolean; else an index into the heap's vector of this kind (List and Tuple share one)
};

/// The values of one file behind a tensor, before they are read.
struct TorchStorage {
    TensorType type = TensorType::F32;
    std::string key; ///< the entry "data/KEY"
    std::uint64_t count = 0;
};

/// A view of a storage that lies wholly inside it, and is not larger than it.
struct TorchTensor {
    std::size_t storage = 0; ///< index into PickleHeap::storages
    std::uint64_t offset = 0;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< ≥ 0, as many as shape
    std::uint64_t count = 0;           ///< product of the shape
};

struct PickleHeap {
    std::vector<std::string_view> texts; ///< within the pickle; UTF-8
    std::vector<std::vector<PickleValue>> sequences;
    std::vector<std::vector<std::pair<PickleValue, PickleValue>>> dictionaries;
    std::vector<TorchStorage> storages;
    std::vector<TorchTensor> tensors;

    std::string_view text(PickleValue value) const { return texts[static_cast<std::size_t>(value.number)]; }
    std::vector<PickleValue>& sequence(PickleValue value) { return sequences[static_cast<std::size_t>(value.number)]; }
    auto& dictionary(PickleValue value) { return dictionaries[static_cast<std::size_t>(value.number)]; }
};

} // namespace epochlab::core
