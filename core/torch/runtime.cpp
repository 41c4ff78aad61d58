#include "torch/runtime.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <dlfcn.h>

#include <filesystem>
#include <mutex>
#include <new>
#include <sstream>

namespace epochlab::core {
namespace {

std::string jsonText(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result + "\"";
}

bool driverPresent() {
    std::error_code ignored;
    return std::filesystem::exists("/proc/driver/nvidia/version", ignored) || std::filesystem::exists("/dev/nvidiactl", ignored);
}

/// Registers CUDA where there is a driver; says what was tried.
std::string tryCuda() {
    if (!driverPresent()) return "no NVIDIA driver on this machine: CPU";
    if (dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) == nullptr) {
        const char* reason = dlerror();
        return std::string("NVIDIA driver found, but LibTorch's CUDA library was not loaded: ") + (reason != nullptr ? reason : "");
    }
    return at::hasCUDA() ? "CUDA is ready" : "CUDA library loaded, but no usable GPU";
}

/// What the process-wide set-up found. Made once, before the first tensor.
const std::string& processSetUp() {
    static const std::string tried = [] {
        std::string result = tryCuda();
        at::globalContext().setDeterministicAlgorithms(true, true); // on a GPU some steps have no such algorithm
        at::globalContext().setBenchmarkCuDNN(false);
        try {
            at::set_num_interop_threads(1);
        } catch (const std::exception&) {
            result += "; the inter-op thread count was already set";
        }
        return result;
    }();
    return tried;
}

} // namespace

void setUpTorchThread(int threads) {
    processSetUp();
    at::set_num_threads(threads);
}

Result<TorchDevice> chooseTorchDevice(const ParamSet& config) {
    processSetUp();
    const std::string& wish = config.text("device");
    const bool cuda = at::hasCUDA();
    if (wish == "cuda" && !cuda) {
        return Error{ErrorCode::ConfigConflict, "there is no GPU that LibTorch can use: " + processSetUp(), "device",
                     "choose device auto or cpu, or set up CUDA with ./dev run --cuda"};
    }
    return TorchDevice{wish != "cpu" && cuda ? "cuda:0" : "cpu"};
}

std::string torchInstructionSet() { return at::get_cpu_capability(); }

std::string torchFactsJson() {
    const std::string& tried = processSetUp();
    std::ostringstream out;
    out << "{\"version\":" << jsonText(TORCH_VERSION) << ",\"threads\":" << at::get_num_threads()
        << ",\"interop_threads\":" << at::get_num_interop_threads() << ",\"instruction_set\":" << jsonText(torchInstructionSet())
        << ",\"cuda\":" << (at::hasCUDA() ? "true" : "false") << ",\"cuda_tried\":" << jsonText(tried) << "}";
    return out.str();
}

Error torchError(const std::exception& exception, const std::string& where) {
    const std::string text = exception.what();
    const std::string line = text.substr(0, text.find('\n'));
    const bool memory = dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ||
                        dynamic_cast<const c10::OutOfMemoryError*>(&exception) != nullptr ||
                        text.find("can't allocate memory") != std::string::npos || text.find("out of memory") != std::string::npos ||
                        text.find("not enough memory") != std::string::npos;
    if (memory) return {ErrorCode::OutOfMemory, "not enough memory: " + line, where, "halve the batch size or the width"};
    return {ErrorCode::Internal, "LibTorch refused: " + line, where, "report this with the run's settings"};
}

} // namespace epochlab::core
