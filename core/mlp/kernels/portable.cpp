// The kernels for Portable; see vector.h for what may stand here.
#include "mlp/kernels/inference.h"
#include "mlp/kernels/step.h"

namespace epochlab::core {

const KernelSet* portableKernels() {
    using V = kernels::Portable;
    static constexpr KernelSet set{V::name, V::lanes, [](StepJob& job) { kernels::Step<V>(job).run(); },
                                   [](InferenceJob& job) { kernels::Inference<V>(job).run(); }};
    return &set;
}

} // namespace epochlab::core
