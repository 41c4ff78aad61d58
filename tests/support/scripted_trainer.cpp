#include "support/scripted_trainer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

namespace epochlab::test {

using namespace core;

void Gate::allow(std::int64_t batches) {
    const std::lock_guard lock(m_mutex);
    m_allowed += batches;
    m_changed.notify_all();
}

void Gate::open() {
    const std::lock_guard lock(m_mutex);
    m_open = true;
    m_changed.notify_all();
}

void Gate::awaitArrival(std::int64_t batch) {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_arrived >= batch; });
}

void Gate::pass() {
    std::unique_lock lock(m_mutex);
    ++m_arrived;
    m_changed.notify_all();
    m_changed.wait(lock, [this] { return m_open || m_passed < m_allowed; });
    ++m_passed;
}

namespace {

/// All that changes while a scripted session trains; plain, so that its bytes are its state.
struct ScriptedState {
    std::int64_t step = 0;
    double weight = 2.0;
    double gradientSum = 0.0;
    std::int64_t gradientSteps = 0;
};

class ScriptedSession final : public TrainingSession {
public:
    ScriptedSession(Script script, const ParamSet& config, DatasetPointer dataset)
        : m_script(std::move(script)), m_dataset(std::move(dataset)), m_seed(config.integer("seed")) {
        m_shape.parameterCount = m_script.parameterCount;
        m_shape.stepsPerEpoch = m_script.stepsPerEpoch;
        if (m_script.hasLayers) m_shape.layerNames = {"layer 0", "output"};
        m_shape.engine = "scripted";
        m_shape.device = "cpu";
        m_shape.instructionSet = "none";
        m_shape.notes = m_script.notes;
    }

    const SessionShape& shape() const override { return m_shape; }
    std::int64_t step() const override { return m_state.step; }

    void heedStop(std::stop_token stop) override { m_stop = std::move(stop); }

    Result<AdvanceReport> advance(std::span<const double> learningRates) override {
        const std::int64_t left = m_script.stepsPerEpoch - m_state.step % m_script.stepsPerEpoch;
        if (learningRates.empty() || static_cast<std::int64_t>(learningRates.size()) > left)
            return Error{ErrorCode::Internal, "asked to train over an epoch's end", "", ""};
        AdvanceReport report;
        for (const double rate : learningRates) {
            report.steps.push_back(trainBatch(rate));
            if (m_script.divergeAtStep == m_state.step) {
                report.steps.back().loss = std::numeric_limits<double>::quiet_NaN();
                report.divergence = Divergence{m_state.step, 1, "output", "loss"};
                break;
            }
        }
        return report;
    }

    std::vector<double> gradients() const override {
        if (!m_script.hasLayers) return {};
        const double mean = m_state.gradientSum / static_cast<double>(std::max<std::int64_t>(1, m_state.gradientSteps));
        return {mean, 2.0 * mean};
    }

    std::vector<std::span<const float>> layerParameters() override {
        if (!m_script.hasLayers) return {};
        const auto weight = static_cast<float>(m_state.weight);
        m_parameters = {weight, weight, 2.0F * weight};
        return {std::span(m_parameters).first(1), std::span(m_parameters).last(2)};
    }

    Result<Evaluation> evaluate(Split split) override {
        if (m_stop.stop_requested()) return stoppedEvaluation();
        const std::int64_t epoch = m_state.step / m_script.stepsPerEpoch;
        if (m_answers.contains(split)) m_answers[split] = scriptedAnswers(*m_dataset, split, epoch);
        if (m_script.onEvaluate) return m_script.onEvaluate(split, epoch);
        const std::int64_t rows = split == Split::Training     ? m_script.batchRows * m_script.stepsPerEpoch
                                  : split == Split::Validation ? m_script.validationRows
                                                               : m_script.testRows;
        const double loss = lossNow() + 0.01 * static_cast<double>(split);
        return Evaluation{loss, 1.0 / (1.0 + loss), rows};
    }

    void keepAnswers(Split split) override { m_answers[split]; }
    const SplitPredictions* lastPredictions(Split split) const override {
        const auto kept = m_answers.find(split);
        return kept == m_answers.end() ? nullptr : &kept->second;
    }

    ModelWeights weights() const override { return {{{"layers.0.weight", {1}, {static_cast<float>(m_state.weight)}}}}; }

    std::vector<std::byte> saveState() const override {
        std::vector<std::byte> bytes(sizeof m_state);
        std::memcpy(bytes.data(), &m_state, sizeof m_state);
        return bytes;
    }

    Result<void> loadState(std::span<const std::byte> state) override {
        if (state.size() != sizeof m_state) return Error{ErrorCode::UntrustedFile, "a state of another session", "", ""};
        std::memcpy(&m_state, state.data(), sizeof m_state);
        return {};
    }

private:
    double lossNow() const { return 0.1 + m_state.weight * m_state.weight; }

    StepResult trainBatch(double rate) {
        if (m_script.onStep) m_script.onStep(m_state.step + 1);
        if (m_script.gate) m_script.gate->pass();
        if (m_state.step % m_script.stepsPerEpoch == 0) {
            m_state.gradientSum = 0.0;
            m_state.gradientSteps = 0;
        }
        const double ripple = 0.05 * std::sin(static_cast<double>(m_state.step * 7 + m_seed));
        const double gradient = 2.0 * m_state.weight + ripple;
        const StepResult result{lossNow() + ripple, m_script.batchRows / 2, m_script.batchRows};
        m_state.weight -= rate * gradient;
        m_state.gradientSum += gradient * gradient;
        ++m_state.gradientSteps;
        ++m_state.step;
        return result;
    }

    Script m_script;
    DatasetPointer m_dataset;
    std::map<Split, SplitPredictions> m_answers; ///< of the splits that keep them
    std::array<float, 3> m_parameters{};
    std::int64_t m_seed;
    SessionShape m_shape;
    ScriptedState m_state;
    std::stop_token m_stop;
};

class ScriptedPredictor final : public Predictor {
public:
    ScriptedPredictor(std::size_t features, std::size_t classes) : m_features(features), m_classes(classes) {}

    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override {
        const auto count = static_cast<std::size_t>(rows);
        if (features.size() != count * m_features) return Error{ErrorCode::DataShape, "the rows do not fit the model", "", ""};
        const float share = 1.0F / static_cast<float>(m_classes + 1);
        std::vector<float> answer(count * m_classes, share);
        for (std::size_t row = 0; row < count; ++row) {
            const float nearest = std::clamp(std::round(features[row * m_features]), 0.0F, static_cast<float>(m_classes - 1));
            answer[row * m_classes + static_cast<std::size_t>(nearest)] = 2.0F * share;
        }
        return answer;
    }

private:
    std::size_t m_features;
    std::size_t m_classes;
};

} // namespace

Result<SettledConfig> ScriptedTrainer::settle(const ParamSet& config, const DatasetPointer&, const WorkWatch&) {
    return m_script.onSettle ? m_script.onSettle(config) : SettledConfig{config, {}};
}

Result<std::unique_ptr<TrainingSession>> ScriptedTrainer::prepare(const ParamSet& config, DatasetPointer dataset, const WorkWatch& watch) {
    if (m_script.onPrepare) m_script.onPrepare();
    if (m_script.onWatchedPrepare)
        if (const Result<void> done = m_script.onWatchedPrepare(watch); !done) return done.error();
    if (m_script.prepareError) return *m_script.prepareError;
    return std::unique_ptr<TrainingSession>(std::make_unique<ScriptedSession>(m_script, config, std::move(dataset)));
}

Result<std::unique_ptr<Predictor>> ScriptedTrainer::predictor(const Model& model) {
    return std::unique_ptr<Predictor>(
        std::make_unique<ScriptedPredictor>(static_cast<std::size_t>(model.inputCount()), model.classNames.size()));
}

SplitPredictions scriptedAnswers(const TableDataset& dataset, Split split, std::int64_t epoch) {
    const TableRows& rows = dataset.rows(split);
    std::vector<float> shares;
    for (std::int64_t row = 0; row < rows.count; ++row) {
        const float truth = static_cast<float>((5 * row + 3 * epoch) % rows.count + 1) / static_cast<float>(rows.count + 1);
        for (std::int32_t c = 0; c < dataset.classCount(); ++c)
            shares.push_back(
                c == rows.labels[static_cast<std::size_t>(row)] ? truth : (1.0F - truth) / static_cast<float>(dataset.classCount() - 1));
    }
    SplitPredictions answers{split, {}, {}, {}};
    addPredictions(answers, shares, rows.labels, dataset.classCount());
    return answers;
}

DatasetPointer smallDataset() {
    auto dataset = std::make_shared<TableDataset>();
    dataset->name = "small";
    dataset->source = "test";
    dataset->featureNames = {"x", "y"};
    dataset->classNames = {"left", "right"};
    for (TableRows& rows : dataset->splits) {
        const auto which = static_cast<float>(&rows - dataset->splits.data());
        rows.count = 4;
        for (int row = 0; row < 4; ++row) {
            rows.features.insert(rows.features.end(), {static_cast<float>(row) + 0.1F * which, which});
            rows.labels.push_back(row % 2);
        }
    }
    dataset->fingerprint = 0x0123456789abcdefULL;
    return dataset;
}

RunServices scriptedServices(Script script) {
    auto trainer = std::make_shared<ScriptedTrainer>(std::move(script));
    return {[](const ParamSet&) -> Result<DatasetPointer> { return smallDataset(); },
            [trainer](const ParamSet&) -> Result<std::shared_ptr<Trainer>> { return std::shared_ptr<Trainer>(trainer); }};
}

} // namespace epochlab::test
