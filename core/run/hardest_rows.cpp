#include "run/hardest_rows.h"

#include "run/predictions.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace epochlab::core {

HardestRows hardestRows(const SplitPredictions& predictions, std::size_t most) {
    const std::vector<float>& truth = predictions.truthProbabilities;
    const std::vector<float>& confidence = predictions.confidences;
    std::vector<std::size_t> rows(truth.size());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(most, rows.size()));
    const auto first = [&](auto before) {
        std::partial_sort(rows.begin(), end, rows.end(), before);
        std::vector<JudgedRow> judged;
        for (auto row = rows.begin(); row != end; ++row)
            judged.push_back({static_cast<std::int64_t>(*row), predictions.classes[*row], confidence[*row], truth[*row]});
        return judged;
    };
    HardestRows found;
    found.hardest = first([&](std::size_t left, std::size_t right) {
        return std::tuple(truth[left], confidence[right], left) < std::tuple(truth[right], confidence[left], right);
    });
    found.surest =
        first([&](std::size_t left, std::size_t right) { return std::tuple(truth[right], left) < std::tuple(truth[left], right); });
    return found;
}

} // namespace epochlab::core
