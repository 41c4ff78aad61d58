#include "torch/fast_mode.h"

#include <ATen/autocast_mode.h>

namespace epochlab::core {

FastMode::FastMode(bool on, const std::string& device) : m_on(on), m_cuda(device != "cpu") {
    if (!m_on) return;
    const at::DeviceType type = m_cuda ? at::kCUDA : at::kCPU;
    at::autocast::set_autocast_dtype(type, at::kBFloat16);
    at::autocast::set_autocast_enabled(type, true);
    at::autocast::increment_nesting();
}

FastMode::~FastMode() {
    if (!m_on) return;
    // The cache holds weights as bfloat16, and these have changed when the next batch comes.
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(m_cuda ? at::kCUDA : at::kCPU, false);
}

} // namespace epochlab::core
