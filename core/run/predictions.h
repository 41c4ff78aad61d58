#pragma once

#include "data/picture_rows.h"
#include "run/trainer.h"

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace epochlab::core {

/// What a model answers for each row of a split, in the split's order.
struct SplitPredictions {
    Split split = Split::Validation;
    std::vector<std::int32_t> classes;     ///< the most probable one, the first where several are; index into classNames
    std::vector<float> confidences;        ///< its probability
    std::vector<float> truthProbabilities; ///< that of the row's own class
};

/// Those of one epoch's model. Splits without rows are left out.
struct RunPredictions {
    std::int64_t epoch = 0;
    std::vector<SplitPredictions> splits;

    const SplitPredictions* find(Split split) const;
};

/// probabilities: [labels.size() × classes]; appended to `predictions`.
void addPredictions(SplitPredictions& predictions, std::span<const float> probabilities, std::span<const std::int32_t> labels,
                    std::int64_t classes);

/// What a session answered for the rows of the splits that it was asked to keep answers of, the last time.
class KeptAnswers {
public:
    void keep(Split split) { at(split).emplace(); }
    /// Emptied for a new look at all rows; null where nobody wants them.
    SplitPredictions* begin(Split split);
    const SplitPredictions* find(Split split) const;

private:
    std::optional<SplitPredictions>& at(Split split) { return m_answers[static_cast<std::size_t>(split)]; }
    std::array<std::optional<SplitPredictions>, 3> m_answers;
};

/// The rows of a data set as a model takes them, some at a time. Used by one thread.
class ModelRows {
public:
    /// view: Model::view, and there if and only if the data are pictures; `threads` decode. Both outlive it.
    ModelRows(const TableDataset& dataset, const std::optional<PictureView>& view, int threads);

    /// So many rows are a handy part: all its numbers are in memory at once.
    std::int64_t rowsPerCall() const { return m_rowsPerCall; }
    /// [count × Model::inputCount()], valid until the next call. The errors of PictureRows.
    Result<std::span<const float>> part(Split split, std::int64_t first, std::int64_t count);

private:
    const TableDataset& m_dataset;
    std::optional<PictureRows> m_pictures;
    int m_threads;
    std::int64_t m_rowsPerCall;
    std::vector<float> m_values;
};

/// Of the validation and test rows. The predictor's error, or that of a picture.
Result<RunPredictions> predictSplits(Predictor& predictor, const TableDataset& dataset, const std::optional<PictureView>& view, int threads,
                                     std::int64_t epoch);

} // namespace epochlab::core
