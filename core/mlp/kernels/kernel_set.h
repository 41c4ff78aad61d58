#pragma once

#include "mlp/kernels/inference.h"
#include "mlp/kernels/step.h"

namespace epochlab::core::kernels {

/// All kernels over one kind of vector.
template <class V> const KernelSet* kernelSet() {
    static constexpr KernelSet set{V::name, V::lanes,
                                   [](StepJob& job, const Worker& worker) {
                                       Step<V>{job, worker}.run();
                                   },
                                   [](InferenceJob& job) { Inference<V>(job).run(); }};
    return &set;
}

} // namespace epochlab::core::kernels
