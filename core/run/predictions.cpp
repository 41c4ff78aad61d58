#include "run/predictions.h"

#include <algorithm>
#include <numeric>

namespace epochlab::core {
namespace {

constexpr std::int64_t mostRows = 4096;
constexpr std::size_t mostValues = std::size_t{8} << 20;

/// A power of two, so that parts are cut where sessions cut theirs.
std::int64_t rowsOf(std::size_t values) {
    std::int64_t rows = mostRows;
    while (rows > 1 && static_cast<std::size_t>(rows) * values > mostValues) rows /= 2;
    return rows;
}

Result<SplitPredictions> predictSplit(Predictor& predictor, ModelRows& inputs, const TableDataset& dataset, Split split) {
    const TableRows& rows = dataset.rows(split);
    const std::span<const std::int32_t> labels(rows.labels);
    SplitPredictions predictions{split, {}, {}, {}};
    for (std::int64_t first = 0; first < rows.count; first += inputs.rowsPerCall()) {
        const std::int64_t count = std::min(inputs.rowsPerCall(), rows.count - first);
        const Result<std::span<const float>> part = inputs.part(split, first, count);
        if (!part) return part.error();
        const Result<std::vector<float>> answer = predictor.probabilities(*part, count);
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

SplitPredictions* KeptAnswers::begin(Split split) {
    std::optional<SplitPredictions>& answers = at(split);
    if (!answers) return nullptr;
    *answers = {split, {}, {}, {}};
    return &*answers;
}

const SplitPredictions* KeptAnswers::find(Split split) const {
    const std::optional<SplitPredictions>& answers = m_answers[static_cast<std::size_t>(split)];
    return answers ? &*answers : nullptr;
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

ModelRows::ModelRows(const TableDataset& dataset, const std::optional<PictureView>& view, int threads)
    : m_dataset(dataset), m_threads(threads), m_rowsPerCall(view ? rowsOf(view->values()) : mostRows) {
    if (view) m_pictures.emplace(dataset, *view);
}

Result<std::span<const float>> ModelRows::part(Split split, std::int64_t first, std::int64_t count) {
    const auto begin = static_cast<std::size_t>(first);
    const auto rows = static_cast<std::size_t>(count);
    if (!m_pictures) {
        const auto width = static_cast<std::size_t>(m_dataset.featureCount());
        return std::span<const float>(m_dataset.rows(split).features).subspan(begin * width, rows * width);
    }
    std::vector<std::int32_t> numbers(rows);
    std::iota(numbers.begin(), numbers.end(), static_cast<std::int32_t>(first));
    m_values.resize(rows * m_pictures->view().values());
    if (const Result<void> made = m_pictures->batch(split, numbers, {}, m_threads, m_values); !made) return made.error();
    return std::span<const float>(m_values);
}

Result<RunPredictions> predictSplits(Predictor& predictor, const TableDataset& dataset, const std::optional<PictureView>& view, int threads,
                                     std::int64_t epoch) {
    ModelRows inputs(dataset, view, threads);
    RunPredictions predictions{epoch, {}};
    for (const Split split : {Split::Validation, Split::Test}) {
        if (dataset.rows(split).count == 0) continue;
        Result<SplitPredictions> part = predictSplit(predictor, inputs, dataset, split);
        if (!part) return part.error();
        predictions.splits.push_back(*std::move(part));
    }
    return predictions;
}

} // namespace epochlab::core
