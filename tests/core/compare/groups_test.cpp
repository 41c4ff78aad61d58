#include "compare/groups.h"
#include "core/compare/runs.h"

#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::ComparedRuns;
using core::RunGroup;
using testing::ElementsAre;
using testing::IsEmpty;

ComparedRuns grid() {
    ComparedRuns runs;
    for (const char* width : {"64", "8"})
        for (const char* rate : {"0.1", "0.01"})
            for (const char* seed : {"1", "2", "3"})
                runs.push_back(comparedRun(std::string(width) + rate + seed, {{"width", width}, {"learning-rate", rate}, {"seed", seed}}));
    return runs;
}

std::vector<std::string> labelsOf(const std::vector<RunGroup>& groups) {
    std::vector<std::string> labels;
    for (const RunGroup& group : groups) labels.push_back(group.label);
    return labels;
}

TEST(Groups, theSeedIsWhatIsAveragedOver) {
    const ComparedRuns runs = grid();
    EXPECT_THAT(core::fieldsButTheSeed(runs), ElementsAre("width", "learning-rate"));
    const auto groups = core::groupRuns(runs, core::fieldsButTheSeed(runs));
    EXPECT_THAT(labelsOf(groups), ElementsAre("width 8, lr 0.01", "width 8, lr 0.1", "width 64, lr 0.01", "width 64, lr 0.1"));
    EXPECT_THAT(groups[0].members, ElementsAre(9U, 10U, 11U));
    EXPECT_THAT(groups[0].values, ElementsAre("8", "0.01"));
    EXPECT_THAT(groups[0].varying, ElementsAre("seed"));
}

TEST(Groups, saysWhatElseVariesWithin) {
    const auto groups = core::groupRuns(grid(), {"learning-rate"});
    EXPECT_THAT(labelsOf(groups), ElementsAre("lr 0.01", "lr 0.1"));
    EXPECT_THAT(groups[1].varying, ElementsAre("width", "seed"));
    EXPECT_EQ(groups[1].members.size(), 6U);
}

TEST(Groups, noFieldMakesOneGroup) {
    const auto groups = core::groupRuns(grid(), {});
    EXPECT_THAT(labelsOf(groups), ElementsAre("all runs"));
    EXPECT_EQ(groups[0].members.size(), 12U);
    EXPECT_THAT(core::groupRuns({}, {}), IsEmpty());
}

TEST(Groups, standInTheOrderOfTheirValues) {
    struct Case {
        std::string id;
        std::vector<std::string> given;
        std::vector<std::string> labels;
    };
    const std::vector<Case> cases{{"width", {"100", "9", "20"}, {"width 9", "width 20", "width 100"}},
                                  {"optimizer", {"sgd", "adam"}, {"Adam", "SGD"}},
                                  {"batch-norm", {"true", "false"}, {"no batch norm", "batch norm"}},
                                  {"data", {"toy:xor", "cities"}, {"XOR", "Cities"}}};
    for (const Case& each : cases) {
        ComparedRuns runs;
        for (const std::string& value : each.given) runs.push_back(comparedRun(value, {{each.id, value}}));
        EXPECT_EQ(labelsOf(core::groupRuns(runs, {each.id})), each.labels);
    }
}

TEST(Groups, aFieldThatDoesNotCountComesLast) {
    const ComparedRuns runs{comparedRun("a", {}), comparedRun("m", {{"optimizer", "momentum"}})};
    const auto groups = core::groupRuns(runs, {"momentum"});
    EXPECT_THAT(labelsOf(groups), ElementsAre("momentum 0.9", "momentum –"));
    EXPECT_THAT(groups[1].values, ElementsAre("–"));
}

TEST(Groups, runsWithoutSettingsStandAlone) {
    ComparedRuns runs{comparedRun("x", {}), comparedRun("y", {}), comparedRun("z", {})};
    for (const std::size_t foreign : {0, 1}) {
        runs[foreign].config.reset();
        runs[foreign].name = "log " + std::to_string(foreign);
    }
    EXPECT_THAT(labelsOf(core::groupRuns(runs, {})), ElementsAre("all runs", "log 0", "log 1"));
    EXPECT_THAT(labelsOf(core::groupRuns(runs, {"width"})), ElementsAre("width 16", "log 0", "log 1"));
}

TEST(Groups, countTheRunsThatBroke) {
    ComparedRuns runs = grid();
    runs[0].state = runs[1].state = "diverged";
    runs[2].state = "failed";
    const auto groups = core::groupRuns(runs, core::fieldsButTheSeed(runs));
    EXPECT_EQ(groups[3].diverged, 2U);
    EXPECT_EQ(groups[3].failed, 1U);
    EXPECT_EQ(groups[0].diverged, 0U);
}

TEST(Groups, singleRunsKeepTheirOrder) {
    const auto groups = core::singleRuns(grid());
    ASSERT_EQ(groups.size(), 12U);
    EXPECT_EQ(groups[0].label, "width 64, lr 0.1, seed 1");
    EXPECT_THAT(groups[0].values, ElementsAre("64", "0.1", "1"));
    EXPECT_THAT(groups[11].members, ElementsAre(11U));
}

TEST(Groups, keysStayAndNoTwoAreTheSame) {
    ComparedRuns runs{comparedRun("a", {{"width", "8"}, {"seed", "1"}}), comparedRun("b", {{"width", "8"}}),
                      comparedRun("c", {{"width", "16"}})};
    for (const char* id : {"log1", "log2"}) runs.push_back({.id = id, .name = "trees", .config = std::nullopt, .state = "imported"});
    const auto grouped = core::groupRuns(runs, {"width"});
    std::vector<std::string> keys;
    std::vector<std::string> labels;
    std::ranges::transform(grouped, std::back_inserter(keys), &core::RunGroup::key);
    std::ranges::transform(grouped, std::back_inserter(labels), &core::RunGroup::label);
    EXPECT_THAT(keys, testing::ElementsAre("group|width=8", "group|width=16", "log1", "log2"));
    EXPECT_THAT(labels, testing::ElementsAre("width 8", "width 16", "trees", "trees (2)"));
    EXPECT_EQ(core::groupRuns({runs[0]}, {"width"})[0].key, grouped[0].key);
    const auto single = core::singleRuns(runs);
    EXPECT_THAT((std::vector<std::string>{single[0].key, single[4].key}), testing::ElementsAre("a", "log2"));
}

} // namespace
} // namespace epochlab::test
