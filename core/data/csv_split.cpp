#include "data/csv_dataset.h"

#include "base/random.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

using SplitLists = std::array<std::vector<std::int32_t>, 3>;

/// Deals a shuffled sequence of rows so that after any number of them the shares hold to within one row.
class Dealer {
public:
    explicit Dealer(double trainShare) : m_trainShare(trainShare) {}

    std::size_t next() {
        const auto due = [&](std::int64_t rows) { return std::floor(static_cast<double>(rows) * m_trainShare + 1e-9); };
        const bool training = due(m_dealt + 1) > due(m_dealt);
        ++m_dealt;
        if (training) return 0;
        m_validation = !m_validation;
        return m_validation ? 1 : 2;
    }

private:
    double m_trainShare;
    std::int64_t m_dealt = 0;
    bool m_validation = false;
};

void dealClass(std::vector<std::int32_t> rows, Dealer& dealer, SplitLists& splits) {
    if (rows.size() < 3) {
        splits[0].insert(splits[0].end(), rows.begin(), rows.end());
        return;
    }
    const std::size_t before = splits[0].size();
    for (const std::int32_t row : rows) splits[dealer.next()].push_back(row);
    if (splits[0].size() > before) return;
    auto& donor = splits[1].empty() || splits[1].back() != rows.back() ? splits[2] : splits[1];
    splits[0].push_back(donor.back());
    donor.pop_back();
}

/// Small files: validation and test get a row each.
void fillEmptySplits(SplitLists& splits) {
    for (const std::size_t split : {std::size_t{1}, std::size_t{2}}) {
        if (!splits[split].empty()) continue;
        auto& donor = *std::max_element(splits.begin(), splits.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
        splits[split].push_back(donor.back());
        donor.pop_back();
    }
}

} // namespace

Result<SplitLists> splitRows(const std::vector<std::int32_t>& labels, std::size_t classCount, const CsvOptions& options,
                             std::vector<std::string>& notes) {
    if (labels.size() < 3)
        return Error{ErrorCode::DataTooFewRows,
                     std::to_string(labels.size()) + " rows cannot make three splits",
                     {},
                     "give at least 3 rows, better 100 and more"};
    const std::vector<std::int32_t> order =
        permutation({.seed = options.seed, .purpose = RandomPurpose::DataSplit}, static_cast<std::int32_t>(labels.size()));
    std::vector<std::vector<std::int32_t>> groups(options.stratify ? classCount : 1);
    for (const std::int32_t row : order)
        groups[options.stratify ? static_cast<std::size_t>(labels[static_cast<std::size_t>(row)]) : 0].push_back(row);
    SplitLists splits;
    Dealer dealer(options.trainShare);
    std::int64_t rare = 0;
    for (std::vector<std::int32_t>& group : groups) {
        rare += group.size() < 3 ? 1 : 0;
        dealClass(std::move(group), dealer, splits);
    }
    if (options.stratify && rare > 0)
        notes.push_back(std::to_string(rare) + (rare == 1 ? " class has" : " classes have") +
                        " fewer than 3 rows, which are in training only");
    fillEmptySplits(splits);
    for (std::vector<std::int32_t>& split : splits) std::sort(split.begin(), split.end());
    return splits;
}

} // namespace epochlab::core
