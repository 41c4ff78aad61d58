#include "base/state_bytes.h"

namespace epochlab::core {

void StateWriter::append(const void* from, std::size_t size) {
    const auto* bytes = static_cast<const std::byte*>(from);
    m_bytes.insert(m_bytes.end(), bytes, bytes + size);
}

void StateReader::take(void* to, std::size_t size) {
    if (!m_ok || m_rest.size() < size) {
        m_ok = false;
        return;
    }
    if (size > 0) std::memcpy(to, m_rest.data(), size);
    m_rest = m_rest.subspan(size);
}

} // namespace epochlab::core
