#pragma once

#include "base/error.h"

#include <utility>
#include <variant>

namespace epochlab::core {

/// The value of an operation, or the reason why there is none. Expected failures travel this way;
/// exceptions are left to bugs and to the libraries that throw (see docs/architecture.md).
template <typename T> class [[nodiscard]] Result {
public:
    Result(T value) : m_content(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_content(std::in_place_index<1>, std::move(error)) {}

    explicit operator bool() const { return ok(); }
    bool ok() const { return m_content.index() == 0; }

    /// Precondition: ok().
    T& value() & { return *std::get_if<0>(&m_content); }
    const T& value() const& { return *std::get_if<0>(&m_content); }
    T&& value() && { return std::move(*std::get_if<0>(&m_content)); }
    T* operator->() { return std::get_if<0>(&m_content); }
    const T* operator->() const { return std::get_if<0>(&m_content); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }

    /// Precondition: !ok().
    const Error& error() const { return *std::get_if<1>(&m_content); }

private:
    std::variant<T, Error> m_content;
};

template <> class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)), m_failed(true) {}

    explicit operator bool() const { return ok(); }
    bool ok() const { return !m_failed; }
    const Error& error() const { return m_error; }

private:
    Error m_error;
    bool m_failed = false;
};

} // namespace epochlab::core
