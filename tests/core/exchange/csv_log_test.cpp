#include "exchange/csv_log.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <cmath>
#include <sstream>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

/// "loss 1:0.5 2:0.25; accuracy 2:0.9"
std::string textOf(const std::vector<LoggedSeries>& series) {
    std::ostringstream text;
    for (const LoggedSeries& each : series) {
        text << (text.str().empty() ? "" : "; ") << each.tag;
        for (std::size_t i = 0; i < each.steps.size(); ++i) text << ' ' << each.steps[i] << ':' << each.values[i];
    }
    return text.str();
}

Result<CsvLog> readText(const std::string& text) {
    const test::TemporaryFolder folder;
    return readCsvLog(folder.file("log.csv", text), "log.csv");
}

struct Good {
    std::string name;
    std::string text;
    std::string series;
    std::string note; ///< one of them
};

const std::vector<Good> goodLogs{
    {"Keras", "epoch,accuracy,loss,val_loss\n0,0.5,0.7,0.8\n1,0.75,0.6,0.9\n",
     "accuracy 1:0.5 2:0.75; loss 1:0.7 2:0.6; val_loss 1:0.8 2:0.9", "counted from 0, and from 1 here"},
    {"LightningWithGaps", "epoch,step,train_loss,val_loss\n0,49,0.5,\n0,99,,0.25\n1,149,0.125,\n",
     "train_loss 49:0.5 149:0.125; val_loss 99:0.25", "the column \"epoch\" counts steps as well"},
    {"OurOwn", "series,epoch,step,value\ntraining_loss,1,32,0.5\n\"odd, name\",1,32,2\ntraining_loss,2,64,0.25\n",
     "training_loss 32:0.5 64:0.25; odd, name 32:2", "steps are those of the column \"step\""},
    {"OurExport", "run,series,step,value\nr1,loss,1,0.5\nr1,loss,2,0.25\n", "loss 1:0.5 2:0.25", "column \"step\""},
    {"TensorBoardsDownload", "Wall time,Step,Value\n1700000000.5,0,1\n1700000001.5,10,2\n", "Value 0:1 10:2", "column \"Step\""},
    {"SemicolonsAndDecimalComma", "epoch;loss\n1;0,5\n2;0,25\n", "loss 1:0.5 2:0.25", "decimal comma"},
    {"TextColumn", "epoch,loss,phase\n1,0.5,warm\n2,0.25,main\n", "loss 1:0.5 2:0.25", "\"phase\" holds no numbers and is left out"},
    {"EmptyColumn", "epoch,loss,lr\n1,0.5,\n2,0.25,\n", "loss 1:0.5 2:0.25", "\"lr\" holds no numbers"},
    {"NotFinite", "epoch,loss\n1,nan\n2,inf\n3,-inf\n4,1e999\n5,1\n", "loss 1:nan 2:inf 3:-inf 4:inf 5:1", "column \"epoch\""},
    {"OneRow", "epoch,loss\n3,0.5\n", "loss 3:0.5", "column \"epoch\""},
};

class GoodLog : public testing::TestWithParam<Good> {};

TEST_P(GoodLog, isRead) {
    const auto log = readText(GetParam().text);
    ASSERT_TRUE(log.ok()) << describe(log.error());
    EXPECT_EQ(textOf(log->series), GetParam().series);
    EXPECT_THAT(log->notes, testing::Contains(HasSubstr(GetParam().note)));
}

INSTANTIATE_TEST_SUITE_P(All, GoodLog, testing::ValuesIn(goodLogs), [](const auto& good) { return good.param.name; });

TEST(CsvLog, keepsTheTimesOfTheValues) {
    const auto log = readText("Wall time,Step,Value\n1700000000.5,0,1\n1700000001.5,10,2\n");
    ASSERT_TRUE(log.ok()) << describe(log.error());
    EXPECT_THAT(log->series[0].wallTimes, testing::ElementsAre(1700000000.5, 1700000001.5));
}

struct Bad {
    std::string name;
    std::string text;
    ErrorCode code;
    std::string what;
    std::string where;
};

const std::vector<Bad> badLogs{
    {"Empty", "", ErrorCode::DataEmpty, "empty", "log.csv"},
    {"HeaderOnly", "epoch,loss\n", ErrorCode::DataEmpty, "no rows", "log.csv"},
    {"NoSteps", "a,b\n1,2\n", ErrorCode::DataShape, "no column says at which step", "log.csv"},
    {"NoValues", "epoch,phase\n1,warm\n", ErrorCode::DataEmpty, "no column beside the steps holds numbers", "log.csv"},
    {"TextInANumberColumn", "epoch,loss\n1,0.5\n2,oops\n3,1\n", ErrorCode::DataNotANumber, "\"oops\" is no number",
     "log.csv, row 3, column loss"},
    {"StepIsText", "epoch,loss\n1,1\nlast,0.5\n", ErrorCode::DataNotANumber, "\"last\" is no number", "log.csv, row 3, column epoch"},
    {"StepIsAFraction", "epoch,loss\n0.5,1\n", ErrorCode::DataNotANumber, "whole number", "log.csv, row 2, column epoch"},
    {"StepIsNegative", "epoch,loss\n-1,1\n", ErrorCode::DataNotANumber, "whole number", "log.csv, row 2, column epoch"},
    {"StepIs2To64", "step,loss\n18446744073709551616,1\n", ErrorCode::DataNotANumber, "whole number", "log.csv, row 2, column step"},
    {"StepIsNan", "step,loss\nnan,1\n", ErrorCode::DataNotANumber, "whole number", "log.csv, row 2, column step"},
    {"StepIsMissing", "epoch,loss\n1,1\n,0.5\n", ErrorCode::DataMissingValue, "does not say its step", "log.csv, row 3, column epoch"},
    {"Ragged", "epoch,loss\n1,1\n2,0.5,7\n", ErrorCode::DataRaggedRow, "3 cells, the header 2", "log.csv, row 3"},
    {"TwoRuns", "run,series,step,value\nr1,loss,1,0.5\nr2,loss,1,0.25\n", ErrorCode::DataShape, "the values of 2 runs", "log.csv"},
    {"OpenQuote", "epoch,loss\n1,\"1\n", ErrorCode::DataQuote, "never closes", "log.csv, row 2"},
    {"NulByte", std::string("epoch,loss\n1,\0\n", 15), ErrorCode::DataEncoding, "", "log.csv"},
};

class BadLog : public testing::TestWithParam<Bad> {};

TEST_P(BadLog, isRefusedWithRowAndColumn) {
    const auto log = readText(GetParam().text);
    ASSERT_FALSE(log.ok());
    EXPECT_EQ(codeName(log.error().code), codeName(GetParam().code));
    EXPECT_THAT(log.error().what, HasSubstr(GetParam().what));
    EXPECT_THAT(log.error().where, HasSubstr(GetParam().where));
    EXPECT_NE(log.error().remedy, "");
}

INSTANTIATE_TEST_SUITE_P(All, BadLog, testing::ValuesIn(badLogs), [](const auto& bad) { return bad.param.name; });

} // namespace
} // namespace epochlab::core
