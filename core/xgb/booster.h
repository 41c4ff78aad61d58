#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

// XGBoost's C interface as values. Nothing of it is thrown; a call that fails is an Error: OutOfMemory or Internal. One thread at a time.

/// The rows that trees are grown on. XGBoost makes its own copy.
class BoosterRows {
public:
    /// values: [labels.size() × features], row by row, finite.
    static Result<BoosterRows> make(std::span<const float> values, std::int64_t features, std::span<const std::int32_t> labels,
                                    int threads);
    /// What the next booster's first tree adds to: [rows × groups].
    Result<void> setMargins(std::span<const float> margins, std::int64_t groups);
    void* handle() const { return m_handle.get(); }

private:
    struct Free {
        void operator()(void* handle) const;
    };
    std::unique_ptr<void, Free> m_handle;
    std::int64_t m_rows = 0;
};

struct BoosterParameter {
    std::string name;
    std::string value;
};

/// Grows trees, round by round.
class Booster {
public:
    static Result<Booster> make(const BoosterRows& rows, std::span<const BoosterParameter> parameters);
    Result<void> set(const BoosterParameter& parameter);
    /// One round; `iteration` is what the round's random numbers depend on, beside the seed.
    Result<void> grow(const BoosterRows& rows, std::int64_t iteration);
    /// The trees of this booster's round `round`, from 0, as a model in JSON.
    Result<std::string> roundAsJson(std::int64_t round) const;
    /// The rows' margins after all rounds, which XGBoost has kept up to date: [rows × groups].
    Result<void> copyMargins(const BoosterRows& rows, std::span<float> margins) const;

private:
    struct Free {
        void operator()(void* handle) const;
    };
    std::unique_ptr<void, Free> m_handle;
};

/// "1.7.4"
std::string xgboostVersion();

} // namespace epochlab::core
