// The fused engine beside LibTorch: the same steps, and one goes on where the other stopped.
#include "ml/support.h"

#include "data/load.h"
#include "mlp/fused.h"
#include "torch/trainer.h"

namespace epochlab::core {
namespace {

using namespace test;

TEST(LibTorch, AskingForAMissingGpuIsAnError) {
    if (std::string(epochlab_torch_facts()).find("\"cuda\":true") != std::string::npos) GTEST_SKIP() << "this machine has a GPU";
    const std::shared_ptr<Trainer> trainer = makeTrainer();
    const auto session = trainer->prepare(configOf({{"device", "cuda"}}), makeData(10));
    ASSERT_FALSE(session.ok());
    EXPECT_EQ(session.error().code, ErrorCode::ConfigConflict);
}

std::unique_ptr<TrainingSession> fused(const ParamSet& config, DatasetPointer data) {
    auto session = makeFusedTrainer()->prepare(config, std::move(data));
    EXPECT_TRUE(session.ok());
    return session.ok() ? std::move(session.value()) : nullptr;
}

struct Case {
    const char* name;
    Fields fields;
};

class TwoEngines : public testing::TestWithParam<Case> {};

TEST_P(TwoEngines, AgreeForAHundredSteps) {
    const ParamSet config = configOf(GetParam().fields);
    const auto data = loadDataset(ParamSet(mlpParams())); // the cities
    ASSERT_TRUE(data.ok());
    const auto ours = fused(config, *data);
    const auto theirs = prepared(config, *data);
    const AdvanceReport a = trainTo(*ours, 100, 0.001);
    const AdvanceReport b = trainTo(*theirs, 100, 0.001);
    for (std::size_t step = 0; step < 100; ++step) EXPECT_NEAR(a.steps[step].loss, b.steps[step].loss, 2e-6) << "step " << step + 1;
}

INSTANTIATE_TEST_SUITE_P(Cities, TwoEngines,
                         testing::Values(Case{"Lab", {}}, Case{"LabBatchNorm", {{"batch-norm", "true"}}},
                                         Case{"Wide", {{"width", "64"}, {"activation", "gelu"}}},
                                         Case{"Dropout", {{"dropout", "0.3"}, {"activation", "tanh"}}}),
                         [](const auto& test) { return test.param.name; });

TEST(TwoEngines, TheOneGoesOnWhereTheOtherStopped) {
    const ParamSet config = configOf({{"batch-norm", "true"}, {"width", "8"}, {"batch-size", "16"}, {"activation", "tanh"}});
    const auto ours = fused(config, makeData(100));
    const auto theirs = prepared(config, makeData(100));
    trainTo(*ours, 10, 0.01);
    ASSERT_TRUE(theirs->loadState(ours->saveState()).ok());
    EXPECT_EQ(allValues(*theirs), allValues(*ours));
    const AdvanceReport a = trainTo(*ours, 20, 0.01);
    const AdvanceReport b = trainTo(*theirs, 20, 0.01);
    for (std::size_t step = 0; step < 10; ++step) EXPECT_NEAR(a.steps[step].loss, b.steps[step].loss, 2e-6);
    ASSERT_TRUE(ours->loadState(theirs->saveState()).ok());
    EXPECT_EQ(allValues(*theirs), allValues(*ours));
}

} // namespace
} // namespace epochlab::core
