#include "run/recipe.h"
#include "run/sweep.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

TEST(SweepText, givesTheValuesOfAnAxis) {
    const struct {
        std::string id;
        std::string text;
        std::string values; ///< as axisText says them
    } rows[] = {{"learning-rate", "0.1,0.01", "0.1,0.01"},
                {"learning-rate", " 0.1 , 0.01 ", "0.1,0.01"},
                {"learning-rate", "0.001..0.1:5", "0.001,0.003162,0.01,0.03162,0.1"},
                {"learning-rate", "0..1:3:linear", ""},
                {"learning-rate", "0.1..0.5:5:linear", "0.1,0.2,0.3,0.4,0.5"},
                {"width", "8..64:4", "8,16,32,64"},
                {"width", "1..4:10", "1,2,3,4"},
                {"hidden-layers", "0..6:4", "0,2,4,6"},
                {"dropout", "0..0.5:3", "0,0.25,0.5"},
                {"batch-norm", "true,off", "true,false"},
                {"optimizer", "adam,sgd", "adam,sgd"},
                {"data", "../a.csv,toy:moons", "../a.csv,toy:moons"}};
    for (const auto& row : rows) {
        const Result<GridAxis> axis = gridAxisOf(row.id, row.text, "--grid");
        EXPECT_EQ(axis.ok(), !row.values.empty()) << row.id << "=" << row.text;
        EXPECT_EQ(axis ? axisText(*axis) : std::string(), row.values);
    }
}

TEST(SweepText, givesTheRangeOfADraw) {
    const struct {
        std::string id;
        std::string text;
        std::string again;
    } rows[] = {{"learning-rate", "0.001..0.1", "0.001..0.1"},
                {"learning-rate", "0.001..0.1:log", "0.001..0.1"},
                {"learning-rate", "0.1..1:linear", "0.1..1:linear"},
                {"dropout", "0.1..0.5:log", "0.1..0.5:log"},
                {"width", "8..64", "8..64"},
                {"width", "8,16", "8,16"},
                {"optimizer", "adam,sgd", "adam,sgd"}};
    for (const auto& row : rows) {
        const Result<RandomAxis> axis = randomAxisOf(row.id, row.text, "--random");
        ASSERT_TRUE(axis.ok()) << row.id << "=" << row.text << describe(axis.error());
        EXPECT_EQ(axisText(*axis), row.again);
    }
}

TEST(SweepText, refusesWhatIsNoAxisAndNamesTheText) {
    const struct {
        bool random;
        std::string id;
        std::string text;
        ErrorCode code;
        std::string part;
    } rows[] = {{false, "widht", "8", ErrorCode::ConfigUnknownParameter, "(here); did you mean width"},
                {false, "width", "8,x", ErrorCode::ConfigType, "\"x\" is not a whole number (here)"},
                {false, "width", "", ErrorCode::ConfigType, "(here)"},
                {false, "width", "8,,9", ErrorCode::ConfigType, "(here)"},
                {false, "width", "0..8:3", ErrorCode::ConfigRange, "(here); give a number from 1 to 1024"},
                {false, "width", "8..16", ErrorCode::ConfigType, "write FROM..TO:COUNT"},
                {false, "width", "8..16:1", ErrorCode::ConfigType, "write FROM..TO:COUNT"},
                {false, "width", "8..16:99999", ErrorCode::ConfigType, "write FROM..TO:COUNT"},
                {false, "width", "8..16:3:cubic", ErrorCode::ConfigType, "write FROM..TO:COUNT"},
                {false, "width", "16..8:3", ErrorCode::ConfigRange, "give the smaller number first"},
                {false, "dropout", "0..0.5:3:log", ErrorCode::ConfigRange, "cannot begin at 0"},
                {true, "width", "8..16:3", ErrorCode::ConfigType, "write FROM..TO;"},
                {true, "optimizer", "adam..sgd", ErrorCode::ConfigRange, "is not a choice"}};
    for (const auto& row : rows) {
        const Result<GridAxis> grid = gridAxisOf(row.id, row.text, "here");
        const Result<RandomAxis> random = randomAxisOf(row.id, row.text, "here");
        ASSERT_FALSE(row.random ? random.ok() : grid.ok()) << row.id << "=" << row.text;
        const Error error = row.random ? random.error() : grid.error();
        EXPECT_EQ(codeName(error.code), codeName(row.code)) << row.text << ": " << describe(error);
        EXPECT_THAT(describe(error), HasSubstr(row.part)) << row.text;
    }
}

TEST(SweepText, aSweepAsACommand) {
    const Sweep sweep = readRecipe("seeds = 3\ndraws = 5\ndraw-seed = 2\n[settings]\nepochs = 2\n[grid]\nwidth = [8, 16]\n"
                                   "data = [\"my data.csv\"]\n[random]\nlearning-rate = { from = 0.01, to = 0.1 }\n",
                                   "mine.toml")
                            ->sweep;
    EXPECT_EQ(sweepCommandLine(sweep), "epochlab-cli sweep --epochs 2 --grid width=8,16 --grid 'data=my data.csv' "
                                       "--random learning-rate=0.01..0.1 --draws 5 --draw-seed 2 --seeds 3");
}

} // namespace
} // namespace epochlab::core
