#pragma once

#include "base/result.h"
#include "run/trainer.h"
#include "weights/tensor_type.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

inline constexpr std::size_t largestWeightsFile = std::size_t{512} << 20; // bytes

enum class WeightsFormat { Safetensors, Torch };

std::string_view weightsFormatName(WeightsFormat format); ///< "safetensors", "PyTorch state_dict"

/// What a file of weights holds, every value a float.
struct WeightsFile {
    WeightsFormat format = WeightsFormat::Safetensors;
    std::vector<NamedTensor> tensors; ///< in the file's order, names unique
    std::vector<TensorType> types;    ///< of each tensor in the file
    std::map<std::string, std::string> metadata;
    std::vector<std::string> notes; ///< what a person should know: "21 tensors are F16 in the file and are widened to F32"

    const NamedTensor* find(std::string_view name) const;
    std::int64_t valueCount() const;
};

/// Reads safetensors or a PyTorch .pth (torch.save of a state_dict, zip format), which of them its content says. No code of the file is
/// run, nothing is allocated before it is checked, at most 512 MiB. DataNotFound, DataNotRegularFile, DataTooLarge, IoRead; UntrustedFile
/// naming the broken rule, or how to convert the file. Takes as long as the disk and the bytes need: never on the GUI thread.
Result<WeightsFile> readWeights(const std::string& path);
/// The same for bytes in memory; `origin` names them in errors.
Result<WeightsFile> decodeWeights(std::string_view bytes, const std::string& origin);

} // namespace epochlab::core
