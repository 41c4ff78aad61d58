#include "data/load.h"
#include "mlp/fused.h"
#include "mlp/team.h"
#include "support/config.h"

#include <gtest/gtest.h>

#include <array>

namespace epochlab::core {
namespace {

TEST(Team, EveryWorkerSeesWhatTheOthersMadeBeforeTheMeeting) {
    constexpr int threads = 3;
    Team team(threads);
    std::array<int, threads> made{};
    std::array<int, threads> seen{};
    for (int round = 1; round <= 200; ++round) {
        team.run([&](const Worker& worker) {
            made[static_cast<std::size_t>(worker.index)] = round;
            worker.wait();
            int sum = 0;
            for (const int value : made) sum += value;
            seen[static_cast<std::size_t>(worker.index)] = sum;
        });
        for (const int sum : seen) ASSERT_EQ(sum, threads * round);
    }
}

TEST(Team, PartsCoverEverythingOnce) {
    for (const std::int64_t items : {0, 1, 2, 7, 64}) {
        std::int64_t next = 0;
        for (int index = 0; index < 3; ++index) {
            const Worker worker{index, 3, nullptr, nullptr};
            EXPECT_EQ(worker.begin(items), next);
            next = worker.end(items);
        }
        EXPECT_EQ(next, items);
    }
}

std::vector<float> trained(const char* threads, const char* batchNorm) {
    const ParamSet config = test::configOf({{"data", "toy:spiral"},
                                            {"threads", threads},
                                            {"batch-norm", batchNorm},
                                            {"batch-size", "100"},
                                            {"width", "9"},
                                            {"hidden-layers", "2"}});
    const auto data = loadDataset(config);
    auto session = makeFusedTrainer()->prepare(config, *data);
    EXPECT_TRUE(session.ok());
    const std::vector<double> rates(static_cast<std::size_t>((*session)->shape().stepsPerEpoch), 0.01);
    for (int epoch = 0; epoch < 3; ++epoch) EXPECT_TRUE((*session)->advance(rates).ok());
    std::vector<float> values;
    for (const NamedTensor& tensor : (*session)->weights().tensors) values.insert(values.end(), tensor.values.begin(), tensor.values.end());
    for (const double norm : (*session)->gradients()) values.push_back(static_cast<float>(norm));
    return values;
}

TEST(Team, TheNumberOfThreadsChangesNoBit) {
    for (const char* batchNorm : {"false", "true"}) {
        const std::vector<float> alone = trained("1", batchNorm);
        EXPECT_EQ(trained("2", batchNorm), alone);
        EXPECT_EQ(trained("3", batchNorm), alone);
    }
}

} // namespace
} // namespace epochlab::core
