#include "norms.h"

#ifdef __AVX512F__
#include "mlp/kernels/gradient_norms.h"
#include "mlp/kernels/vector_avx512.h"

bool gradientNorms(std::span<const float> gradient, std::span<const std::int64_t> ends, std::span<double> norms) {
    using Norms = epochlab::core::kernels::GradientNorms<epochlab::core::kernels::Avx512>;
    if (!__builtin_cpu_supports("avx512f")) return false;
    std::int64_t begin = 0;
    for (std::size_t layer = 0; layer < ends.size(); ++layer) {
        norms[layer] = Norms::squaredNorm(gradient.data() + begin, ends[layer] - begin);
        begin = ends[layer];
    }
    return true;
}
#else
bool gradientNorms(std::span<const float>, std::span<const std::int64_t>, std::span<double>) { return false; }
#endif
