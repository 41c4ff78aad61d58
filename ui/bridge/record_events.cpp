#include "bridge/record_events.h"

#include <limits>
#include <type_traits>

namespace epochlab::ui {

namespace {

void appendBlock(RunRecord& record, const core::MetricBlock& block) {
    core::ComparedSeries& series = record.series[block.series].change();
    const std::int64_t first = block.series == "batch_loss" ? block.firstStep : block.epoch;
    for (std::size_t i = 0; i < block.values.size(); ++i) series.x.push_back(static_cast<double>(first + static_cast<std::int64_t>(i)));
    series.y.insert(series.y.end(), block.values.begin(), block.values.end());
}

double valueAt(const RunRecord& record, const std::string& name, std::size_t index) {
    const auto found = record.series.find(name);
    const bool there = found != record.series.end() && index < found->second.y().size();
    return there ? found->second.y()[index] : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

core::RunRequest toBeWatched(core::RunRequest request) {
    request.hardestPictures = 8; // as many as the enlarged card has room for
    return core::toBeKept(std::move(request));
}

void applyEvent(RunRecord& record, core::EventPayload payload) {
    std::visit(
        [&record](auto&& event) {
            using T = std::decay_t<decltype(event)>;
            if constexpr (std::is_same_v<T, core::PhaseEvent>)
                record.phase = event.phase;
            else if constexpr (std::is_same_v<T, core::PreparationEvent>)
                record.preparation = std::move(event);
            else if constexpr (std::is_same_v<T, core::StartedEvent>) {
                record.preparation.reset();
                record.config = event.config; // settled on the way
                record.started = std::move(event);
            } else if constexpr (std::is_same_v<T, core::MetricBlock>)
                appendBlock(record, event);
            else if constexpr (std::is_same_v<T, core::GradientRow>)
                record.gradients.push_back(std::move(event));
            else if constexpr (std::is_same_v<T, core::HardestRowsEvent>)
                record.hardest = std::move(event);
            else if constexpr (std::is_same_v<T, core::EpochModelEvent>) {
                record.latestWeights = std::move(event.weights);
                record.latestWeightsEpoch = event.epoch;
            } else if constexpr (std::is_same_v<T, core::EpochAnswersEvent>) {
                record.latestAnswers = std::move(event.answers);
                record.latestAnswersEpoch = event.epoch;
            } else if constexpr (std::is_same_v<T, core::ProgressEvent>)
                record.progress = event;
            else if constexpr (std::is_same_v<T, core::LearningRateEvent>)
                record.learningRates.push_back(event);
            else if constexpr (std::is_same_v<T, core::NoteEvent>)
                record.notes.push_back(std::move(event));
            else if constexpr (std::is_same_v<T, core::FinishedEvent>) {
                record.preparation.reset();
                record.finished = std::move(event);
            }
        },
        std::move(payload));
}

void updateBest(RunRecord& record) {
    if (record.finished) {
        record.best = record.finished->best;
        return;
    }
    const bool byValidation = record.started && record.started->data && record.started->data->rows[1] > 0;
    const std::string ranked = byValidation ? "validation_accuracy" : "training_accuracy";
    const auto found = record.series.find(ranked);
    if (found == record.series.end()) return;
    for (; record.epochsRanked < found->second.y().size(); ++record.epochsRanked) {
        const std::size_t i = record.epochsRanked;
        core::BestEpoch candidate;
        candidate.epoch = static_cast<std::int64_t>(found->second.x()[i]);
        candidate.validationAccuracy = valueAt(record, "validation_accuracy", i);
        candidate.validationLoss = valueAt(record, "validation_loss", i);
        candidate.trainingAccuracy = valueAt(record, "training_accuracy", i);
        candidate.testAccuracy = valueAt(record, "test_accuracy", i);
        if (!record.best || core::isBetter(candidate, *record.best)) record.best = candidate;
    }
}

} // namespace epochlab::ui
