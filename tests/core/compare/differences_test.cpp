#include "compare/differences.h"
#include "core/compare/runs.h"

#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::ComparedRuns;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Differences, areInTableOrderAndOfFieldsThatCount) {
    struct Case {
        std::vector<Fields> runs;
        std::vector<std::string> ids;
    };
    const std::vector<Case> cases{
        {{}, {}},
        {{{}}, {}},
        {{{}, {}}, {}},
        {{{{"learning-rate", "0.1"}, {"width", "8"}}, {}}, {"width", "learning-rate"}},
        {{{}, {{"seed", "2"}}, {{"width", "8"}}}, {"width", "seed"}},
        // A difference of the second and third run alone.
        {{{{"optimizer", "sgd"}}, {{"optimizer", "momentum"}, {"momentum", "0.5"}}, {{"optimizer", "momentum"}}},
         {"optimizer", "momentum"}},
        // Momentum counts in neither.
        {{{{"momentum", "0.1"}}, {{"momentum", "0.2"}}}, {}},
    };
    for (const Case& each : cases) {
        ComparedRuns runs;
        for (const Fields& fields : each.runs) runs.push_back(comparedRun("r", fields));
        EXPECT_EQ(core::differingFields(runs), each.ids);
    }
}

TEST(Differences, legendsSayOnlyWhatDiffersAndNoTwoAreTheSame) {
    ComparedRuns runs{comparedRun("a", {{"width", "64"}, {"batch-norm", "true"}}),
                      comparedRun("b", {{"learning-rate", "1e-5"}, {"batch-norm", "true"}}),
                      comparedRun("c", {{"width", "64"}, {"batch-norm", "true"}})};
    EXPECT_THAT(core::legendTexts(runs), ElementsAre("width 64, lr 0.001", "width 16, lr 1e-5", "width 64, lr 0.001 (2)"));
    runs[1].config->reset("batch-norm");
    EXPECT_THAT(core::legendTexts(runs),
                ElementsAre("width 64, batch norm, lr 0.001", "width 16, no batch norm, lr 1e-5", "width 64, batch norm, lr 0.001 (2)"));
}

TEST(Differences, legendsTakeTheNameWhereNothingDiffers) {
    ComparedRuns runs{comparedRun("a", {}), comparedRun("b", {})};
    runs[0].name = "first";
    EXPECT_THAT(core::legendTexts(runs), ElementsAre("first", "b"));
    runs[1].config.reset(); // of another program
    runs[1].name = "imported";
    EXPECT_THAT(core::legendTexts(runs), ElementsAre("first", "imported"));
}

TEST(Differences, aHundredAlikeKeepTheirNumber) {
    ComparedRuns runs(100, comparedRun("a", {}));
    EXPECT_EQ(core::legendTexts(runs).back(), "a (100)");
}

TEST(Differences, theConfigurationBeginsWithWhatDiffers) {
    const ComparedRuns runs{comparedRun("a", {{"data", "toy:moons"}, {"optimizer", "momentum"}}),
                            comparedRun("b", {{"data", "toy:moons"}})};
    const auto rows = core::configurationRows(runs);
    ASSERT_GE(rows.size(), 10U);
    EXPECT_EQ(rows[0].id, "optimizer");
    EXPECT_TRUE(rows[0].differs);
    EXPECT_THAT(rows[0].values, ElementsAre("SGD with momentum", "Adam"));
    EXPECT_FALSE(rows[1].differs);
    EXPECT_EQ(rows[1].id, "data");
    for (const auto& row : rows) {
        if (row.id != "momentum") continue;
        EXPECT_THAT(row.values, ElementsAre("0.9", "–")); // Adam has none
        EXPECT_FALSE(row.differs);
    }
    EXPECT_THAT(core::configurationRows({}), IsEmpty());
}

} // namespace
} // namespace epochlab::test
