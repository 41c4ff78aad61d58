// The kernels for Avx512; see vector.h for what may stand here.
#ifdef __AVX512F__
#include "mlp/kernels/kernel_set.h"
#include "mlp/kernels/vector_avx512.h"

const epochlab::core::KernelSet* epochlab::core::avx512Kernels() { return kernels::kernelSet<kernels::Avx512>(); }
#else
#include "mlp/step_plan.h"

const epochlab::core::KernelSet* epochlab::core::avx512Kernels() { return nullptr; }
#endif
