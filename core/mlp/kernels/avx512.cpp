// The kernels for Avx512; see vector.h for what may stand here.
#include "mlp/step_plan.h"

#ifdef __AVX512F__
#include "mlp/kernels/inference.h"
#include "mlp/kernels/step.h"
#include "mlp/kernels/vector_avx512.h"
#endif

namespace epochlab::core {

const KernelSet* avx512Kernels() {
#ifdef __AVX512F__
    using V = kernels::Avx512;
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
