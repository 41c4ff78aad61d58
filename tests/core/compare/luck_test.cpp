#include "compare/luck.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

TEST(Luck, SaysWhereTheRunLiesAmongItsOtherSeeds) {
    struct Row {
        double run;
        std::vector<double> others;
        const char* sentence;
    };
    for (const Row& row : {Row{0.9, {0.8, 0.95}, "it is not luck: the run's 0.9000 lies within what 2 other seeds reached"},
                           Row{0.9, {0.8, 0.85, 0.9}, "luck may be part of it: none of 3 other seeds did better than the run's 0.9000"},
                           Row{0.7, {0.8, 0.85}, "bad luck may be part of it: none of 2 other seeds did worse than the run's 0.7000"},
                           Row{0.9, {0.9}, "the seed makes no difference: 1 other seed reached the same accuracy"},
                           Row{0.9, {}, "no other seed finished, so nothing can be said of luck"}}) {
        const Luck luck(row.run, row.others);
        EXPECT_EQ(luck.sentence(), row.sentence);
        EXPECT_EQ(luck.all.count, static_cast<std::int64_t>(row.others.size()) + 1);
        EXPECT_LE(luck.minimum, luck.maximum);
    }
}

TEST(Luck, PlansTheSeedsAfterTheRunsOwn) {
    ParamSet config(mlpParams());
    ASSERT_TRUE(config.set("seed", std::int64_t{7}).ok());
    ASSERT_TRUE(config.set("width", std::int64_t{8}).ok());
    const auto planned = planOtherSeeds(config, 4);
    ASSERT_TRUE(planned.ok());
    std::vector<std::int64_t> seeds;
    for (const PlannedRun& run : *planned) {
        seeds.push_back(run.config.integer("seed"));
        EXPECT_EQ(ParamSet::differences(run.config, config), std::vector<std::string>{"seed"});
    }
    EXPECT_THAT(seeds, testing::ElementsAre(8, 9, 10, 11));
    const ParamSpec& seed = *mlpParams().find("seed");
    ASSERT_TRUE(config.set("seed", static_cast<std::int64_t>(seed.maximum)).ok());
    EXPECT_FALSE(planOtherSeeds(config, 1).ok());
}

} // namespace
} // namespace epochlab::core
