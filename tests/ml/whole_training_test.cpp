// A whole training on the cities with either engine: the same accuracy, and one that changes its engine half-way.
#include "ml/support.h"

#include "data/load.h"
#include "mlp/fused.h"

#include <array>
#include <cstdio>

namespace epochlab::core {
namespace {

using namespace test;

constexpr double kWithin = 0.003; ///< of accuracy, or two standard deviations over the seeds
constexpr int kSeeds = 5;

DatasetPointer cities() {
    static const auto data = loadDataset(ParamSet(mlpParams()));
    EXPECT_TRUE(data.ok());
    return *data;
}

Fields withNorm(bool batchNorm) { return {{"batch-norm", batchNorm ? "true" : "false"}}; }

std::unique_ptr<TrainingSession> fused(const ParamSet& config) {
    auto session = makeFusedTrainer()->prepare(config, cities());
    EXPECT_TRUE(session.ok());
    return session.ok() ? std::move(session.value()) : nullptr;
}

double bestAccuracy(TrainingSession& session, int epochs) {
    double best = 0.0;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        trainTo(session, epoch * session.shape().stepsPerEpoch, 0.001);
        const auto seen = session.evaluate(Split::Validation);
        EXPECT_TRUE(seen.ok());
        best = std::max(best, seen.ok() ? seen->accuracy : 0.0);
    }
    return best;
}

struct Spread {
    double mean = 0.0;
    double deviation = 0.0; ///< of the sample
};

Spread spread(const std::array<double, kSeeds>& values) {
    Spread all;
    for (const double value : values) all.mean += value / kSeeds;
    double squares = 0.0;
    for (const double value : values) squares += (value - all.mean) * (value - all.mean);
    all.deviation = std::sqrt(squares / (kSeeds - 1));
    return all;
}

/// Best validation accuracies over the seeds; the means must agree within 0.3 points or 2 σ of LibTorch's own spread.
void expectTheSameAccuracy(bool batchNorm, int epochs) {
    std::array<double, kSeeds> ours{};
    std::array<double, kSeeds> theirs{};
    for (int seed = 0; seed < kSeeds; ++seed) {
        const ParamSet config = configOf(withNorm(batchNorm), {{"seed", std::to_string(seed)}});
        ours[static_cast<std::size_t>(seed)] = bestAccuracy(*fused(config), epochs);
        theirs[static_cast<std::size_t>(seed)] = bestAccuracy(*prepared(config, cities()), epochs);
    }
    const Spread a = spread(ours);
    const Spread b = spread(theirs);
    std::printf("%d epochs, %s batch norm: fused %.4f, σ %.4f; LibTorch %.4f, σ %.4f; difference %+.4f\n", epochs,
                batchNorm ? "with" : "without", a.mean, a.deviation, b.mean, b.deviation, a.mean - b.mean);
    EXPECT_GT(b.mean, 0.5) << "trained at all";
    EXPECT_NEAR(a.mean, b.mean, std::max(kWithin, 2 * b.deviation));
}

class WholeTraining : public testing::TestWithParam<bool> {};

TEST_P(WholeTraining, BothEnginesReachTheSameAccuracy) { expectTheSameAccuracy(GetParam(), 4); }

// The full form takes minutes: --gtest_also_run_disabled_tests
TEST_P(WholeTraining, DISABLED_BothEnginesReachTheSameAccuracyInFiftyEpochs) { expectTheSameAccuracy(GetParam(), 50); }

/// From equal states the two engines' next losses agree.
void expectTheSameNextLoss(TrainingSession& a, TrainingSession& b) {
    const std::int64_t next = a.step() + 1;
    ASSERT_EQ(a.step(), b.step());
    EXPECT_NEAR(trainTo(a, next, 0.001).steps.at(0).loss, trainTo(b, next, 0.001).steps.at(0).loss, 2e-6) << "step " << next;
}

TEST_P(WholeTraining, GoesOnInTheOtherEngineAndBack) {
    const ParamSet config = configOf(withNorm(GetParam()));
    const auto ours = fused(config);
    const auto theirs = prepared(config, cities());
    const std::int64_t perEpoch = ours->shape().stepsPerEpoch;
    trainTo(*ours, perEpoch + perEpoch / 2, 0.001); // in the middle of the second epoch
    ASSERT_TRUE(theirs->loadState(ours->saveState()).ok());
    expectTheSameNextLoss(*theirs, *ours);
    trainTo(*theirs, 2 * perEpoch + 7, 0.001); // over the end of the epoch, then back
    ASSERT_TRUE(ours->loadState(theirs->saveState()).ok());
    expectTheSameNextLoss(*ours, *theirs);
    EXPECT_GT(bestAccuracy(*ours, 4), 0.5);
}

INSTANTIATE_TEST_SUITE_P(Cities, WholeTraining, testing::Bool(), [](const auto& test) { return test.param ? "BatchNorm" : "Plain"; });

} // namespace
} // namespace epochlab::core
