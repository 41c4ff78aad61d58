#pragma once

#include "xgb/booster.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// A round to grow, and what came of it.
struct GrowthOrder {
    std::int64_t round = 0; ///< what its random numbers depend on, beside the seed
    double rate = 0.0;
    bool anew = false;          ///< with a new booster on `margins`
    std::vector<float> margins; ///< of the training rows, [rows × groups]: before the round where it is anew; after it
    std::string trees;          ///< of the round, as a model in JSON
};

/// XGBoost at work. All rounds are grown on one thread: a booster keeps what it needs in that thread's own memory.
class Growth {
public:
    Growth(BoosterRows rows, std::vector<BoosterParameter> parameters, std::int64_t groups)
        : m_rows(std::move(rows)), m_parameters(std::move(parameters)), m_groups(groups) {}

    Result<void> grow(GrowthOrder& order);

private:
    Result<void> begin(std::span<const float> margins);

    BoosterRows m_rows; ///< XGBoost's own copy
    std::vector<BoosterParameter> m_parameters;
    std::int64_t m_groups;
    std::optional<Booster> m_booster;
    std::int64_t m_rounds = 0; ///< grown by it
    double m_rate = 0.0;
};

} // namespace epochlab::core
