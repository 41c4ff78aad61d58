#pragma once

#include "fuzz/fuzz.h"
#include "weights/weights_file.h"

#include <string_view>

namespace epochlab::fuzz {

/// Whatever is read is whole: as many values as its shape says, a name for each; whatever is not says why.
inline void checkWeights(std::string_view bytes) {
    const core::Result<core::WeightsFile> file = core::decodeWeights(bytes, "input");
    if (!file) {
        FUZZ_CHECK(file.error().code == core::ErrorCode::UntrustedFile);
        FUZZ_CHECK(!file.error().what.empty() && file.error().what.size() < 1000);
        return;
    }
    FUZZ_CHECK(file->tensors.size() == file->types.size());
    for (const core::NamedTensor& tensor : file->tensors) {
        std::uint64_t count = 1;
        for (const std::int64_t size : tensor.shape) count *= static_cast<std::uint64_t>(size);
        FUZZ_CHECK(tensor.values.size() == count);
    }
}

} // namespace epochlab::fuzz
