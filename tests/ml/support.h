#pragma once

#include "base/random.h"
#include "run/predictions.h"
#include "support/config.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace epochlab::test {

/// The trainer of the engine that this program tests: engine_fused.cpp or engine_libtorch.cpp.
std::shared_ptr<core::Trainer> makeTrainer();

inline core::TableRows makeRows(std::int64_t count, std::int64_t features, std::int64_t classes, std::uint64_t seed) {
    core::TableRows rows;
    rows.count = count;
    core::RandomStream stream({seed, core::RandomPurpose::ToyData, 0, 0, 0});
    for (std::int64_t row = 0; row < count; ++row) {
        double sum = 0.0;
        for (std::int64_t i = 0; i < features; ++i) {
            const double x = stream.normal();
            sum += x * static_cast<double>(i + 1);
            rows.features.push_back(static_cast<float>(x));
        }
        const double angle = std::abs(std::sin(2.0 * sum)) * static_cast<double>(classes);
        rows.labels.push_back(static_cast<std::int32_t>(std::min(static_cast<std::int64_t>(angle), classes - 1)));
    }
    return rows;
}

inline core::DatasetPointer makeData(std::int64_t training, std::int64_t validation = 20) {
    auto data = std::make_shared<core::TableDataset>();
    data->featureNames = {"x", "y"};
    data->classNames = {"a", "b", "c"};
    data->splits[0] = makeRows(training, 2, 3, 1);
    data->splits[1] = makeRows(validation, 2, 3, 2);
    data->fingerprint = 77;
    return data;
}

inline std::unique_ptr<core::TrainingSession> prepared(const core::ParamSet& config, core::DatasetPointer data) {
    const std::shared_ptr<core::Trainer> trainer = makeTrainer();
    auto session = trainer->prepare(config, std::move(data));
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : describe(session.error()));
    return session.ok() ? std::move(session.value()) : nullptr;
}

/// Trains to `steps`, cut into calls of at most `stride` steps and at epoch ends.
inline core::AdvanceReport trainTo(core::TrainingSession& session, std::int64_t steps, double rate, std::int64_t stride = 1000000) {
    core::AdvanceReport all;
    while (session.step() < steps) {
        const std::int64_t perEpoch = session.shape().stepsPerEpoch;
        const std::int64_t left = std::min({stride, steps - session.step(), perEpoch - session.step() % perEpoch});
        const std::vector<double> rates(static_cast<std::size_t>(left), rate);
        const auto report = session.advance(rates);
        EXPECT_TRUE(report.ok()) << (report.ok() ? "" : describe(report.error()));
        if (!report.ok()) break;
        all.steps.insert(all.steps.end(), report->steps.begin(), report->steps.end());
        all.divergence = report->divergence;
        if (all.divergence) break;
    }
    return all;
}

/// What evaluate() kept is what the model answers.
inline void expectKeptAnswers(const core::TrainingSession& session, core::Predictor& predictor, const core::TableDataset& data,
                              const std::optional<core::PictureView>& view = {}) {
    const auto answers = predictSplits(predictor, data, view, 1, 1);
    ASSERT_TRUE(answers.ok()) << describe(answers.error());
    const core::SplitPredictions* kept = session.lastPredictions(core::Split::Validation);
    ASSERT_NE(kept, nullptr);
    const core::SplitPredictions& expected = *answers->find(core::Split::Validation);
    EXPECT_EQ(kept->split, core::Split::Validation);
    EXPECT_EQ(kept->classes, expected.classes);
    ASSERT_EQ(kept->truthProbabilities.size(), expected.truthProbabilities.size());
    for (std::size_t row = 0; row < expected.classes.size(); ++row) {
        EXPECT_NEAR(kept->confidences[row], expected.confidences[row], 1e-6) << row;
        EXPECT_NEAR(kept->truthProbabilities[row], expected.truthProbabilities[row], 1e-6) << row;
    }
    EXPECT_EQ(session.lastPredictions(core::Split::Training), nullptr) << "nobody asked to keep them";
}

inline std::vector<float> allValues(const core::TrainingSession& session) {
    std::vector<float> values;
    for (const core::NamedTensor& tensor : session.weights().tensors)
        values.insert(values.end(), tensor.values.begin(), tensor.values.end());
    return values;
}

} // namespace epochlab::test
