#include "mlp/kernel_sets.h"

namespace epochlab::core {
namespace {

bool processorHasAvx512() {
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

bool processorHasAvx2() {
#ifdef __x86_64__
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

} // namespace

Result<const KernelSet*> chooseKernels(std::string_view name) {
    const bool automatic = name == "auto";
    if ((automatic || name == "avx512") && processorHasAvx512() && avx512Kernels() != nullptr) return avx512Kernels();
    if ((automatic || name == "avx2") && processorHasAvx2() && avx2Kernels() != nullptr) return avx2Kernels();
    if (automatic || name == "portable") return portableKernels();
    return Error{ErrorCode::ConfigConflict, "this processor does not have the instructions " + std::string(name), "engine-isa",
                 "choose auto or portable"};
}

} // namespace epochlab::core
