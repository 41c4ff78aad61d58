#include "ml/support.h"

#include "mlp/architecture.h"

#include <thread>

namespace epochlab::core {
namespace {

using namespace test;

TEST(MlpTrainer, OverfitsThirtyTwoSamples) {
    const auto session = prepared(configOf({{"width", "32"}, {"hidden-layers", "3"}, {"batch-size", "32"}}), makeData(32));
    const double before = session->evaluate(Split::Training)->loss;
    trainTo(*session, 600, 0.01);
    const auto after = session->evaluate(Split::Training);
    EXPECT_EQ(after->accuracy, 1.0);
    EXPECT_LT(after->loss, 0.01);
    EXPECT_GT(before, 0.5);
}

TEST(MlpTrainer, EveryOptimiserLearns) {
    const std::vector<std::pair<std::string, double>> methods{{"sgd", 0.5}, {"momentum", 0.05}, {"adam", 0.01}, {"adamw", 0.01}};
    for (const auto& [optimizer, rate] : methods) {
        const ParamSet config = configOf({{"optimizer", optimizer}, {"width", "32"}, {"hidden-layers", "2"}, {"batch-size", "50"}});
        const auto session = prepared(config, makeData(200));
        const double before = session->evaluate(Split::Training)->loss;
        trainTo(*session, 400, rate);
        EXPECT_LT(session->evaluate(Split::Training)->loss, 0.85 * before) << optimizer;
    }
}

const Fields richFields{{"batch-norm", "true"},        {"dropout", "0.2"},     {"skip-connections", "true"}, {"batch-size", "16"},
                        {"weight-decay", "0.01"},      {"l1", "0.001"},        {"gradient-clip", "1"},       {"label-smoothing", "0.1"},
                        {"class-weights", "balanced"}, {"sine-features", "3"}, {"activation", "gelu"}};

TEST(MlpTrainer, SameSeedSameBits) {
    const auto run = [](const std::string& seed) {
        Fields fields = richFields;
        fields.emplace_back("seed", seed);
        const auto session = prepared(configOf(fields), makeData(100));
        trainTo(*session, 20, 0.01);
        return allValues(*session);
    };
    EXPECT_EQ(run("5"), run("5"));
    EXPECT_NE(run("5"), run("6"));
}

TEST(MlpTrainer, RunsSideBySideAreEachAsAlone) {
    const auto run = [](const std::string& seed) {
        Fields fields = richFields;
        fields.emplace_back("seed", seed);
        const auto session = prepared(configOf(fields), makeData(100));
        trainTo(*session, 40, 0.01);
        return allValues(*session);
    };
    const std::vector<float> alone1 = run("1");
    const std::vector<float> alone2 = run("2");
    std::vector<float> together1;
    std::vector<float> together2;
    {
        const std::jthread first([&] { together1 = run("1"); });
        const std::jthread second([&] { together2 = run("2"); });
    }
    EXPECT_EQ(together1, alone1);
    EXPECT_EQ(together2, alone2);
}

TEST(MlpTrainer, HowCallsAreCutChangesNoBit) {
    const auto run = [](std::int64_t stride) {
        const auto session = prepared(configOf(richFields), makeData(100));
        const AdvanceReport report = trainTo(*session, 17, 0.01, stride);
        std::vector<double> losses;
        for (const StepResult& step : report.steps) losses.push_back(step.loss);
        return std::tuple(allValues(*session), losses, session->gradients());
    };
    EXPECT_EQ(run(1), run(1000));
    EXPECT_EQ(run(3), run(1000));
}

TEST(MlpTrainer, MergesALastBatchOfOneUnderBatchNorm) {
    const auto session = prepared(configOf({{"batch-norm", "true"}, {"batch-size", "16"}}), makeData(33));
    EXPECT_EQ(session->shape().stepsPerEpoch, 2);
    ASSERT_EQ(session->shape().notes.size(), 1U);
    const AdvanceReport report = trainTo(*session, 2, 0.01);
    EXPECT_EQ(report.steps[0].rows, 16);
    EXPECT_EQ(report.steps[1].rows, 17);
}

TEST(MlpTrainer, AHugeRateDivergesNamingStepAndLayer) {
    const ParamSet config = configOf({{"optimizer", "sgd"}, {"batch-size", "16"}});
    const auto session = prepared(config, makeData(200));
    const AdvanceReport report = trainTo(*session, 200, 1e6);
    ASSERT_TRUE(report.divergence.has_value());
    EXPECT_EQ(report.divergence->step, static_cast<std::int64_t>(report.steps.size()));
    EXPECT_EQ(report.divergence->layerName, session->shape().layerNames[static_cast<std::size_t>(report.divergence->layer)]);
    EXPECT_FALSE(report.divergence->quantity.empty());
}

TEST(MlpTrainer, GradientsAreAveragedOverTheEpochSoFar) {
    const ParamSet config = configOf({{"batch-size", "50"}, {"hidden-layers", "2"}});
    const auto session = prepared(config, makeData(100));
    trainTo(*session, 1, 0.0);
    const std::vector<double> first = session->gradients();
    ASSERT_EQ(first.size(), 3U);
    trainTo(*session, 2, 0.0);
    const std::vector<double> both = session->gradients();
    EXPECT_NE(first, both);
    trainTo(*session, 3, 0.0);
    EXPECT_NE(session->gradients(), both) << "a new epoch begins with its own batch alone";
}

TEST(MlpTrainer, ThePredictorAgreesWithEvaluate) {
    const ParamSet config = configOf(richFields);
    const DatasetPointer data = makeData(100, 60);
    const std::shared_ptr<Trainer> trainer = makeTrainer();
    auto session = std::move(trainer->prepare(config, data).value());
    trainTo(*session, 30, 0.01);
    const Model model{config, data->featureNames, data->classNames, false, std::make_shared<ModelWeights>(session->weights())};
    auto predictor = trainer->predictor(model);
    ASSERT_TRUE(predictor.ok()) << describe(predictor.error());
    const TableRows& rows = data->rows(Split::Validation);
    const auto shares = (*predictor)->probabilities(rows.features, rows.count);
    ASSERT_TRUE(shares.ok());
    double loss = 0.0;
    std::int64_t right = 0;
    for (std::int64_t row = 0; row < rows.count; ++row) {
        const float* p = shares->data() + row * 3;
        const auto label = rows.labels[static_cast<std::size_t>(row)];
        loss -= std::log(static_cast<double>(p[label]));
        right += std::max_element(p, p + 3) - p == label ? 1 : 0;
    }
    const auto evaluation = session->evaluate(Split::Validation);
    EXPECT_NEAR(evaluation->loss, loss / static_cast<double>(rows.count), 1e-5);
    EXPECT_EQ(evaluation->accuracy, static_cast<double>(right) / static_cast<double>(rows.count));
    EXPECT_EQ(session->evaluate(Split::Test)->rows, 0);
    EXPECT_EQ(session->lastPredictions(Split::Validation), nullptr);
    session->keepAnswers(Split::Validation);
    const auto again = session->evaluate(Split::Validation);
    EXPECT_EQ(again->loss, evaluation->loss);
    expectKeptAnswers(*session, **predictor, *data);
}

TEST(MlpTrainer, RefusesWeightsOfAnotherShape) {
    const std::shared_ptr<Trainer> trainer = makeTrainer();
    const auto session = prepared(configOf({{"width", "8"}}), makeData(10));
    const Model model{configOf({{"width", "9"}}), {"x", "y"}, {"a", "b", "c"}, false, std::make_shared<ModelWeights>(session->weights())};
    const auto predictor = trainer->predictor(model);
    ASSERT_FALSE(predictor.ok());
    EXPECT_EQ(predictor.error().code, ErrorCode::DataShape);
    EXPECT_NE(predictor.error().what.find("layers.0.weight has another shape"), std::string::npos);
}

TEST(MlpTrainer, RefusesDataThatCannotTrain) {
    const std::shared_ptr<Trainer> trainer = makeTrainer();
    EXPECT_EQ(trainer->prepare(configOf({}), makeData(0)).error().code, ErrorCode::DataEmpty);
    EXPECT_EQ(trainer->prepare(configOf({{"batch-norm", "true"}}), makeData(1)).error().code, ErrorCode::DataTooFewRows);
}

} // namespace
} // namespace epochlab::core
