#pragma once

#include "params/param_set.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace at {
class Tensor;
}

namespace epochlab::core {

/// SGD, momentum, Adam or AdamW by PyTorch's formulas, on one flat parameter buffer.
class FlatOptimizer {
public:
    /// `flat` gives size and device.
    FlatOptimizer(const ParamSet& config, const at::Tensor& flat);
    ~FlatOptimizer();
    FlatOptimizer(FlatOptimizer&&) noexcept;

    /// Changes flat (and gradient, as scratch). `step` counts from 1.
    void apply(at::Tensor& flat, at::Tensor& gradient, double learningRate, std::int64_t step);
    /// Two buffers, empty where the method has none.
    std::vector<at::Tensor>& buffers();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
