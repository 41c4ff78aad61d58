#pragma once

#include "base/result.h"
#include "params/param_set.h"

#include <exception>
#include <string>
#include <vector>

namespace epochlab::core {

/// Where a run computes, and what was said about it.
struct TorchDevice {
    std::string name; ///< "cpu", "cuda:0"
};

/// Once for the process: deterministic algorithms, inter-op count, CUDA where a driver is present. Each call: the calling thread's own
/// intra-op count.
void setUpTorchThread(int threads);
/// The request's device, or ConfigConflict where a GPU is asked for and there is none.
Result<TorchDevice> chooseTorchDevice(const ParamSet& config);
std::string torchInstructionSet();
/// JSON text for `doctor`.
std::string torchFactsJson();

/// The error that a LibTorch exception stands for: OutOfMemory or Internal. Call it in a catch block's body.
Error torchError(const std::exception& exception, const std::string& where);

/// Runs `work` and turns exceptions into the Result's error: the one wall between LibTorch's exceptions and the product.
template <typename Work> auto guardTorch(const std::string& where, Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const std::exception& exception) {
        return torchError(exception, where);
    }
}

} // namespace epochlab::core
