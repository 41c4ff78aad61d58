#include "data/picture_splits.h"

#include "data/csv_dataset.h"
#include "data/picture_source.h"

#include <algorithm>
#include <unordered_map>

namespace epochlab::core {
namespace {

/// Where a content stands.
struct Standing {
    unsigned splits = 0; ///< bit by split
    std::int32_t label = -1;
    bool twoClasses = false;
};

std::unordered_map<std::uint64_t, Standing> standingsOf(const TableDataset& dataset) {
    std::unordered_map<std::uint64_t, Standing> standings;
    for (const Split split : allSplits) {
        const TableRows& rows = dataset.rows(split);
        for (std::int64_t row = 0; row < rows.count; ++row) {
            Standing& standing = standings[dataset.pictures->contentHash(split, row)];
            const std::int32_t label = rows.labels[static_cast<std::size_t>(row)];
            standing.splits |= 1U << static_cast<unsigned>(split);
            standing.twoClasses = standing.twoClasses || (standing.label >= 0 && standing.label != label);
            standing.label = label;
        }
    }
    return standings;
}

template <typename Take> void forEachPicture(const TableDataset& dataset, const Take& take) {
    const auto standings = standingsOf(dataset);
    for (const Split split : allSplits)
        for (std::int64_t row = 0; row < dataset.rows(split).count; ++row)
            take(split, row, standings.at(dataset.pictures->contentHash(split, row)));
}

bool leaks(Split split, const Standing& standing) {
    return split != Split::Training && standing.splits != 1U << static_cast<unsigned>(split);
}

std::string partsNote(const std::array<std::vector<RowOrigin>, 3>& splits, const std::array<bool, 3>& missing) {
    std::string parts;
    for (const Split split : {Split::Validation, Split::Test})
        if (const auto index = static_cast<std::size_t>(split); missing[index])
            parts += (parts.empty() ? "" : " and ") + std::to_string(splits[index].size()) + " " + std::string(splitName(split));
    return parts + " pictures are taken from the training pictures by the data seed";
}

} // namespace

Result<std::array<std::vector<RowOrigin>, 3>> completeSplits(const std::array<std::vector<std::int32_t>, 3>& labels, std::size_t classCount,
                                                             double trainShare, std::uint64_t seed, std::vector<std::string>& notes) {
    std::array<std::vector<RowOrigin>, 3> splits;
    const std::array<bool, 3> missing{false, labels[1].empty(), labels[2].empty()};
    const bool complete = !missing[1] && !missing[2];
    for (std::size_t split = complete ? 0 : 1; split < labels.size(); ++split)
        for (std::size_t row = 0; row < labels[split].size(); ++row) splits[split].push_back({split, row});
    if (complete) return splits;
    const auto dealt = splitRows(labels[0], classCount, CsvOptions{.trainShare = trainShare, .stratify = true, .seed = seed}, notes);
    if (!dealt) return dealt.error();
    for (std::size_t part = 0; part < dealt->size(); ++part) {
        const std::size_t split = part == 0 || missing[part] ? part : 3 - part; // what is there already leaves its share to the other
        for (const std::int32_t row : (*dealt)[part]) splits[split].push_back({0, static_cast<std::size_t>(row)});
    }
    for (const std::size_t split : {std::size_t{1}, std::size_t{2}})
        if (missing[split]) std::ranges::sort(splits[split], {}, &RowOrigin::row);
    notes.push_back(partsNote(splits, missing));
    return splits;
}

std::vector<PictureFinding> findRepeats(const TableDataset& dataset) {
    PictureFinding leaking{"leak", "in validation or test that stand in another split too", 0, {}};
    PictureFinding doubtful{"two-classes", "whose content stands in two classes", 0, {}};
    forEachPicture(dataset, [&](Split split, std::int64_t row, const Standing& standing) {
        const std::string& name = dataset.rows(split).names[static_cast<std::size_t>(row)];
        if (leaks(split, standing)) leaking.add(name);
        if (standing.twoClasses) doubtful.add(name);
    });
    std::vector<PictureFinding> findings;
    for (PictureFinding* finding : {&leaking, &doubtful})
        if (finding->count > 0) findings.push_back(std::move(*finding));
    return findings;
}

std::int64_t countLeakingPictures(const TableDataset& dataset) {
    std::int64_t count = 0;
    forEachPicture(dataset, [&count](Split split, std::int64_t, const Standing& standing) { count += leaks(split, standing) ? 1 : 0; });
    return count;
}

} // namespace epochlab::core
