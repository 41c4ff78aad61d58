#include "report/recipe_figures.h"

#include "core/store/store_fixture.h"
#include "report/figure_files.h"
#include "support/config.h"

#include <gmock/gmock.h>

#include <charconv>
#include <sstream>

namespace epochlab::core {
namespace {

using test::configOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct MadeRun {
    std::string id;
    test::Fields fields;
    std::vector<double> validation; ///< accuracies by epoch; the last is the best one
    RunEnd end = RunEnd::Finished;
};

class RecipeFiguresTest : public StoreTest {
protected:
    /// Two steps an epoch; losses are one less the accuracies.
    void make(const std::vector<MadeRun>& runs) {
        StoreWriter writer(m_directory);
        for (const MadeRun& made : runs) {
            StartedEvent start = started();
            start.config = configOf(made.fields);
            start.epochs = static_cast<std::int64_t>(made.validation.size());
            writer.onEvent({made.id, start});
            for (std::size_t i = 0; i < made.validation.size(); ++i) {
                const auto epoch = static_cast<std::int64_t>(i + 1);
                writer.onEvent({made.id, MetricBlock{"batch_loss", epoch, 2 * epoch - 1, {0.1, 0.3}}});
                writer.onEvent({made.id, MetricBlock{"validation_accuracy", epoch, 2 * epoch, {made.validation[i]}}});
                writer.onEvent({made.id, MetricBlock{"validation_loss", epoch, 2 * epoch, {1 - made.validation[i]}}});
                writer.onEvent({made.id, MetricBlock{"seconds", epoch, 2 * epoch, {0.25 * static_cast<double>(epoch)}}});
                writer.onEvent({made.id, GradientRow{epoch, {1e-9, 1e-3}, {}, {}}});
            }
            FinishedEvent event = finished(made.validation.back(), made.end);
            event.epochs = start.epochs;
            event.best->epoch = start.epochs;
            event.best->validationLoss = 1 - made.validation.back();
            writer.onEvent({made.id, event});
        }
    }

    /// Of a recipe's text, with what the store has.
    std::vector<Figure> figuresOf(const std::string& toml) {
        const Result<Recipe> recipe = readRecipe(toml, "mine.toml");
        EXPECT_TRUE(recipe.ok()) << (recipe.ok() ? "" : describe(recipe.error()));
        const auto planned = planRuns(*recipe, false);
        RunStore store(m_directory);
        const auto finished = FinishedRuns::of(store);
        EXPECT_TRUE(finished.ok());
        const auto figures = recipeFigures(store, *recipe, *planned, finished->answering(*planned));
        EXPECT_TRUE(figures.ok()) << (figures.ok() ? "" : describe(figures.error()));
        return figures.ok() ? *figures : std::vector<Figure>{};
    }
};

const std::string widths = "[settings]\nepochs = 3\n[grid]\nwidth = [4, 8, 16]\n";
const std::string curves = "[[figure]]\nname = \"a\"\nkind = \"curves\"\nshow = [\"validation_accuracy\"]\n";

TEST_F(RecipeFiguresTest, finishedRunsAreTheNewestOfTheSameSettings) {
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, {0.5}},
          {"r2", {{"width", "4"}, {"epochs", "3"}}, {0.5}},
          {"r3", {{"width", "4"}, {"epochs", "3"}}, {0.5}, RunEnd::Stopped},
          {"r4", {{"width", "8"}, {"epochs", "3"}}, {0.5}, RunEnd::Diverged},
          {"r5", {{"width", "16"}, {"epochs", "4"}}, {0.5}}});
    RunStore store(m_directory);
    const auto finished = FinishedRuns::of(store);
    ASSERT_TRUE(finished.ok());
    EXPECT_THAT(finished->answering(*planRuns(*readRecipe(widths, "mine.toml"), false)),
                ElementsAre(std::optional<RunId>("r2"), std::optional<RunId>("r4"), std::optional<RunId>()));
}

TEST_F(RecipeFiguresTest, curvesAndTheirCsvAreTheStoresValuesBitForBit) {
    const std::vector<double> awkward{0.1, 1.0 / 3.0, 0.7000000000000001};
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, awkward}, {"r2", {{"width", "8"}, {"epochs", "3"}}, {0.2, 0.4, 0.6}}});
    const std::vector<Figure> figures = figuresOf(widths + curves);
    ASSERT_EQ(figures.size(), 1U);
    const auto& content = std::get<CurvesFigure>(figures[0].content);
    ASSERT_EQ(content.curves.size(), 2U);
    EXPECT_EQ(content.curves[0].label, "Width 4");
    EXPECT_EQ(content.curves[0].y, awkward);
    EXPECT_EQ(content.curves[0].best, 3.0);
    EXPECT_EQ(content.curves[0].dash, FigureDash::Dashed);
    EXPECT_THAT(figures[0].runs, ElementsAre("r1", "r2"));
    std::istringstream lines(figureCsv(figures[0]));
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line, "curve,x,y");
    for (const double wanted : awkward) {
        std::getline(lines, line);
        const std::string text = line.substr(line.rfind(',') + 1);
        double value = 0.0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        EXPECT_EQ(value, wanted) << line;
    }
    EXPECT_THAT(figures[0].reading, HasSubstr("Best validation accuracy: width 4 (0.700), then width 8 (0.600)."));
    EXPECT_THAT(figures[0].reading, HasSubstr("\n1 of 3 runs is missing (Width 16)."));
}

TEST_F(RecipeFiguresTest, valuesSayWhatTheRunsHadAndClaimNoTrendOfFew) {
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, {0.5, 0.6, 0.7}},
          {"r2", {{"width", "8"}, {"epochs", "3"}}, {0.7, 0.795, 0.8}},
          {"r3", {{"width", "16"}, {"epochs", "3"}}, {0.895, 0.896, 0.9}}});
    const std::string values = "[[figure]]\nname = \"v\"\nkind = \"values\"\nover = \"width\"\nshow = ";
    const struct {
        std::string metric;
        std::vector<double> y;
        std::string reading;
    } rows[] = {{"validation_accuracy", {0.7, 0.8, 0.9}, "Best validation accuracy: width 16 (0.900), then width 8 (0.800)."},
                {"seconds_per_epoch", {0.25, 0.25, 0.25}, "Seconds per epoch: 0.25 at width 4, 0.25 at 16. No clear trend"},
                {"iterations_per_epoch", {2, 2, 2}, "Iterations per epoch: 2 at width 4, 2 at 16. No clear trend"},
                {"first_epoch_near_best", {3, 2, 1}, "First epoch within one point of the best: 3 at width 4, 1 at 16. No clear trend"}};
    for (const auto& row : rows) {
        const std::vector<Figure> figures = figuresOf(widths + values + "\"" + row.metric + "\"\n");
        ASSERT_EQ(figures.size(), 1U);
        const auto& content = std::get<CurvesFigure>(figures[0].content);
        ASSERT_EQ(content.curves.size(), 1U) << row.metric;
        EXPECT_THAT(content.curves[0].x, ElementsAre(4, 8, 16));
        EXPECT_EQ(content.curves[0].y, row.y) << row.metric;
        EXPECT_THAT(figures[0].reading, HasSubstr(row.reading));
    }
}

TEST_F(RecipeFiguresTest, aTrendOfFiveRunsIsClaimed) {
    std::vector<MadeRun> runs;
    for (const int width : {2, 4, 8, 16, 32})
        runs.push_back({"r" + std::to_string(width), {{"width", std::to_string(width)}, {"epochs", "1"}}, {0.3 + 0.01 * width}});
    for (std::size_t i = 0; i < runs.size(); ++i) runs[i].validation.insert(runs[i].validation.begin(), i, 0.1); // near the best ever later
    make(runs);
    const std::vector<Figure> figures =
        figuresOf("[settings]\nepochs = 1\n[grid]\nwidth = [2, 4, 8, 16, 32]\n[[figure]]\nname = \"v\"\nkind = \"values\"\n"
                  "over = \"width\"\nshow = \"first_epoch_near_best\"\n");
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_EQ(figures[0].reading, "First epoch within one point of the best rises with width: 1 at width 2, 5 at 32.");
}

TEST_F(RecipeFiguresTest, gradientsAreAFigureARunAndSayHowFarTheyFall) {
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, {0.5, 0.6, 0.7}}, {"r2", {{"width", "8"}, {"epochs", "3"}}, {0.5, 0.6, 0.7}}});
    const std::vector<Figure> figures = figuresOf(widths + "[[figure]]\nname = \"g\"\nkind = \"layers\"\nlayers = [0]\n"
                                                           "[[figure]]\nname = \"h\"\nkind = \"heat\"\n");
    std::vector<std::string> names;
    for (const Figure& figure : figures) names.push_back(figure.name);
    ASSERT_THAT(names, ElementsAre("g-width-4", "g-width-8", "h-width-4", "h-width-8"));
    const auto& lines = std::get<CurvesFigure>(figures[0].content);
    ASSERT_EQ(lines.curves.size(), 1U);
    EXPECT_EQ(lines.curves[0].label, "layer 0");
    EXPECT_THAT(lines.curves[0].y, ElementsAre(1e-9, 1e-9, 1e-9));
    EXPECT_THAT(figures[0].reading, HasSubstr("6 decades less towards the input"));
    const auto& heat = std::get<HeatFigure>(figures[2].content);
    EXPECT_THAT(heat.rows, ElementsAre("layer 0", "output"));
    EXPECT_THAT(heat.columns, ElementsAre("1", "2", "3"));
    EXPECT_THAT(heat.values[1], ElementsAre(1e-3, 1e-3, 1e-3));
    EXPECT_THAT(figureCsv(figures[2]), HasSubstr("layer 0,1,1e-09\n"));
}

TEST_F(RecipeFiguresTest, bestAndWorstAreChosenByValidation) {
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, {0.5}},
          {"r2", {{"width", "8"}, {"epochs", "3"}}, {0.9}},
          {"r3", {{"width", "16"}, {"epochs", "3"}}, {0.7}}});
    const std::vector<Figure> figures = figuresOf(widths + curves + "runs = \"best-and-worst\"\n");
    ASSERT_EQ(figures.size(), 1U);
    EXPECT_THAT(figures[0].runs, ElementsAre("r2", "r1"));
}

TEST_F(RecipeFiguresTest, boostedTreesOfTheStoreAreALevelAndNoCurve) {
    make({{"t1", {{"model", "xgboost"}}, {0.75}},
          {"r1", {{"width", "4"}, {"epochs", "3"}}, {0.5}},
          {"r2", {{"width", "8"}, {"epochs", "3"}}, {0.9}}});
    const std::vector<Figure> figures = figuresOf(widths + curves + "levels = [\"boosted-trees\", \"chance\"]\n");
    ASSERT_EQ(figures.size(), 1U);
    const auto& content = std::get<CurvesFigure>(figures[0].content);
    EXPECT_EQ(content.curves.size(), 2U);
    ASSERT_EQ(content.levels.size(), 2U);
    EXPECT_EQ(content.levels[0].y, 0.75);
    EXPECT_EQ(content.levels[1].y, 0.5);
    EXPECT_THAT(figures[0].reading, HasSubstr("Levels: boosted trees 0.750; chance 0.500."));
    EXPECT_THAT(figureCsv(figures[0]), HasSubstr("boosted trees,,0.75\nchance,,0.5\n"));
}

TEST_F(RecipeFiguresTest, whatIsNotThereIsSaid) {
    const std::vector<Figure> none = figuresOf(widths + curves);
    ASSERT_EQ(none.size(), 1U);
    EXPECT_EQ(none[0].reading, "There is no run to show yet.\n3 of 3 runs are missing (Width 4, Width 8 and 1 more).");
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, {0.5}}});
    const std::vector<Figure> maps = figuresOf(widths + "[[figure]]\nname = \"m\"\nkind = \"maps\"\n");
    ASSERT_EQ(maps.size(), 1U);
    EXPECT_THAT(maps[0].reading, HasSubstr("No map: no map can be computed here"));
}

TEST_F(RecipeFiguresTest, aTableOfRunsHasFilesToReadAndToReckonWith) {
    make({{"r1", {{"width", "4"}, {"epochs", "3"}}, {1.0 / 3.0}}, {"r2", {{"width", "8"}, {"epochs", "3"}}, {0.9}}});
    const std::vector<Figure> figures = figuresOf(widths + "[[figure]]\nname = \"t\"\nkind = \"runs\"\n");
    const std::vector<FigureFile> files = dataFilesOf(figures.at(0));
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files[0].name, "t.csv");
    EXPECT_THAT(files[0].bytes, HasSubstr("Width 4,1,0.9,0.3333333333333333,"));
    EXPECT_THAT(files[1].bytes, HasSubstr("**0.900**"));
    EXPECT_THAT(files[2].bytes, HasSubstr("\\begin{tabular}"));
}

TEST_F(RecipeFiguresTest, chosenRunsHaveFiguresWithoutARecipe) {
    make({{"r1", {{"width", "4"}}, {0.5, 0.6}}, {"r2", {{"width", "8"}}, {0.5, 0.7}}});
    RunStore store(m_directory);
    const std::vector<RunId> ids{"r1", "r2"};
    const auto figures = runFigures(store, ids);
    ASSERT_TRUE(figures.ok());
    std::vector<std::string> names;
    for (const Figure& figure : *figures) names.push_back(figure.name);
    EXPECT_THAT(names, ElementsAre("loss", "accuracy", "runs", "settings"));
    EXPECT_EQ(runFigures(store, std::vector<RunId>{"none"}).error().code, ErrorCode::RunNotFound);
}

} // namespace
} // namespace epochlab::core
