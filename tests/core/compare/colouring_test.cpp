#include "compare/colouring.h"
#include "core/compare/runs.h"

#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::Colouring;
using core::ComparedRuns;

ComparedRuns runsWith(const std::string& field, const std::vector<std::string>& values) {
    ComparedRuns runs;
    for (const std::string& value : values) runs.push_back(comparedRun("r" + std::to_string(runs.size()), {{field, value}}));
    return runs;
}

Colouring coloured(const ComparedRuns& runs, const std::string& field) { return core::colouringBy(runs, core::singleRuns(runs), field); }

TEST(Colouring, numbersTakeAScaleInOrderAndOthersEachItsOwn) {
    struct Row {
        const char* field;
        std::vector<std::string> values;
        bool ordered;
        bool logarithmic;
        std::vector<std::string> texts;
        std::vector<double> places;
    };
    const std::vector<Row> rows{
        {"learning-rate", {"0.1", "0.001", "0.01", "0.001"}, true, true, {"lr 0.001", "lr 0.01", "lr 0.1"}, {0, 0.5, 1}},
        {"width", {"8", "64", "80"}, true, true, {"width 8", "width 64", "width 80"}, {0, std::log(8.0) / std::log(10.0), 1}},
        {"hidden-layers", {"2", "4", "10"}, true, false, {"2 layers", "4 layers", "10 layers"}, {0, 0.25, 1}},
        {"hidden-layers", {"0", "10"}, true, false, {"0 layers", "10 layers"}, {0, 1}}, // zero has no logarithm
        {"width", {"8"}, true, false, {"width 8"}, {0}},
        {"seed", {"3", "1"}, false, false, {"seed 1", "seed 3"}, {0, 0}},
        {"optimizer", {"sgd", "adam"}, false, false, {"Adam", "SGD"}, {0, 0}},
    };
    for (const Row& row : rows) {
        const Colouring colouring = coloured(runsWith(row.field, row.values), row.field);
        EXPECT_EQ(colouring.ordered, row.ordered) << row.field;
        EXPECT_EQ(colouring.logarithmic, row.logarithmic) << row.field;
        ASSERT_EQ(colouring.values.size(), row.texts.size()) << row.field;
        for (std::size_t i = 0; i < row.texts.size(); ++i) {
            EXPECT_EQ(colouring.values[i].text, row.texts[i]);
            EXPECT_NEAR(colouring.values[i].place, row.places[i], 1e-12) << row.texts[i];
        }
    }
}

TEST(Colouring, eachGroupKnowsItsValue) {
    const Colouring colouring = coloured(runsWith("learning-rate", {"0.1", "0.001", "0.1"}), "learning-rate");
    EXPECT_THAT(colouring.valueOf,
                testing::ElementsAre(std::optional<std::size_t>(1), std::optional<std::size_t>(0), std::optional<std::size_t>(1)));
}

TEST(Colouring, whatHasSeveralValuesOrNoneHasNoColour) {
    ComparedRuns runs{comparedRun("a", {{"width", "8"}, {"learning-rate", "0.1"}}), comparedRun("b", {{"width", "8"}}),
                      comparedRun("c", {{"width", "16"}})};
    runs.push_back({.id = "log", .name = "trees", .config = std::nullopt, .state = "imported"});
    const auto groups = core::groupRuns(runs, {"width"});
    const Colouring colouring = core::colouringBy(runs, groups, "learning-rate");
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(colouring.valueOf[0], std::nullopt);
    EXPECT_NE(colouring.valueOf[1], std::nullopt);
    EXPECT_EQ(colouring.valueOf[2], std::nullopt);
    const Colouring momentum = core::colouringBy(runs, groups, "momentum"); // counts with SGD alone
    EXPECT_TRUE(momentum.values.empty());
}

} // namespace
} // namespace epochlab::test
