// The kernels for any machine; see vector.h for what may stand here.
#include "mlp/kernels/kernel_set.h"
#include "mlp/kernels/vector_portable.h"

const epochlab::core::KernelSet* epochlab::core::portableKernels() { return kernels::kernelSet<kernels::Portable>(); }
