#include "data/load.h"
#include "data/picture_source.h"
#include "data/picture_splits.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace epochlab::core {
namespace {

/// A row's features as bytes: equal for equal features (−0 counts as 0 when the data are read).
std::string_view rowBytes(const TableRows& rows, std::int64_t row, std::int64_t features) {
    const auto width = static_cast<std::size_t>(features);
    return {reinterpret_cast<const char*>(rows.features.data() + static_cast<std::size_t>(row) * width), width * sizeof(float)};
}

/// Rows of validation and test that stand, feature for feature, in another split too.
std::int64_t countLeakingRows(const TableDataset& dataset) {
    std::unordered_map<std::string_view, unsigned> splitsOfRow;
    std::size_t total = 0;
    for (const TableRows& rows : dataset.splits) total += static_cast<std::size_t>(rows.count);
    splitsOfRow.reserve(total);
    for (std::size_t split = 0; split < dataset.splits.size(); ++split)
        for (std::int64_t row = 0; row < dataset.splits[split].count; ++row)
            splitsOfRow[rowBytes(dataset.splits[split], row, dataset.featureCount())] |= 1U << split;
    std::int64_t leaking = 0;
    for (std::size_t split = 1; split < dataset.splits.size(); ++split)
        for (std::int64_t row = 0; row < dataset.splits[split].count; ++row)
            if (splitsOfRow[rowBytes(dataset.splits[split], row, dataset.featureCount())] != 1U << split) ++leaking;
    return leaking;
}

void countClasses(const TableDataset& dataset, DataCard& card) {
    for (const std::string& name : dataset.classNames) card.classes.push_back({name, {}});
    for (std::size_t split = 0; split < dataset.splits.size(); ++split)
        for (const std::int32_t label : dataset.splits[split].labels) ++card.classes[static_cast<std::size_t>(label)].counts[split];
}

} // namespace

DataCard makeDataSummary(const TableDataset& dataset) {
    DataCard card;
    card.name = dataset.name;
    card.source = dataset.source;
    card.attribution = dataset.attribution;
    card.features = dataset.featureNames;
    if (dataset.pictures) card.pictures = dataset.pictures->report().sizes() + (dataset.pictures->report().grey ? ", grey" : ", colour");
    card.fingerprint = dataset.fingerprint;
    card.notes = dataset.notes;
    for (std::size_t split = 0; split < card.rows.size(); ++split) card.rows[split] = dataset.splits[split].count;
    countClasses(dataset, card);
    if (!card.classes.empty()) {
        card.chance = 1.0 / static_cast<double>(card.classes.size());
        const auto largest = std::max_element(card.classes.begin(), card.classes.end(),
                                              [](const auto& a, const auto& b) { return a.counts[0] < b.counts[0]; });
        card.majorityClass = largest->name;
        if (card.rows[1] > 0) card.majority = static_cast<double>(largest->counts[1]) / static_cast<double>(card.rows[1]);
    }
    return card;
}

DataCard makeDataCard(const TableDataset& dataset) {
    DataCard card = makeDataSummary(dataset);
    card.leakingRows = dataset.pictures ? countLeakingPictures(dataset) : countLeakingRows(dataset);
    const std::int64_t held = card.rows[1] + card.rows[2];
    if (held > 0) card.leakShare = static_cast<double>(card.leakingRows) / static_cast<double>(held);
    return card;
}

} // namespace epochlab::core
