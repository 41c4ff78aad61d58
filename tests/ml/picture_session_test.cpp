#include "nets/picture_start.h"
#include "nets/picture_weights.h"
#include "run/predictions.h"
#include "store/model_file.h"
#include "support/config.h"
#include "support/pictures.h"
#include "support/temporary_folder.h"
#include "torch/logistic_fit.h"
#include "torch/tensor_values.h"
#include "torch/trainer.h"

#include <ATen/ATen.h>

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>

namespace epochlab::core {
namespace {

using namespace test;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;

const Fields smallCnn{{"data", "bars"}, {"model", "cnn"}, {"threads", "1"}, {"batch-size", "8"}, {"learning-rate", "0.003"}};
const Fields smallResnet{{"data", "bars"}, {"model", "resnet18"}, {"threads", "1"}, {"picture-resize", "32"}, {"batch-size", "4"}};

std::shared_ptr<Trainer> torchTrainer() { return std::shared_ptr<Trainer>(epochlab_make_torch_trainer()); }

std::unique_ptr<TrainingSession> begun(const ParamSet& config, const DatasetPointer& data) {
    auto session = torchTrainer()->prepare(config, data);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : describe(session.error()));
    return session.ok() ? *std::move(session) : nullptr;
}

AdvanceReport trained(TrainingSession& session, int steps, double rate = 0.003) {
    AdvanceReport all;
    for (int i = 0; i < steps; ++i) {
        const auto report = session.advance(std::span(&rate, 1));
        EXPECT_TRUE(report.ok()) << (report.ok() ? "" : describe(report.error()));
        if (!report.ok()) break;
        all.steps.push_back(report->steps.back());
        all.divergence = report->divergence;
    }
    return all;
}

/// A pretrained file with numbers from a seed, and a cache of features of its own.
class Pretrained : public testing::Test {
protected:
    void SetUp() override {
        ::setenv("XDG_CACHE_HOME", folder.path("cache").c_str(), 1);
        const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 32, 5});
        const Model model{configOf({}),
                          {"x"},
                          {"a"},
                          false,
                          std::make_shared<ModelWeights>(exportWeights(net, initialParameters(net, 9), initialBuffers(net)))};
        ASSERT_TRUE(saveModel(model, path).ok());
    }
    Fields with(const Fields& more) const {
        Fields fields = smallResnet;
        fields.emplace_back("weights", path);
        fields.insert(fields.end(), more.begin(), more.end());
        return fields;
    }
    TemporaryFolder folder;
    const std::string path = folder.path("resnet18.safetensors");
};

TEST(PictureSession, LearnsAndItsModelAnswersTheSame) {
    struct Row {
        const char* name;
        Fields fields;
        int classes;
        const char* answerer; ///< of the head
    };
    for (const Row& row : {Row{"two classes have one logit", {}, 2, "fc2"}, Row{"several", {{"batch-norm", "true"}}, 4, "fc2"},
                           Row{"fast", {{"precision", "fast"}}, 2, "fc2"}, Row{"balanced", {{"class-weights", "balanced"}}, 3, "fc2"}}) {
        SCOPED_TRACE(row.name);
        const DatasetPointer data = makePictures(12, 64, 24, row.classes);
        const ParamSet config = configOf(smallCnn, row.fields);
        const auto session = begun(config, data);
        ASSERT_NE(session, nullptr);
        EXPECT_EQ(session->shape().stepsPerEpoch, 8);
        EXPECT_EQ(session->shape().layerNames, (std::vector<std::string>{"conv1", "conv2", "fc1", "fc2"}));
        const Evaluation before = *session->evaluate(Split::Validation);
        trained(*session, 48);
        const Evaluation after = *session->evaluate(Split::Validation);
        EXPECT_LT(after.loss, 0.5 * before.loss);
        EXPECT_GE(after.accuracy, 0.8);
        EXPECT_EQ(session->gradients().size(), 4U);
        EXPECT_THAT(session->gradients(), Each(testing::Gt(0.0)));

        const Model model = makeModel(config, *data, std::make_shared<ModelWeights>(session->weights()));
        const std::string bytes = encodeModel(model);
        const auto read = decodeModel(std::as_bytes(std::span(bytes)), "model");
        ASSERT_TRUE(read.ok()) << describe(read.error());
        EXPECT_EQ(model.weights->find(std::string(row.answerer) + ".bias")->shape[0], row.classes == 2 ? 1 : row.classes);
        const auto predictor = torchTrainer()->predictor(*read);
        ASSERT_TRUE(predictor.ok()) << describe(predictor.error());
        const auto answers = predictSplits(**predictor, *data, read->view, 1, 6);
        ASSERT_TRUE(answers.ok()) << describe(answers.error());
        const SplitPredictions* kept = session->lastPredictions(Split::Validation);
        EXPECT_EQ(answers->find(Split::Validation)->classes, kept->classes);
        EXPECT_EQ(answers->find(Split::Validation)->confidences, kept->confidences);
        EXPECT_EQ(answers->find(Split::Validation)->truthProbabilities, kept->truthProbabilities);
    }
}

TEST(PictureSession, MirrorsByRowAndEpochOnly) {
    const DatasetPointer data = makePictures(12, 16, 4, 2);
    const ParamSet config = configOf(smallCnn, {{"picture-mirror", "true"}});
    const auto whole = begun(config, data);
    const auto first = begun(config, data);
    const auto second = begun(config, data);
    trained(*whole, 6);
    trained(*first, 3);
    ASSERT_TRUE(second->loadState(first->saveState()).ok());
    trained(*second, 3);
    EXPECT_TRUE(whole->saveState() == second->saveState());
    const auto plain = begun(configOf(smallCnn), data);
    trained(*plain, 6);
    EXPECT_FALSE(plain->saveState() == second->saveState());
}

TEST(PictureSession, HaltsAtTheFirstNumberThatIsNotFinite) {
    const DatasetPointer data = makePictures(12, 64, 4, 2);
    struct Row {
        const char* name;
        Fields fields;
        std::vector<double> rates;
        std::size_t steps;
        std::vector<std::string> quantities;
    };
    const std::vector<double> far(6, 1e38);
    for (const Row& row : {Row{"weights burst", {{"optimizer", "sgd"}}, far, 2, {"weight", "activation", "gradient"}},
                           Row{"a later step", {{"optimizer", "sgd"}}, {0.001, 0.001, 1e20, 1e20, 1e20}, 4, {"activation", "gradient"}}}) {
        SCOPED_TRACE(row.name);
        const auto session = begun(configOf(smallCnn, row.fields), data);
        const auto report = session->advance(row.rates);
        ASSERT_TRUE(report.ok()) << describe(report.error());
        ASSERT_TRUE(report->divergence);
        EXPECT_LE(report->steps.size(), row.steps);
        EXPECT_EQ(report->divergence->step, std::ssize(report->steps));
        EXPECT_THAT(row.quantities, Contains(report->divergence->quantity));
        EXPECT_EQ(report->divergence->layerName, session->shape().layerNames[static_cast<std::size_t>(report->divergence->layer)]);
    }
}

TEST(PictureSession, ABatchThatDoesNotFitIsRefusedWithOneThatDoes) {
    const DatasetPointer data = makePictures(8, 4000, 4, 2);
    const Fields large{{"picture-resize", "1024"}, {"batch-size", "4000"}};
    const auto session = torchTrainer()->prepare(configOf(smallResnet, large), data);
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().code, ErrorCode::OutOfMemory);
    EXPECT_EQ(session.error().where, "batch-size");
    EXPECT_THAT(session.error().what, HasSubstr("training with batches of 4000 pictures takes about"));
    EXPECT_THAT(session.error().remedy, testing::StartsWith("choose a batch size of at most "));
}

TEST(PictureSession, RefusesStatesThatAreNotItsOwn) {
    const DatasetPointer data = makePictures(12, 16, 4, 2);
    const auto session = begun(configOf(smallCnn), data);
    const std::vector<std::byte> state = session->saveState();
    const auto refusal = [&](std::span<const std::byte> bytes) {
        const auto loaded = session->loadState(bytes);
        return loaded.ok() ? std::string("taken") : std::string(codeName(loaded.error().code));
    };
    std::vector<std::byte> longer = state;
    longer.push_back(std::byte{0});
    EXPECT_EQ(refusal(longer), "untrusted.file");
    for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{40}, state.size() / 2, state.size() - 1})
        EXPECT_EQ(refusal(std::span(state).first(size)), "untrusted.file") << size;
    EXPECT_EQ(refusal(begun(configOf(smallCnn, {{"batch-norm", "true"}}), data)->saveState()), "untrusted.file");
    EXPECT_EQ(refusal(begun(configOf(smallCnn, {{"threads", "2"}}), data)->saveState()), "config.conflict");
    EXPECT_EQ(refusal(begun(configOf(smallCnn), makePictures(12, 24, 4, 2))->saveState()), "config.conflict");
    EXPECT_EQ(refusal(state), "taken");
}

TEST_F(Pretrained, FineTuningTrainsTheLastStagesAndGoesOnBitwise) {
    const DatasetPointer data = makePictures(32, 12, 4, 2);
    const ParamSet config = configOf(with({{"method", "finetune"}, {"unfreeze", "1"}, {"head-learning-rate", "0.01"}}));
    const auto whole = begun(config, data);
    ASSERT_NE(whole, nullptr);
    EXPECT_EQ(whole->shape().layerNames.front(), "layer4.0.conv1");
    EXPECT_EQ(whole->shape().layerNames.back(), "fc");
    EXPECT_THAT(whole->shape().notes, Contains(HasSubstr("15 of 21 layers are frozen, up to layer3.1.conv2")));
    EXPECT_THAT(whole->shape().notes, Contains(HasSubstr("pretrained weights: resnet18.safetensors, SHA-256 ")));
    const ModelWeights before = whole->weights();
    trained(*whole, 3, 0.001);
    const ModelWeights after = whole->weights();
    for (const char* frozen : {"conv1.weight", "bn1.running_mean", "layer3.1.bn2.weight", "layer3.1.bn2.running_var"})
        EXPECT_EQ(before.find(frozen)->values, after.find(frozen)->values) << frozen;
    for (const char* moved : {"layer4.0.conv1.weight", "layer4.0.bn1.running_mean", "fc.weight"})
        EXPECT_NE(before.find(moved)->values, after.find(moved)->values) << moved;

    const auto first = begun(config, data);
    trained(*first, 1, 0.001);
    // Adam's first step is as long as the rate: the head's is ten times the other's.
    const ModelWeights soon = first->weights();
    const auto moved = [&](const char* name) { return std::abs(before.find(name)->values[0] - soon.find(name)->values[0]); };
    EXPECT_NEAR(moved("fc.bias"), 0.01F, 1e-4F);
    EXPECT_NEAR(moved("layer4.1.bn2.weight"), 0.001F, 1e-5F);
    const auto second = begun(config, data);
    ASSERT_TRUE(second->loadState(first->saveState()).ok());
    trained(*second, 2, 0.001);
    EXPECT_TRUE(second->saveState() == whole->saveState());
}

TEST_F(Pretrained, ProbingIsTrainingTheHeadOfTheFrozenNetwork) {
    const DatasetPointer data = makePictures(32, 12, 8, 3);
    const auto probe = begun(configOf(with({{"method", "probe"}})), data);
    const auto whole = begun(configOf(with({{"method", "finetune"}, {"unfreeze", "0"}})), data);
    ASSERT_TRUE(probe && whole);
    EXPECT_EQ(probe->shape().layerNames, (std::vector<std::string>{"fc"}));
    const AdvanceReport ofProbe = trained(*probe, 4, 0.01);
    const AdvanceReport ofWhole = trained(*whole, 4, 0.01);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(ofProbe.steps[i].loss, ofWhole.steps[i].loss, 1e-4) << i;
    const ModelWeights weights = probe->weights();
    EXPECT_EQ(weights.find("conv1.weight")->values, whole->weights().find("conv1.weight")->values);
    EXPECT_EQ(weights.tensors.size(), whole->weights().tensors.size());
    const auto again = begun(configOf(with({{"method", "probe"}, {"learning-rate", "0.1"}})), data);
    EXPECT_THAT(again->shape().notes, Contains(HasSubstr("kept from an earlier run")));
    const auto mirrored = begun(configOf(with({{"method", "probe"}, {"picture-mirror", "true"}})), data);
    EXPECT_THAT(mirrored->shape().notes, Contains(HasSubstr("looks at every picture again in each epoch")));
}

TEST_F(Pretrained, WeightsThatAreMissingOrDoNotFitAreNamed) {
    const DatasetPointer data = makePictures(32, 12, 4, 2);
    ::setenv("XDG_DATA_HOME", folder.path("nothing").c_str(), 1);
    ::unsetenv("EPOCHLAB_WEIGHTS");
    struct Row {
        Fields fields;
        const char* code;
        const char* part;
    };
    for (const Row& row : {Row{{{"weights", ""}, {"method", "probe"}}, "data.not-found", "resnet18-f37072fd.pth (46.8 MB"},
                           Row{{{"weights", "/nowhere.pth"}, {"method", "finetune"}}, "data.not-found", "/nowhere.pth"},
                           Row{{{"model", "resnet34"}, {"method", "probe"}}, "data.shape", "tensors are missing"}}) {
        const auto session = torchTrainer()->prepare(configOf(with(row.fields)), data);
        ASSERT_FALSE(session.ok());
        EXPECT_EQ(codeName(session.error().code), row.code);
        EXPECT_THAT(describe(session.error()), HasSubstr(row.part));
    }
}

/// At the minimum of ½‖W‖² + C Σ loss, W = C Σ (y − p) x and 0 = Σ (y − p).
TEST(LogisticFit, EndsAtTheMinimum) {
    for (const std::int64_t classes : {2, 3}) {
        constexpr std::int64_t rows = 60;
        constexpr std::int64_t width = 4;
        const at::Tensor features =
            at::remainder(at::arange(rows * width, at::kFloat).mul_(37.0), 101.0).div_(50.0).sub_(1.0).view({rows, width});
        const at::Tensor labels = at::remainder(at::arange(rows), classes);
        constexpr double inversePenalty = 0.7;
        LogisticFit fit(features, labels, classes, inversePenalty, {});
        const std::int64_t outputs = classes == 2 ? 1 : classes;
        at::Tensor head = at::zeros({outputs * (width + 1)});
        double first = 0.0;
        double last = 0.0;
        for (int step = 0; step < 20; ++step) {
            last = fit.improve(head).squaredGradient;
            if (step == 0) first = last;
        }
        EXPECT_LT(last, 1e-10 * first) << classes;
        const at::Tensor weights = head.narrow(0, 0, outputs * width).view({outputs, width});
        const at::Tensor logits = at::matmul(features, weights.t()) + head.narrow(0, outputs * width, outputs);
        const at::Tensor shares = classes == 2 ? at::sigmoid(logits) : at::softmax(logits, 1);
        const at::Tensor targets = classes == 2 ? labels.to(at::kFloat).unsqueeze(1) : at::one_hot(labels, classes).to(at::kFloat);
        EXPECT_TRUE(at::allclose(weights, at::matmul((targets - shares).t(), features) * inversePenalty, 1e-3, 1e-4)) << classes;
        EXPECT_TRUE(at::allclose((targets - shares).sum(0), at::zeros({outputs}), 0.0, 1e-3)) << classes;
    }
}

TEST_F(Pretrained, LogisticRegressionFitsTheFeatures) {
    const DatasetPointer data = makePictures(32, 24, 8, 2);
    const ParamSet config = configOf(with({{"method", "logistic"}, {"inverse-penalty", "10"}}));
    const auto session = begun(config, data);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->shape().stepsPerEpoch, logisticSteps);
    const AdvanceReport report = trained(*session, static_cast<int>(logisticSteps));
    EXPECT_LT(report.steps.back().loss, 0.2 * report.steps.front().loss);
    EXPECT_EQ(report.steps.back().loss, report.steps[logisticSteps - 2].loss) << "at the minimum";
    EXPECT_EQ(report.steps.back().correct, 24);
    EXPECT_EQ(session->evaluate(Split::Training)->accuracy, 1.0);
}

TEST_F(Pretrained, TrainingOnFeaturesGoesOnBitwise) {
    const DatasetPointer data = makePictures(32, 24, 8, 2);
    for (const char* method : {"probe", "logistic"}) {
        const ParamSet config = configOf(with({{"method", method}}));
        const auto whole = begun(config, data);
        trained(*whole, 5);
        const auto first = begun(config, data);
        trained(*first, 2);
        const auto second = begun(config, data);
        ASSERT_TRUE(second->loadState(first->saveState()).ok());
        trained(*second, 3);
        EXPECT_TRUE(second->saveState() == whole->saveState()) << method;
    }
}

} // namespace
} // namespace epochlab::core
