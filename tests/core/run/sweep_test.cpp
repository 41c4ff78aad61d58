#include "run/sweep.h"

#include "base/file_writer.h"
#include "run/recipe.h"
#include "support/config.h"
#include "support/planned_runs.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>

namespace epochlab::core {
namespace {

using test::configOf;
using test::linesOf;
using testing::ElementsAre;
using testing::HasSubstr;

Sweep readGood(const std::string& text) {
    Result<Recipe> recipe = readRecipe(text, "mine.toml");
    EXPECT_TRUE(recipe.ok()) << describe(recipe.error());
    return recipe.ok() ? std::move(*recipe).sweep : Sweep{};
}

std::vector<PlannedRun> planned(const Sweep& sweep, SettingTexts overrides = {}) {
    Result<std::vector<PlannedRun>> runs = planRuns(sweep, {}, overrides);
    EXPECT_TRUE(runs.ok()) << describe(runs.error());
    return runs.ok() ? *std::move(runs) : std::vector<PlannedRun>{};
}

TEST(Sweep, theGridsFirstFieldChangesSlowestAndSeedsFastest) {
    const Sweep sweep = readGood("seeds = 2\n[settings]\nseed = 7\n[grid]\nwidth = [8, 32]\nbatch-norm = [false, true]\n");
    EXPECT_THAT(linesOf(planned(sweep)),
                ElementsAre("Width 8, Batch norm off, Seed 7 | width=8 seed=7", "Width 8, Batch norm off, Seed 8 | width=8 seed=8",
                            "Width 8, Batch norm on, Seed 7 | width=8 batch-norm=true seed=7",
                            "Width 8, Batch norm on, Seed 8 | width=8 batch-norm=true seed=8",
                            "Width 32, Batch norm off, Seed 7 | width=32 seed=7", "Width 32, Batch norm off, Seed 8 | width=32 seed=8",
                            "Width 32, Batch norm on, Seed 7 | width=32 batch-norm=true seed=7",
                            "Width 32, Batch norm on, Seed 8 | width=32 batch-norm=true seed=8"));
}

TEST(Sweep, listedRunsAreRepeatedOverTheGrid) {
    const Sweep sweep = readGood("[[run]]\nname = \"Plain\"\n[[run]]\noptimizer = \"adamw\"\n[grid]\nseed = [2, 3]\n");
    EXPECT_THAT(linesOf(planned(sweep)),
                ElementsAre("Plain, Seed 2 | seed=2", "Plain, Seed 3 | seed=3", "Optimiser AdamW, Seed 2 | optimizer=adamw seed=2",
                            "Optimiser AdamW, Seed 3 | optimizer=adamw seed=3"));
}

TEST(Sweep, whatDoesNotCountInARunDoesNotMultiplyIt) {
    const Sweep listed = readGood(
        "seeds = 2\n[[run]]\nname = \"Trees\"\nmodel = \"xgboost\"\n[[run]]\nname = \"Net\"\n[grid]\nlearning-rate = [0.1, 0.01]\n");
    EXPECT_THAT(linesOf(planned(listed)), ElementsAre("Trees, Seed 1 | model=xgboost", "Trees, Seed 2 | model=xgboost seed=2",
                                                      "Net, Learning rate 0.1, Seed 1 | learning-rate=0.1",
                                                      "Net, Learning rate 0.1, Seed 2 | learning-rate=0.1 seed=2",
                                                      "Net, Learning rate 0.01, Seed 1 | learning-rate=0.01",
                                                      "Net, Learning rate 0.01, Seed 2 | learning-rate=0.01 seed=2"));
    const Sweep grid = readGood("[grid]\nlearning-rate = [0.1, 0.01]\nmodel = [\"mlp\", \"xgboost\"]\n"); // hidden by what comes later
    EXPECT_THAT(linesOf(planned(grid)), ElementsAre("Learning rate 0.1, Model Multilayer perceptron | learning-rate=0.1",
                                                    "Model Boosted trees (XGBoost) | model=xgboost",
                                                    "Learning rate 0.01, Model Multilayer perceptron | learning-rate=0.01"));
    const std::vector<std::pair<std::string, std::string>> trees{{"model", "xgboost"}};
    const Result<std::vector<PlannedRun>> none = planRuns(readGood("[grid]\nwidth = [8, 16]\n"), {}, trees);
    ASSERT_FALSE(none.ok());
    EXPECT_THAT(describe(none.error()), HasSubstr("width varies and counts in none of the runs while model is xgboost"));
}

TEST(Sweep, everyFieldOfTheTableCanBeVaried) {
    for (const ParamSpec& spec : mlpParams().specs()) {
        Sweep sweep;
        sweep.grid.push_back({spec.id, {spec.defaultValue}, "grid"});
        const std::vector<PlannedRun> runs = planned(sweep);
        ASSERT_EQ(runs.size(), 1U) << spec.id;
        EXPECT_EQ(runs.front().config, ParamSet(mlpParams())) << spec.id;
    }
}

TEST(Sweep, aSeedOfTheCommandLineIsTheFirstOfItsSeeds) {
    const std::vector<std::pair<std::string, std::string>> flags{{"seed", "5"}, {"epochs", "2"}};
    EXPECT_THAT(linesOf(planned(readGood("seeds = 2\n"), flags)), ElementsAre("Seed 5 | epochs=2 seed=5", "Seed 6 | epochs=2 seed=6"));
}

const std::string randomSweep = "draws = 40\ndraw-seed = 3\n[random]\n"
                                "learning-rate = { from = 0.0001, to = 0.1 }\nwidth = { from = 1, to = 4, scale = \"linear\" }\n"
                                "optimizer = [\"adam\", \"sgd\"]\n";

TEST(Sweep, drawsStayInTheirRangesAndDiffer) {
    const std::vector<PlannedRun> runs = planned(readGood(randomSweep));
    ASSERT_EQ(runs.size(), 40U);
    std::set<std::string> labels;
    std::map<std::int64_t, int> widths;
    int small = 0; // of a logarithmic range, half lies below the geometric middle
    for (const PlannedRun& run : runs) {
        labels.insert(run.label);
        const double rate = run.config.real("learning-rate");
        EXPECT_GE(rate, 0.0001);
        EXPECT_LE(rate, 0.1);
        EXPECT_LE(run.config.textOf("learning-rate").size(), 9U) << "four digits";
        small += rate < std::sqrt(0.0001 * 0.1) ? 1 : 0;
        ++widths[run.config.integer("width")];
    }
    EXPECT_EQ(labels.size(), 40U);
    EXPECT_EQ(widths.begin()->first, 1);
    EXPECT_EQ(widths.rbegin()->first, 4);
    EXPECT_GT(small, 10);
    EXPECT_LT(small, 30);
}

TEST(Sweep, aDrawDependsOnItsSeedIndexAndFieldAlone) {
    const Sweep whole = readGood(randomSweep);
    const std::vector<PlannedRun> runs = planned(whole);
    Sweep fewer = whole;
    fewer.draws = 7;
    const std::vector<PlannedRun> first = planned(fewer);
    for (std::size_t k = 0; k < first.size(); ++k) EXPECT_EQ(first[k].label, runs[k].label);
    Sweep other = whole;
    other.drawSeed = 4;
    EXPECT_NE(planned(other).front().label, runs.front().label);
    Sweep reordered = whole;
    std::swap(reordered.random.front(), reordered.random.back());
    EXPECT_EQ(planned(reordered)[5].config, runs[5].config);
    EXPECT_EQ(valueText(drawnValue(whole.random[0], 3, 0)), "0.0001603") << "the same on every machine";
}

TEST(Sweep, drawsCrossTheGridAndTheSeeds) {
    const Sweep sweep = readGood("draws = 3\nseeds = 2\n[grid]\nbatch-norm = [false, true]\n[random]\nwidth = [4, 8, 16]\n");
    const std::vector<PlannedRun> runs = planned(sweep);
    ASSERT_EQ(runs.size(), 12U);
    EXPECT_EQ(runs[0].config.integer("width"), runs[6].config.integer("width")) << "both grid points see the same draws";
}

struct BadSweep {
    std::string text;
    ErrorCode code;
    std::string part; ///< of the described error
};

class SweepRefuses : public testing::TestWithParam<BadSweep> {};

TEST_P(SweepRefuses, withThePlace) {
    const Result<Recipe> read = readRecipe(GetParam().text, "mine.toml");
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(codeName(read.error().code), codeName(GetParam().code)) << describe(read.error());
    EXPECT_THAT(describe(read.error()), HasSubstr(GetParam().part));
}

INSTANTIATE_TEST_SUITE_P(
    Files, SweepRefuses,
    testing::Values(
        BadSweep{"seeds = 0\n", ErrorCode::ConfigRange, "0 is out of range (mine.toml, line 1, column 1: seeds); give a number from 1"},
        BadSweep{"seeds = 3.5\n", ErrorCode::ConfigType, "give a whole number"},
        BadSweep{"seeds = [1, 2]\n", ErrorCode::ConfigType, "give a whole number"},
        BadSweep{"seed = 3\n", ErrorCode::ConfigUnknownParameter, "put it below [settings]"},
        BadSweep{"seeds = 10001\n", ErrorCode::ConfigRange, "give a number from 1 to 10000"},
        BadSweep{"seeds = 101\n[grid]\nepochs = [1,2]\nwidth = [1,2,3,4,5,6,7,8,9,10]\nbatch-size = [1,2,3,4,5,6,7,8,9,10]\n",
                 ErrorCode::ConfigRange, "more than 10000 runs (seeds); split them"},
        BadSweep{"seeds = 2\n[settings]\nseed = 9007199254740992\n", ErrorCode::ConfigRange, "Seed 9007199254740993"},
        BadSweep{"seeds = 2\n[grid]\nseed = [1, 2]\n", ErrorCode::ConfigConflict, "the grid sets seed, and so does seeds"},
        BadSweep{"draws = 2\n", ErrorCode::ConfigConflict, "give both: fields to draw, and how many draws"},
        BadSweep{"[random]\nwidth = [8]\n", ErrorCode::ConfigConflict, "(mine.toml, line 2, column 1)"},
        BadSweep{"draws = 5\n[random]\nwidth = [8, 16]\n", ErrorCode::ConfigRange, "of 5 draws only 2 differ (mine.toml, line 3"},
        BadSweep{"draws = 2\n[grid]\nwidth = [8]\n[random]\nwidth = [8, 16]\n", ErrorCode::ConfigConflict,
                 "the grid sets width, and so does the random part (mine.toml, line 5"},
        BadSweep{"draws = 2\n[random]\nwidht = { from = 8, to = 16 }\n", ErrorCode::ConfigUnknownParameter, "did you mean width"},
        BadSweep{"draws = 2\n[random]\nwidth = { from = 8 }\n", ErrorCode::ConfigType, "write width = { from = …, to = … }"},
        BadSweep{"draws = 2\n[random]\nwidth = { from = 16, to = 8 }\n", ErrorCode::ConfigRange, "give the smaller number first"},
        BadSweep{"draws = 2\n[random]\nwidth = { from = 0, to = 8 }\n", ErrorCode::ConfigRange, "width"},
        BadSweep{"draws = 2\n[random]\ndropout = { from = 0, to = 0.5, scale = \"log\" }\n", ErrorCode::ConfigRange,
                 "a logarithmic range cannot begin at 0"},
        BadSweep{"draws = 2\n[random]\nwidth = { from = 8, to = 16, scale = \"exp\" }\n", ErrorCode::ConfigType, "\"log\" or \"linear\""},
        BadSweep{"draws = 2\n[random]\nwidth = { from = 8, to = 16, step = 2 }\n", ErrorCode::ConfigType, "\"step\" has another form"},
        BadSweep{"draws = 2\n[random]\noptimizer = { from = 1, to = 2 }\n", ErrorCode::ConfigType, "give a list of values, no range"},
        BadSweep{"draws = 2\nrandom = 3\n", ErrorCode::ConfigType, "write [random]"},
        BadSweep{"[grid]\nbatch-norm = [false, true]\nbatch-size = [1, 2]\n", ErrorCode::ConfigConflict,
                 "(mine.toml, line 3, column 1: Batch norm on, Batch size 1, batch-size)"}));

/// Each of these, written and read, gives the same runs and the same text.
TEST(SweepFile, isReadBackAsItWasWritten) {
    for (const std::string& text : std::vector<std::string>{
             "", randomSweep, "seeds = 3\n[grid]\nlearning-rate = [1e-05, 0.1, 1]\nactivation = [\"gelu\"]\n",
             "[settings]\ndata = \"a \\\"quoted\\\\ name.csv\"\nepochs = 3\n[[run]]\n[[run]]\nname = \"B\"\nwidth = 3\n",
             "draws = 2\n[grid]\nbatch-norm = [true, false]\n[random]\ndropout = { from = 0, to = 0.5 }\n"}) {
        const Sweep sweep = readGood(text);
        const std::string written = writeSweep(sweep);
        const Sweep again = readGood(written);
        EXPECT_EQ(linesOf(planned(again)), linesOf(planned(sweep))) << written;
        EXPECT_EQ(writeSweep(again), written);
    }
}

TEST(SweepFile, theReferencePagesExampleIsOne) {
    const std::string page = *readRegularFile(EPOCHLAB_SOURCE_DIR "/docs/sweeps.md", 1 << 20);
    const std::size_t begin = page.find("```toml\n") + 8;
    const std::vector<PlannedRun> runs = planned(readGood(page.substr(begin, page.find("```", begin) - begin)));
    ASSERT_EQ(runs.size(), 24U);
    EXPECT_THAT(runs.front().label, HasSubstr("Optimiser Adam, Learning rate "));
    EXPECT_THAT(runs.front().label, testing::EndsWith(", Seed 1"));
}

TEST(Sweep, aPlaceOfDataHasOneKeyHoweverItIsWritten) {
    const std::string here = std::filesystem::current_path().string();
    const auto keyOf = [](const std::string& data) { return trainingKey(configOf({{"data", data}})); };
    struct Row {
        std::string one, other;
        bool same;
    };
    for (const Row& row : std::vector<Row>{{"data/set", "./data/set/", true},
                                           {"data/set", here + "/data/set", true},
                                           {"data/set", "data/other/../set", true},
                                           {"data/set", "data/set2", false},
                                           {"cities", "cities", true},
                                           {"toy:moons", "toy:circles", false}})
        EXPECT_EQ(keyOf(row.one) == keyOf(row.other), row.same) << row.one << " " << row.other;
}

TEST(Sweep, configurationsThatTrainAlikeHaveOneKey) {
    const ParamSet base = configOf({{"width", "8"}});
    const struct {
        std::vector<std::pair<std::string, std::string>> fields;
        bool same;
    } rows[] = {{{{"momentum", "0.5"}}, true},   {{{"optimizer", "momentum"}}, false},
                {{{"report-every", "3"}}, true}, {{{"toy-noise", "1"}}, true},
                {{{"seed", "2"}}, false},        {{{"threads", "2"}}, false},
                {{{"data", "cities"}}, true},    {{{"learning-rate", "0.01"}}, false}};
    for (const auto& row : rows)
        EXPECT_EQ(trainingKey(configOf({{"width", "8"}}, row.fields)) == trainingKey(base), row.same) << row.fields.front().first;
}

} // namespace
} // namespace epochlab::core
