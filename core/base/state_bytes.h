#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace epochlab::core {

static_assert(std::endian::native == std::endian::little, "saved states are little-endian");

/// Appends plain numbers and arrays to a saved state.
class StateWriter {
public:
    template <typename T> void number(T value) {
        static_assert(std::is_arithmetic_v<T>);
        append(&value, sizeof value);
    }
    template <typename T> void array(std::span<const T> values) {
        number(static_cast<std::uint64_t>(values.size()));
        append(values.data(), values.size_bytes());
    }
    std::vector<std::byte> take() { return std::move(m_bytes); }

private:
    void append(const void* from, std::size_t size);
    std::vector<std::byte> m_bytes;
};

/// Reads them back in the same order. A short or wrong state fails once and for all; check ok() at the end.
class StateReader {
public:
    explicit StateReader(std::span<const std::byte> bytes) : m_rest(bytes) {}

    template <typename T> T number() {
        T value{};
        take(&value, sizeof value);
        return value;
    }
    /// Fails unless the saved array has exactly this many values.
    template <typename T> std::vector<T> array(std::size_t expected) {
        if (number<std::uint64_t>() != expected || m_rest.size() / sizeof(T) < expected) m_ok = false;
        std::vector<T> values(m_ok ? expected : 0);
        take(values.data(), values.size() * sizeof(T));
        return values;
    }
    /// As many values as were saved; no allocation beyond the bytes that are there.
    template <typename Container> void list(Container& values) {
        const auto count = number<std::uint64_t>();
        if (count > m_rest.size() / sizeof(typename Container::value_type)) m_ok = false;
        if (!m_ok) return;
        values.resize(count);
        take(values.data(), count * sizeof(typename Container::value_type));
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_rest.empty(); }

private:
    void take(void* to, std::size_t size);
    std::span<const std::byte> m_rest;
    bool m_ok = true;
};

} // namespace epochlab::core
