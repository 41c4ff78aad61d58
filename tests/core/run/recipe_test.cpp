#include "run/recipe.h"

#include "base/file_writer.h"
#include "params/model_fields.h"
#include "support/planned_runs.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <map>

namespace epochlab::core {
namespace {

using test::linesOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string folder = EPOCHLAB_SOURCE_DIR "/resources/recipes";

Recipe readGood(const std::string& text) {
    Result<Recipe> recipe = readRecipe(text, "mine.toml");
    EXPECT_TRUE(recipe.ok()) << describe(recipe.error());
    return recipe.ok() ? *std::move(recipe) : Recipe{};
}

std::vector<PlannedRun> planned(const Recipe& recipe, bool quick = false, SettingTexts overrides = {}) {
    Result<std::vector<PlannedRun>> runs = planRuns(recipe, quick, overrides);
    EXPECT_TRUE(runs.ok()) << describe(runs.error());
    return runs.ok() ? *std::move(runs) : std::vector<PlannedRun>{};
}

TEST(Recipe, settingsAloneAreOneRun) {
    const Recipe recipe = readGood("[settings]\nwidth = 8\n");
    EXPECT_EQ(recipe.name, "mine");
    EXPECT_EQ(recipe.title, "mine");
    EXPECT_THAT(linesOf(planned(recipe)), ElementsAre("mine | width=8"));
    EXPECT_EQ(planned(readGood("")).size(), 1U);
}

TEST(Recipe, runsWinOverSettingsQuickOverBothAndFlagsOverAll) {
    const Recipe recipe = readGood("[settings]\nepochs = 40\nwidth = 8\n[[run]]\nepochs = 30\n[quick]\nepochs = 2\n");
    EXPECT_THAT(linesOf(planned(recipe)), ElementsAre("Epochs 30 | width=8 epochs=30"));
    EXPECT_THAT(linesOf(planned(recipe, true)), ElementsAre("Epochs 30 | width=8 epochs=2"));
    const std::vector<std::pair<std::string, std::string>> flags{{"epochs", "1"}, {"data", "toy:moons"}};
    EXPECT_THAT(linesOf(planned(recipe, true, flags)), ElementsAre("Epochs 30 | data=toy:moons width=8 epochs=1"));
}

TEST(Recipe, flagsThatMakeItsRunsTheSameOrImpossibleAreRefused) {
    const Recipe recipe = readGood("[grid]\nbatch-size = [1, 16]\n");
    const std::vector<std::pair<std::string, std::string>> same{{"batch-size", "8"}};
    const std::vector<std::pair<std::string, std::string>> impossible{{"batch-norm", "true"}};
    const std::vector<std::pair<std::string, std::string>> unknown{{"widht", "8"}};
    EXPECT_THAT(describe(planRuns(recipe, false, same).error()), HasSubstr("the same as the run \"Batch size 1\""));
    EXPECT_THAT(describe(planRuns(recipe, false, impossible).error()), HasSubstr("batch normalisation needs at least 2 rows"));
    EXPECT_THAT(describe(planRuns(recipe, false, unknown).error()), HasSubstr("did you mean width"));
}

TEST(Recipe, aTableHasRowsColumnsAndAMetric) {
    const Recipe recipe = readGood("[table]\nrows = \"optimizer\"\ncolumns = \"width\"\nmetric = \"validation_loss\"\n");
    ASSERT_TRUE(recipe.table);
    EXPECT_EQ(recipe.table->rows, "optimizer");
    EXPECT_EQ(recipe.table->columns, "width");
    EXPECT_EQ(recipe.table->metric, "validation_loss");
    EXPECT_EQ(readGood("[table]\n").table->columns, "learning-rate");
    EXPECT_FALSE(readGood("").table);
}

TEST(Recipe, figuresAndQuestionsAreReadWithWhatTheySay) {
    const Recipe recipe = readGood("[[figure]]\nname = \"by-width\"\ntitle = \"By width\"\nkind = \"values\"\n"
                                   "show = [\"test_accuracy\", \"seconds_per_epoch\"]\nover = \"width\"\nby = \"optimizer\"\n"
                                   "only = { hidden-layers = 6 }\nlogarithmic = \"x\"\nlevels = [\"chance\"]\nruns = \"best-and-worst\"\n"
                                   "[[figure]]\nname = \"g\"\nkind = \"layers\"\naxis = \"layer\"\nlayers = [0, 99]\n"
                                   "[[ask]]\nid = \"why\"\ntext = \"Why?\"\n");
    ASSERT_EQ(recipe.figures.size(), 2U);
    const RecipeFigure& values = recipe.figures[0];
    EXPECT_EQ(values.kind, RecipeFigureKind::Values);
    EXPECT_EQ(values.title, "By width");
    EXPECT_THAT(values.show, ElementsAre("test_accuracy", "seconds_per_epoch"));
    EXPECT_EQ(values.over, "width");
    EXPECT_EQ(values.by, "optimizer");
    ASSERT_EQ(values.only.size(), 1U);
    EXPECT_EQ(values.only[0].id, "hidden-layers");
    EXPECT_TRUE(values.xLogarithmic);
    EXPECT_FALSE(values.yLogarithmic);
    EXPECT_EQ(values.runs, RecipeFigureRuns::BestAndWorst);
    EXPECT_EQ(recipe.figures[1].title, "g");
    EXPECT_EQ(recipe.figures[1].axis, RecipeFigureAxis::Layer);
    EXPECT_THAT(recipe.figures[1].layers, ElementsAre(0, 99));
    ASSERT_EQ(recipe.questions.size(), 1U);
    EXPECT_EQ(recipe.questions[0].text, "Why?");
}

TEST(Recipe, oneThatTrainsNothingPlansNothing) { EXPECT_TRUE(planned(readGood("trains = false\n")).empty()); }

TEST(Recipe, theReferencePagesExampleIsOne) {
    const std::string page = *readRegularFile(EPOCHLAB_SOURCE_DIR "/docs/recipes.md", 1 << 20);
    const std::size_t begin = page.find("```toml\n") + 8;
    const std::vector<PlannedRun> runs = planned(readGood(page.substr(begin, page.find("```", begin) - begin)));
    ASSERT_EQ(runs.size(), 18U);
    EXPECT_EQ(runs.front().label, "As it comes, Learning rate 0.1, Seed 1");
    EXPECT_EQ(runs.back().label, "Batch norm on, Learning rate 0.001, Seed 3");
}

struct BadFile {
    std::string text;
    ErrorCode code;
    std::string part; ///< of the described error
};

class RecipeRefuses : public testing::TestWithParam<BadFile> {};

TEST_P(RecipeRefuses, withThePlace) {
    const Result<Recipe> read = readRecipe(GetParam().text, "mine.toml");
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(codeName(read.error().code), codeName(GetParam().code)) << describe(read.error());
    EXPECT_THAT(describe(read.error()), HasSubstr(GetParam().part));
}

INSTANTIATE_TEST_SUITE_P(
    Files, RecipeRefuses,
    testing::Values(
        BadFile{"title = \"x\"\nwidth 3", ErrorCode::ConfigSyntax, "mine.toml, line 2"},
        BadFile{"\n[setings]\n", ErrorCode::ConfigUnknownParameter, "(mine.toml, line 2, column 2); did you mean settings?"},
        BadFile{"epochs = 3\n", ErrorCode::ConfigUnknownParameter, "put it below [settings]"},
        BadFile{"figures = 3\n", ErrorCode::ConfigUnknownParameter, "did you mean figure?"},
        BadFile{"colour = 3\n", ErrorCode::ConfigUnknownParameter, "a recipe has title, question"},
        BadFile{"figure = 3\n", ErrorCode::ConfigType, "write [[figure]]"},
        BadFile{"[[figure]]\nkind = \"runs\"\n", ErrorCode::ConfigConflict, "(mine.toml, line 1, column 1); write name"},
        BadFile{"[[figure]]\nname = \"../a\"\n", ErrorCode::ConfigRange, "lower-case letters, digits and hyphens"},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"curve\"\n", ErrorCode::ConfigRange,
                "(mine.toml, line 3, column 1); did you mean curves?"},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"curves\"\n", ErrorCode::ConfigConflict, "no series to show"},
        BadFile{"[[figure]]\nname = \"a\"\nshow = [\"validation_los\"]\n", ErrorCode::ConfigRange, "did you mean validation_loss?"},
        BadFile{"[[figure]]\nname = \"a\"\nshow = [\"best_epoch\"]\n", ErrorCode::ConfigConflict, "write kind = \"values\""},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"values\"\nshow = \"best_epoch\"\n", ErrorCode::ConfigConflict, "write over = "},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"values\"\nshow = \"best_epoch\"\nover = \"optimizer\"\n", ErrorCode::ConfigConflict,
                "optimizer is no number"},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"runs\"\nonly = { widht = 3 }\n", ErrorCode::ConfigUnknownParameter,
                "did you mean width"},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"runs\"\nlayers = [-1]\n", ErrorCode::ConfigRange, "whole numbers from 0"},
        BadFile{"[[figure]]\nname = \"a\"\nkind = \"runs\"\n[[figure]]\nname = \"a\"\nkind = \"runs\"\n", ErrorCode::ConfigConflict,
                "two figures are called \"a\" (mine.toml, line 4"},
        BadFile{"[[ask]]\nid = \"a\"\n", ErrorCode::ConfigConflict, "write id and text"},
        BadFile{"[[ask]]\nid = \"a\"\ntext = \"?\"\n[[ask]]\nid = \"a\"\ntext = \"?\"\n", ErrorCode::ConfigConflict, "two questions"},
        BadFile{"trains = 3\n", ErrorCode::ConfigType, "write true or false"},
        BadFile{"[settings]\nwidht = 3\n", ErrorCode::ConfigUnknownParameter, "(mine.toml, line 2, column 1); did you mean width"},
        BadFile{"[settings]\nwidth = 0\n", ErrorCode::ConfigRange, "mine.toml, line 2, column 1: width"},
        BadFile{"[[run]]\nwidth = \"3\"\n", ErrorCode::ConfigType, "mine.toml, line 2, column 1: width"},
        BadFile{"needs = \"luck\"\n", ErrorCode::ConfigRange, "write needs = \"pictures\""},
        BadFile{"table = 3\n", ErrorCode::ConfigType, "write [table]"},
        BadFile{"[table]\nrow = \"width\"\n", ErrorCode::ConfigUnknownParameter, "(mine.toml, line 2, column 1); write rows"},
        BadFile{"[table]\nrows = \"seed\"\n", ErrorCode::ConfigRange, "but not the seed"},
        BadFile{"[table]\nmetric = 3\n", ErrorCode::ConfigType, "line 2"},
        BadFile{"[grid]\nmomentum = [0.5, 0.9]\n", ErrorCode::ConfigConflict,
                "momentum varies and counts in none of the runs while optimizer is adam (mine.toml, line 2"},
        BadFile{"[grid]\nwidth = [3, 4, 0]\n", ErrorCode::ConfigRange, "mine.toml, line 2, column 16: width"},
        BadFile{"[grid]\nwidth = [3, [4]]\n", ErrorCode::ConfigType, "mine.toml, line 2, column 13"},
        BadFile{"[grid]\nwidht = [3]\n", ErrorCode::ConfigUnknownParameter, "did you mean width"},
        BadFile{"[grid]\nwidth = 3\n", ErrorCode::ConfigType, "give a list of values: width = [ … ]"},
        BadFile{"[grid]\nwidth = []\n", ErrorCode::ConfigType, "line 2, column 1"},
        BadFile{"[grid]\nwidth = [3, 3]\n", ErrorCode::ConfigConflict, "two runs are called \"Width 3\""},
        BadFile{"[run]\nwidth = 3\n", ErrorCode::ConfigType, "write [[run]]"},
        BadFile{"run = []\n", ErrorCode::ConfigType, "write [[run]]"},
        BadFile{"run = [{ width = 3 }, 4]\n", ErrorCode::ConfigType, "write [[run]]"},
        BadFile{"place = \"x\"\n", ErrorCode::ConfigType, "line 1"}, BadFile{"settings = 3\n", ErrorCode::ConfigType, "write [settings]"},
        BadFile{"title = 3\n", ErrorCode::ConfigType, "line 1"},
        BadFile{"title = \"\\u001b[2J\"\n", ErrorCode::ConfigRange, "control characters"},
        BadFile{"[[run]]\nwidth = 3\n[grid]\nwidth = [4, 5]\n", ErrorCode::ConfigConflict, "(mine.toml, line 4, column 1)"},
        BadFile{"[[run]]\nname = \"a\"\n[[run]]\nname = \"b\"\n", ErrorCode::ConfigConflict, "line 3, column 1: b"},
        BadFile{"[settings]\nbatch-norm = true\n[grid]\nbatch-size = [1, 2]\n", ErrorCode::ConfigConflict, "Batch size 1"},
        BadFile{"[grid]\nepochs = [5, 6]\n[quick]\nepochs = 1\n", ErrorCode::ConfigConflict, "the same as the run \"Epochs 5\""},
        BadFile{"[grid]\nseed = [1,2,3,4,5,6,7,8,9,10,11]\nwidth = [1,2,3,4,5,6,7,8,9,10]\nepochs = [1,2,3,4,5,6,7,8,9,10]\n"
                "hidden-layers = [1,2,3,4,5,6,7,8,9,10]\n",
                ErrorCode::ConfigRange, "more than 10000 runs (mine.toml, line 5"}));

/// What the questions of the lab need, beside the defaults (checked in param_table_test).
TEST(Recipes, areThoseOfTheLab) {
    const std::map<std::string, std::vector<std::string>> wanted{
        {"batch-norm", {"Batch norm off |", "Batch norm on | batch-norm=true"}},
        {"best-worst", {}},
        {"batch-size",
         {"Batch size 1 | batch-size=1 epochs=1", "Batch size 16 | batch-size=16 epochs=10", "Batch size 128 | batch-size=128",
          "Batch size 1024 | batch-size=1024"}},
        {"depth-width",
         {"Hidden layers 1, Width 16 | hidden-layers=1 batch-norm=true", "Hidden layers 2, Width 16 | hidden-layers=2 batch-norm=true",
          "Hidden layers 6, Width 16 | batch-norm=true", "Hidden layers 10, Width 16 | hidden-layers=10 batch-norm=true",
          "Hidden layers 6, Width 8 | width=8 batch-norm=true", "Hidden layers 6, Width 32 | width=32 batch-norm=true",
          "Hidden layers 6, Width 64 | width=64 batch-norm=true"}},
        {"epochs", {"Epochs | epochs=100"}},
        {"gradients",
         {"Plain | hidden-layers=100 width=4 epochs=10", "With batch norm | hidden-layers=100 width=4 batch-norm=true epochs=10",
          "With skip connections | hidden-layers=100 width=4 skip-connections=true epochs=10",
          "With both | hidden-layers=100 width=4 batch-norm=true skip-connections=true epochs=10"}},
        {"implicit", {"Coordinates |", "Sines of the coordinates | sine-features=10"}},
        {"learning-rate",
         {"Learning rate 1 | learning-rate=1", "Learning rate 0.01 | learning-rate=0.01", "Learning rate 0.001 |",
          "Learning rate 1e-5 | learning-rate=1e-05"}},
        {"boosted-trees", {"Boosted trees on pixels | data=fashion-mnist model=xgboost"}},
        {"trees-vs-nets",
         {"Boosted trees | model=xgboost", "Network, Learning rate 0.1 | learning-rate=0.1",
          "Network, Learning rate 0.01 | learning-rate=0.01", "Network, Learning rate 0.001 |"}},
    };
    const Result<std::vector<Recipe>> recipes = loadRecipes(folder);
    ASSERT_TRUE(recipes.ok()) << describe(recipes.error());
    std::map<std::string, std::vector<std::string>> found;
    for (const Recipe& recipe : *recipes) {
        found[recipe.name] = linesOf(planned(recipe));
        EXPECT_TRUE(recipe.question.ends_with('?')) << recipe.name;
        EXPECT_FALSE(recipe.figures.empty()) << recipe.name;
        EXPECT_TRUE(!recipe.questions.empty() && recipe.questions.size() <= 3) << recipe.name;
        for (const PlannedRun& run : planned(recipe, true)) EXPECT_LE(trainingLength(run.config), 10) << recipe.name << run.label;
    }
    const std::vector<std::string> transfer = found["transfer"]; // three methods with five rates, and two without
    found.erase("transfer");
    EXPECT_EQ(found, wanted);
    ASSERT_EQ(transfer.size(), 17U);
    EXPECT_EQ(transfer[1],
              "From scratch, Learning rate 0.01 | data=fashion-mnist model=resnet18 learning-rate=0.01 batch-size=32 epochs=1");
    EXPECT_EQ(transfer[13], "Fine-tuning, Learning rate 0.0001 | data=fashion-mnist model=resnet18 method=finetune learning-rate=1e-04 "
                            "batch-size=32 epochs=1");
    EXPECT_EQ(transfer[15], "Logistic regression | data=fashion-mnist model=resnet18 method=logistic batch-size=32 epochs=1");
    EXPECT_EQ(transfer[16], "Boosted trees | data=fashion-mnist model=xgboost batch-size=32 epochs=1");
    const ParamSet sines = planned(*findRecipe(folder, "implicit")).back().config;
    EXPECT_EQ(sines.real("sine-maximum"), 1.0);
}

TEST(Recipes, ofOnesOwnStandBesideThoseOfTheProgram) {
    const test::TemporaryFolder own;
    own.file("epochs.toml", "title = \"Mine\"\n");
    own.file("broken.toml", "titel = \"x\"\n");
    own.file("zebra.toml", "place = 7\n");
    const RecipeFolders folders{.own = own.path(), .program = folder};
    const Result<KnownRecipes> known = loadRecipes(folders);
    ASSERT_TRUE(known.ok()) << describe(known.error());
    std::vector<std::string> last;
    for (std::size_t i = known->recipes.size() - 3; i < known->recipes.size(); ++i)
        last.push_back(known->recipes[i].recipe.name + (known->recipes[i].own ? " own" : ""));
    EXPECT_THAT(last, ElementsAre("best-worst", "zebra own", "epochs own"));
    ASSERT_EQ(known->broken.size(), 1U);
    EXPECT_THAT(describe(known->broken[0]), HasSubstr("broken.toml, line 1"));
    EXPECT_EQ(findRecipe(folders, "epochs")->title, "Mine");
    EXPECT_EQ(findRecipe(folders, "implicit")->name, "implicit");
    EXPECT_THAT(describe(findRecipe(folders, "zebr").error()), HasSubstr("did you mean zebra?"));
    EXPECT_EQ(loadRecipes(RecipeFolders{.own = own.path("none"), .program = folder})->broken.size(), 0U);
}

TEST(Recipes, areFoundByNameAndByPath) {
    EXPECT_EQ(findRecipe(folder, "epochs")->title, "Epochs");
    EXPECT_EQ(findRecipe("/none", folder + "/epochs.toml")->name, "epochs");
    const struct {
        std::string name;
        ErrorCode code;
        std::string part;
    } rows[] = {{"epoch", ErrorCode::Usage, "did you mean epochs?"},
                {"zzzzzz", ErrorCode::Usage, "recipe list"},
                {"./none.toml", ErrorCode::ConfigSyntax, "./none.toml"},
                {folder + "/", ErrorCode::ConfigSyntax, folder}};
    for (const auto& row : rows) {
        const Result<Recipe> recipe = findRecipe(folder, row.name);
        ASSERT_FALSE(recipe.ok()) << row.name;
        EXPECT_EQ(recipe.error().code, row.code) << row.name;
        EXPECT_THAT(describe(recipe.error()), HasSubstr(row.part));
    }
    EXPECT_EQ(loadRecipes("/none").error().code, ErrorCode::IoRead);
}

} // namespace
} // namespace epochlab::core
