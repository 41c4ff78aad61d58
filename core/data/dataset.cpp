#include "data/dataset.h"

#include <cstdio>
#include <type_traits>

namespace epochlab::core {
namespace {

/// FNV-1a, 64 bits (Fowler, Noll, Vo), a byte at a time.
class Fnv {
public:
    template <typename T> void add(const T* values, std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>);
        const auto* bytes = reinterpret_cast<const unsigned char*>(values);
        for (std::size_t i = 0; i < count * sizeof(T); ++i) m_state = (m_state ^ bytes[i]) * 1099511628211ULL;
    }
    void add(std::int64_t value) { add(&value, 1); }
    std::uint64_t state() const { return m_state; }

private:
    std::uint64_t m_state = 14695981039346656037ULL;
};

} // namespace

std::string_view splitName(Split split) {
    switch (split) {
    case Split::Training: return "training";
    case Split::Validation: return "validation";
    case Split::Test: return "test";
    }
    return "";
}

std::uint64_t fingerprintOf(const TableDataset& dataset) {
    Fnv hash;
    hash.add(dataset.featureCount());
    hash.add(dataset.classCount());
    for (const TableRows& rows : dataset.splits) {
        hash.add(rows.count);
        hash.add(rows.features.data(), rows.features.size());
        hash.add(rows.labels.data(), rows.labels.size());
    }
    return hash.state();
}

std::string fingerprintText(std::uint64_t fingerprint) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(fingerprint));
    return text;
}

} // namespace epochlab::core
