#include "data/dataset.h"

#include "data/picture_source.h"

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
    void add(const std::string& text) {
        add(static_cast<std::int64_t>(text.size()));
        add(text.data(), text.size());
    }
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

namespace {

void addPictures(const TableDataset& dataset, Fnv& hash) {
    for (const std::string& name : dataset.classNames) hash.add(name);
    for (const Split split : allSplits)
        for (std::int64_t row = 0; row < dataset.rows(split).count; ++row) {
            hash.add(dataset.rows(split).names[static_cast<std::size_t>(row)]);
            hash.add(static_cast<std::int64_t>(dataset.pictures->contentHash(split, row)));
        }
}

} // namespace

std::uint64_t fingerprintOf(const TableDataset& dataset) {
    Fnv hash;
    hash.add(dataset.featureCount());
    hash.add(dataset.classCount());
    for (const TableRows& rows : dataset.splits) {
        hash.add(rows.count);
        hash.add(rows.features.data(), rows.features.size());
        hash.add(rows.labels.data(), rows.labels.size());
    }
    if (dataset.pictures) addPictures(dataset, hash);
    return hash.state();
}

std::string fingerprintText(std::uint64_t fingerprint) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(fingerprint));
    return text;
}

} // namespace epochlab::core
