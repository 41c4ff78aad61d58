#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace epochlab::core {

/// Floats that begin at a cache line, zero at first.
class AlignedFloats {
public:
    explicit AlignedFloats(std::size_t count = 0)
        : m_values(count > 0 ? new (std::align_val_t{64}) float[count]() : nullptr), m_count(count) {}
    float* data() const { return m_values.get(); }
    std::size_t size() const { return m_count; }

private:
    struct Free {
        void operator()(float* values) const { ::operator delete[](values, std::align_val_t{64}); }
    };
    std::unique_ptr<float[], Free> m_values;
    std::size_t m_count;
};

} // namespace epochlab::core
