// The kernels for Avx2; see vector.h for what may stand here.
#ifdef __AVX2__
#include "mlp/kernels/kernel_set.h"
#include "mlp/kernels/vector_avx2.h"

const epochlab::core::KernelSet* epochlab::core::avx2Kernels() { return kernels::kernelSet<kernels::Avx2>(); }
#else
#include "mlp/step_plan.h"

const epochlab::core::KernelSet* epochlab::core::avx2Kernels() { return nullptr; }
#endif
