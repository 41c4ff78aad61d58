#include "run/predictions.h"

#include <algorithm>

namespace epochlab::core {
namespace {

constexpr std::int64_t rowsPerCall = 4096;

Result<SplitPredictions> predictSplit(Predictor& predictor, const TableDataset& dataset, Split split) {
    const TableRows& rows = dataset.rows(split);
    const std::span<const float> features(rows.features);
    const std::span<const std::int32_t> labels(rows.labels);
    const std::int64_t width = dataset.featureCount();
    SplitPredictions predictions{split, {}, {}, {}};
    for (std::int64_t first = 0; first < rows.count; first += rowsPerCall) {
        const std::int64_t count = std::min(rowsPerCall, rows.count - first);
        const auto part = features.subspan(static_cast<std::size_t>(first * width), static_cast<std::size_t>(count * width));
        const Result<std::vector<float>> answer = predictor.probabilities(part, count);
        if (!answer) return answer.error();
        addPredictions(predictions, *answer, labels.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
                       dataset.classCount());
    }
    return predictions;
}

} // namespace

const SplitPredictions* RunPredictions::find(Split split) const {
    const auto found = std::ranges::find(splits, split, &SplitPredictions::split);
    return found == splits.end() ? nullptr : &*found;
}

void addPredictions(SplitPredictions& predictions, std::span<const float> probabilities, std::span<const std::int32_t> labels,
                    std::int64_t classes) {
    const auto width = static_cast<std::size_t>(classes);
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const auto answer = probabilities.subspan(row * width, width);
        const auto best = std::ranges::max_element(answer);
        predictions.classes.push_back(static_cast<std::int32_t>(best - answer.begin()));
        predictions.confidences.push_back(*best);
        predictions.truthProbabilities.push_back(answer[static_cast<std::size_t>(labels[row])]);
    }
}

Result<RunPredictions> predictSplits(Predictor& predictor, const TableDataset& dataset, std::int64_t epoch) {
    RunPredictions predictions{epoch, {}};
    for (const Split split : {Split::Validation, Split::Test}) {
        if (dataset.rows(split).count == 0) continue;
        Result<SplitPredictions> part = predictSplit(predictor, dataset, split);
        if (!part) return part.error();
        predictions.splits.push_back(*std::move(part));
    }
    return predictions;
}

} // namespace epochlab::core
