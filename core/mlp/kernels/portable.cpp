// The kernels for any machine; see vector.h for what may stand here.
#include "mlp/kernels/inference.h"
#include "mlp/kernels/step.h"
#include "mlp/kernels/vector_portable.h"

namespace epochlab::core {

const KernelSet* portableKernels() {
    using V = kernels::Portable;
    static constexpr KernelSet set{V::name, V::lanes,
                                   [](StepJob& job, const Worker& worker) {
                                       kernels::Step<V>{job, worker}.run();
                                   },
                                   [](InferenceJob& job) { kernels::Inference<V>(job).run(); }};
    return &set;
}

} // namespace epochlab::core
