#pragma once

#include "mlp/kernels/inference.h"
#include "mlp/kernels/step.h"
#include "mlp/kernels/subnormals.h"

namespace epochlab::core::kernels {

/// All kernels over one kind of vector.
template <class V> const KernelSet* kernelSet() {
    static constexpr KernelSet set{V::name, V::lanes,
                                   [](StepJob& job, const Worker& worker) {
                                       const SubnormalsAreZero scope;
                                       Step<V>{job, worker}.run();
                                   },
                                   [](InferenceJob& job) {
                                       const SubnormalsAreZero scope;
                                       Inference<V>(job).run();
                                   }};
    return &set;
}

} // namespace epochlab::core::kernels
