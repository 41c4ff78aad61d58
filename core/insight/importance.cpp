#include "insight/importance.h"

#include "base/random.h"
#include "compare/accuracy.h"
#include "insight/field_levels.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace epochlab::core {
namespace {

constexpr std::uint32_t draws = 1999;
const double leastWays = std::log(1000.0);

/// Sums of squares of values around their mean, in all and between groups.
class Decomposition {
public:
    explicit Decomposition(const std::vector<double>& values) {
        const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        for (const double value : values) m_values.push_back(value - mean);
        for (const double value : m_values) m_total += value * value;
    }

    double total() const { return m_total; }
    const std::vector<double>& centred() const { return m_values; }
    double share(const FieldLevels& field, const std::vector<double>& centred) const {
        std::vector<double> sums(field.count, 0.0), counts(field.count, 0.0);
        for (std::size_t run = 0; run < centred.size(); ++run) {
            sums[field.levelOf[run]] += centred[run];
            counts[field.levelOf[run]] += 1.0;
        }
        double between = 0.0;
        for (std::size_t level = 0; level < field.count; ++level) between += sums[level] * sums[level] / counts[level];
        return between / m_total;
    }

private:
    std::vector<double> m_values;
    double m_total = 0.0;
};

using Strata = std::vector<std::vector<std::size_t>>; ///< runs whose values may change places

/// Those that are alike in all fields but one; all runs, where these are too few to permute.
Strata strataFor(const std::vector<FieldLevels>& fields, std::size_t tested, std::size_t runs) {
    std::map<std::vector<std::size_t>, std::vector<std::size_t>> alike;
    for (std::size_t run = 0; run < runs; ++run) {
        std::vector<std::size_t> key;
        for (std::size_t field = 0; field < fields.size(); ++field)
            if (field != tested) key.push_back(fields[field].levelOf[run]);
        alike[key].push_back(run);
    }
    Strata strata;
    double ways = 0.0; // logarithm
    for (auto& [key, members] : alike) {
        ways += std::lgamma(static_cast<double>(members.size()) + 1.0);
        strata.push_back(std::move(members));
    }
    if (ways >= leastWays) return strata;
    Strata whole(1, std::vector<std::size_t>(runs));
    std::iota(whole[0].begin(), whole[0].end(), std::size_t{0});
    return whole;
}

void shuffle(std::vector<double>& values, const Strata& strata, RandomStream& random) {
    for (const std::vector<std::size_t>& members : strata)
        for (std::size_t left = members.size(); left > 1; --left)
            std::swap(values[members[left - 1]], values[members[static_cast<std::size_t>(random.below(left))]]);
}

void test(FieldShare& share, const Decomposition& values, const std::vector<FieldLevels>& fields, std::size_t tested) {
    constexpr double rounding = 1e-9;
    const Strata strata = strataFor(fields, tested, values.centred().size());
    std::vector<double> shares;
    std::vector<double> permuted = values.centred();
    for (std::uint32_t draw = 0; draw < draws; ++draw) {
        RandomStream random({.seed = 0, .purpose = RandomPurpose::Permutation, .epoch = static_cast<std::uint32_t>(tested), .step = draw});
        shuffle(permuted, strata, random);
        shares.push_back(values.share(fields[tested], permuted));
    }
    const auto reached = std::ranges::count_if(shares, [&](double each) { return each >= share.share - rounding; });
    share.p = (1.0 + static_cast<double>(reached)) / (1.0 + draws);
    const auto bound = shares.begin() + static_cast<std::ptrdiff_t>(std::ceil(0.95 * draws)) - 1;
    std::ranges::nth_element(shares, bound);
    share.chance = *bound;
}

/// S. Holm, "A simple sequentially rejective multiple test procedure", 1979.
void correct(std::vector<FieldShare>& fields) {
    std::ranges::sort(fields, {}, &FieldShare::p);
    double before = 0.0;
    for (std::size_t at = 0; at < fields.size(); ++at)
        before = fields[at].p = std::min(1.0, std::max(before, fields[at].p * static_cast<double>(fields.size() - at)));
}

Error missing(const std::string& what) { return {ErrorCode::Usage, what, "", "train or name runs of a sweep"}; }

} // namespace

bool FieldShare::isClear() const { return p < significance; }

Result<Importance> importanceOf(const ComparedRuns& all, const Metric& metric) {
    Importance importance{.metric = metric, .fields = {}, .unspeakable = {}};
    ComparedRuns runs;
    std::vector<double> values;
    for (const ComparedRun& run : all) {
        const double value = valueAtBest(run, metric);
        if (!run.config || !countsInMeans(run) || !std::isfinite(value)) continue;
        runs.push_back(run);
        values.push_back(value);
    }
    importance.runs = runs.size();
    importance.leftOut = all.size() - runs.size();
    if (runs.size() < leastRunsOfSweep)
        return missing("what fields matter is told of ten runs or more with a " + metric.words() + "; there are " +
                       std::to_string(runs.size()));
    std::vector<FieldLevels> fields = fieldLevels(runs);
    if (fields.empty()) return missing("the runs differ in no setting");
    std::erase_if(fields, [&](const FieldLevels& field) {
        if (field.count < runs.size()) return false;
        importance.unspeakable.push_back(field.label);
        return true;
    });
    if (fields.empty()) return missing("the only settings that differ, " + importance.unspeakable.front() + ", differ in every run");
    const Decomposition decomposition(values);
    if (!(decomposition.total() > 0.0)) return missing("all runs have the same " + metric.words());
    for (std::size_t at = 0; at < fields.size(); ++at) {
        FieldShare share{.field = fields[at].field, .label = fields[at].label, .levels = fields[at].count, .grouped = fields[at].grouped};
        share.share = decomposition.share(fields[at], decomposition.centred());
        test(share, decomposition, fields, at);
        importance.fields.push_back(std::move(share));
    }
    correct(importance.fields);
    std::ranges::stable_sort(importance.fields, std::ranges::greater(), &FieldShare::share);
    return importance;
}

} // namespace epochlab::core
