#include "trees/tree_settings.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr std::int64_t largestHistograms = std::int64_t{1} << 30; ///< bytes, that "auto" takes
constexpr std::int64_t entryBytes = 8;                            ///< XGBoost keeps a value with its column or row number
constexpr std::int64_t gradientBytes = 16;                        ///< of a bin: two doubles

/// XGBoost keeps the histograms of all inner nodes until the tree is grown; there are no more of these than rows.
std::int64_t histogramBytes(const ParamSet& config, const TreeRows& data) {
    const std::int64_t bins = std::min(config.integer("max-bin"), std::max<std::int64_t>(1, data.rows));
    const std::int64_t inner = (std::int64_t{1} << config.integer("max-depth")) - 1;
    return data.features * bins * gradientBytes * std::min(inner, std::max<std::int64_t>(1, data.rows));
}

} // namespace

std::string treeMethodOf(const ParamSet& config, const TreeRows& data) {
    const std::string& method = config.text("tree-method");
    if (method != "auto") return method;
    return histogramBytes(config, data) <= largestHistograms ? "hist" : "exact";
}

std::int64_t treeWorkBytes(const ParamSet& config, const TreeRows& data) {
    const std::int64_t cells = data.rows * data.features;
    if (treeMethodOf(config, data) == "exact") return 2 * entryBytes * cells;
    const std::int64_t binBytes = config.integer("max-bin") <= 256 ? 1 : 2;
    return (entryBytes + 2 * binBytes) * cells + histogramBytes(config, data);
}

} // namespace epochlab::core
