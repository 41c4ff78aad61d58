#include "run/loop.h"
#include "run/predictions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace epochlab::core {
namespace {

constexpr double showEvaluationSeconds = 0.05;      ///< shorter evaluations are not worth two phase events
constexpr std::int64_t keptEpochsBudget = 64 << 20; ///< bytes of a run's epochs, for its timeline
constexpr std::int64_t bytesOfAnswer = 12;
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::size_t indexOf(Split split) { return static_cast<std::size_t>(split); }

/// So many epochs that they would not fit: every n-th one, and the last.
bool isKept(std::int64_t epoch, std::int64_t epochs, std::int64_t bytes) {
    const std::int64_t every = std::max<std::int64_t>(1, (bytes * epochs + keptEpochsBudget - 1) / keptEpochsBudget);
    return epoch % every == 0 || epoch == epochs;
}

double accuracyOf(const Evaluation& evaluation) { return evaluation.rows > 0 ? evaluation.accuracy : nothing; }

} // namespace

Result<Evaluation> RunLoop::evaluated(Split split) {
    if (split == Split::Training && m_runningMetrics) {
        const auto rows = static_cast<double>(m_state.rows);
        return Evaluation{m_state.lossSum / rows, static_cast<double>(m_state.correct) / rows, m_state.rows};
    }
    return m_parts.session.evaluate(split);
}

/// The epoch whose last batch was just trained: metrics, gradients, model, best epoch, early stopping. A stop that comes while the splits
/// are evaluated leaves it as it is: it ends when the run goes on.
std::optional<FinishedEvent> RunLoop::endEpoch() {
    flushLosses();
    const bool showPhase = m_evaluationSeconds >= showEvaluationSeconds;
    if (showPhase) send(PhaseEvent{RunPhase::Evaluating});
    const double before = m_parts.watch.seconds();
    std::array<Evaluation, 3> evaluations;
    for (const Split split : allSplits) {
        Result<Evaluation> evaluation = evaluated(split);
        if (!evaluation && evaluation.error().code == ErrorCode::Stopped) return finish(m_parts.control.endOfStop());
        if (!evaluation) return finish(RunEnd::Failed, evaluation.error());
        evaluations[indexOf(split)] = evaluation.value();
    }
    m_evaluationSeconds = m_parts.watch.seconds() - before;
    ++m_state.epoch;
    sendEpochMetrics(evaluations);
    const SessionShape& shape = m_parts.session.shape();
    send(GradientRow{m_state.epoch, m_parts.session.gradients(), shape.layerNames, std::exchange(m_state.updateRatios, {})});
    m_state.lossSum = 0.0;
    m_state.correct = m_state.rows = 0;
    m_epochWeights.reset();
    keepModel();
    if (showPhase) send(PhaseEvent{RunPhase::Training});
    if (auto end = lossesNotFinite(evaluations)) return end;
    sendHardestRows();
    sendAnswers();
    const bool isBest = keepBest(evaluations);
    const bool stops = stopsEarly(evaluations[indexOf(Split::Validation)]);
    if (isBest) keepBestCheckpoint();
    if (!stops || m_state.epoch == m_epochs) return std::nullopt;
    send(NoteEvent{false, "early-stopping",
                   "stopped after epoch " + std::to_string(m_state.epoch) + ": the validation loss has not fallen for " +
                       std::to_string(m_patience) + " epochs"});
    sendProgress();
    return finish(RunEnd::Finished);
}

std::optional<FinishedEvent> RunLoop::lossesNotFinite(const std::array<Evaluation, 3>& evaluations) {
    for (const Evaluation& evaluation : evaluations) {
        if (evaluation.rows == 0 || std::isfinite(evaluation.loss)) continue;
        const std::vector<std::string>& layers = m_parts.session.shape().layerNames;
        const std::int64_t last = static_cast<std::int64_t>(layers.size()) - 1;
        return diverged({m_state.step, std::max<std::int64_t>(0, last), layers.empty() ? "output" : layers.back(), "loss"},
                        evaluation.loss);
    }
    return std::nullopt;
}

void RunLoop::sendMetric(std::string series, double value) { send(MetricBlock{std::move(series), m_state.epoch, m_state.step, {value}}); }

void RunLoop::sendEpochMetrics(const std::array<Evaluation, 3>& evaluations) {
    for (const Split split : allSplits) {
        const Evaluation& evaluation = evaluations[indexOf(split)];
        if (evaluation.rows == 0) continue;
        const std::string name(splitName(split));
        sendMetric(name + "_loss", evaluation.loss);
        sendMetric(name + "_accuracy", evaluation.accuracy);
    }
    sendMetric("learning_rate", m_lastRate);
    sendMetric("seconds", m_parts.watch.seconds());
}

void RunLoop::sendHardestRows() {
    const SplitPredictions* answers = m_hardestRows > 0 ? m_parts.session.lastPredictions(Split::Validation) : nullptr;
    if (answers == nullptr || answers->classes.empty()) return;
    send(HardestRowsEvent{m_state.epoch, m_parts.dataset, hardestRows(*answers, m_hardestRows)});
}

void RunLoop::sendAnswers() {
    const SplitPredictions* answers = m_sendsAnswers ? m_parts.session.lastPredictions(Split::Validation) : nullptr;
    if (answers == nullptr || answers->classes.empty()) return;
    if (isKept(m_state.epoch, m_epochs, std::ssize(answers->classes) * bytesOfAnswer))
        send(EpochAnswersEvent{m_state.epoch, std::make_shared<const SplitPredictions>(*answers)});
}

const std::shared_ptr<const ModelWeights>& RunLoop::epochWeights() {
    if (!m_epochWeights) m_epochWeights = std::make_shared<const ModelWeights>(m_parts.session.weights());
    return m_epochWeights;
}

void RunLoop::keepModel() {
    const std::int64_t bytes = m_parts.session.shape().parameterCount * 4;
    if (!m_parts.request.keepEpochModels || bytes > largestKeptModel) return;
    if (isKept(m_state.epoch, m_epochs, bytes)) send(EpochModelEvent{m_state.epoch, epochWeights()});
}

bool RunLoop::keepBest(const std::array<Evaluation, 3>& evaluations) {
    const Evaluation& validation = evaluations[indexOf(Split::Validation)];
    const BestEpoch candidate{m_state.epoch, accuracyOf(validation), validation.rows > 0 ? validation.loss : nothing,
                              accuracyOf(evaluations[indexOf(Split::Training)]), accuracyOf(evaluations[indexOf(Split::Test)])};
    if (m_state.best && !isBetter(candidate, *m_state.best)) return false;
    m_state.best = candidate;
    m_state.bestWeights = epochWeights();
    keepBestPredictions(evaluations);
    return true;
}

void RunLoop::keepBestPredictions(const std::array<Evaluation, 3>& evaluations) {
    m_bestPredictions.reset();
    if (!m_parts.request.keepPredictions) return;
    RunPredictions predictions{m_state.epoch, {}};
    for (const Split split : {Split::Validation, Split::Test}) {
        if (evaluations[indexOf(split)].rows == 0) continue;
        const SplitPredictions* last = m_parts.session.lastPredictions(split);
        if (last == nullptr) return;
        predictions.splits.push_back(*last);
    }
    m_bestPredictions = std::make_shared<const RunPredictions>(std::move(predictions));
}

bool RunLoop::stopsEarly(const Evaluation& validation) {
    if (m_patience == 0 || validation.rows == 0) return false;
    if (validation.loss < m_state.lowestValidationLoss) {
        m_state.lowestValidationLoss = validation.loss;
        m_state.epochsWithoutGain = 0;
        return false;
    }
    return ++m_state.epochsWithoutGain >= m_patience;
}

} // namespace epochlab::core
