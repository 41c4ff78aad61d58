#pragma once

#include "store/database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// What stands before a layer's name in the series of its gradients and of its updates.
inline constexpr std::string_view gradientSeries = "gradient_squared_norm/";
inline constexpr std::string_view updateSeries = "update_ratio/"; ///< of GradientRow::updateRatios

/// Values of one series at the steps firstStep, firstStep + stride, …
struct SeriesBlock {
    std::string series;
    std::int64_t firstStep = 0;
    std::int64_t stride = 1;
    std::vector<double> values;

    std::int64_t lastStep() const { return firstStep + (static_cast<std::int64_t>(values.size()) - 1) * stride; }
    /// Takes the other's values where they go on without a gap.
    bool join(const SeriesBlock& next);
};

// `run` is the number of a run. What writes belongs inside a WriteTransaction.

/// After all that the series has.
Result<void> appendBlock(Connection& connection, std::int64_t run, const SeriesBlock& block);
/// In the place of what the series has at these steps. Returns how many of those values were other bits.
Result<std::int64_t> replaceBlock(Connection& connection, std::int64_t run, const SeriesBlock& block);
/// All series from a step on.
Result<void> dropValuesFrom(Connection& connection, std::int64_t run, std::int64_t step);
/// 0 where there is none.
Result<std::int64_t> lastStepOf(Connection& connection, std::int64_t run);
/// By series, each in the order of its steps, joined where there is no gap. only: these series, in this order; empty: all.
Result<std::vector<SeriesBlock>> loadBlocks(Connection& connection, std::int64_t run, const std::vector<std::string>& only = {});

} // namespace epochlab::core
