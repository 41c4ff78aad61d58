// The kernels for Avx2; see vector.h for what may stand here.
#include "mlp/step_plan.h"

#ifdef __AVX2__
#include "mlp/kernels/inference.h"
#include "mlp/kernels/step.h"
#include "mlp/kernels/vector_avx2.h"
#endif

namespace epochlab::core {

const KernelSet* avx2Kernels() {
#ifdef __AVX2__
    using V = kernels::Avx2;
    static constexpr KernelSet set{V::name, V::lanes,
                                   [](StepJob& job, const Worker& worker) {
                                       kernels::Step<V>{job, worker}.run();
                                   },
                                   [](InferenceJob& job) { kernels::Inference<V>(job).run(); }};
    return &set;
#else
    return nullptr;
#endif
}

} // namespace epochlab::core
