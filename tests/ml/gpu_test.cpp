// What needs a GPU: the same networks there and on the processor. Skipped where there is none; `ctest -L gpu` runs these alone.
#include "data/load.h"
#include "support/config.h"
#include "support/pictures.h"
#include "torch/trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace epochlab::core {
namespace {

using namespace test;

std::shared_ptr<Trainer> torchTrainer() { return std::shared_ptr<Trainer>(epochlab_make_torch_trainer()); }

struct Case {
    const char* name;
    bool pictures;
    Fields fields;
};

class OnTheGpu : public testing::TestWithParam<Case> {
protected:
    void SetUp() override {
        if (std::string(epochlab_torch_facts()).find("\"cuda\":true") == std::string::npos) GTEST_SKIP() << "this machine has no GPU";
        m_data = GetParam().pictures ? makePictures(32, 64, 16, 4) : loadDataset(ParamSet(mlpParams())).value();
    }
    std::unique_ptr<TrainingSession> begun(const char* device) const {
        auto session = torchTrainer()->prepare(configOf(GetParam().fields, {{"device", device}}), m_data);
        EXPECT_TRUE(session.ok()) << (session.ok() ? "" : describe(session.error()));
        return session.ok() ? *std::move(session) : nullptr;
    }
    static std::vector<double> losses(TrainingSession& session, std::size_t steps) {
        const std::vector<double> rates(steps, 0.001);
        std::vector<double> values;
        const auto report = session.advance(rates);
        EXPECT_TRUE(report.ok()) << (report.ok() ? "" : describe(report.error()));
        if (report.ok())
            for (const StepResult& step : report->steps) values.push_back(step.loss);
        return values;
    }

    DatasetPointer m_data;
};

TEST_P(OnTheGpu, TheFirstStepsAreThoseOfTheProcessor) {
    const auto there = begun("cuda"), here = begun("cpu");
    ASSERT_TRUE(there && here);
    const std::vector<double> a = losses(*there, 5), b = losses(*here, 5);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-3 * (1.0 + std::abs(b[i]))) << i;
    const auto measured = there->evaluate(Split::Validation), expected = here->evaluate(Split::Validation);
    ASSERT_TRUE(measured.ok() && expected.ok());
    EXPECT_NEAR(measured->loss, expected->loss, 1e-2 * (1.0 + expected->loss));
}

TEST_P(OnTheGpu, AStateGoesOnWhereItWasSaved) {
    const auto straight = begun("cuda"), second = begun("cuda");
    ASSERT_TRUE(straight && second);
    static_cast<void>(losses(*straight, 3));
    ASSERT_TRUE(second->loadState(straight->saveState()).ok());
    const std::vector<double> a = losses(*straight, 3), b = losses(*second, 3);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-4 * (1.0 + std::abs(a[i]))) << i;
}

INSTANTIATE_TEST_SUITE_P(
    Networks, OnTheGpu,
    testing::Values(Case{"Mlp", false, {{"engine", "libtorch"}}},
                    Case{"MlpWithBatchNorm", false, {{"engine", "libtorch"}, {"batch-norm", "true"}}},
                    Case{"Cnn", true, {{"data", "bars"}, {"model", "cnn"}, {"batch-size", "8"}}},
                    Case{"ResNet", true, {{"data", "bars"}, {"model", "resnet18"}, {"picture-resize", "32"}, {"batch-size", "8"}}}),
    [](const auto& tested) { return tested.param.name; });

} // namespace
} // namespace epochlab::core
