#pragma once

#include "base/result.h"
#include "run/trainer.h"
#include "weights/tensor_type.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A safetensors file as values (https://github.com/huggingface/safetensors, "Format"): 8 bytes of header length, a JSON header,
/// then the tensors' bytes without holes.
struct TensorFile {
    std::vector<NamedTensor> tensors; ///< in file order
    std::map<std::string, std::string> metadata;
    std::vector<TensorType> types = {}; ///< of each tensor in the file that was read; what is written is F32
};

std::string encodeTensorFile(const TensorFile& file);
/// UntrustedFile naming the broken rule. Nothing is allocated for a tensor before every rule holds. Values become floats.
Result<TensorFile> decodeTensorFile(std::span<const std::byte> bytes, const std::string& origin);

} // namespace epochlab::core
