#pragma once

#include <memory>
#include <string>

namespace epochlab::core {

/// While it lives, and `on`, this thread's convolutions and products are computed in bfloat16, as PyTorch's autocast does; sums, norms and
/// losses stay float32.
class FastMode {
public:
    FastMode(bool on, const std::string& device);
    ~FastMode();
    FastMode(const FastMode&) = delete;
    FastMode& operator=(const FastMode&) = delete;

private:
    bool m_on;
    bool m_cuda;
};

} // namespace epochlab::core
