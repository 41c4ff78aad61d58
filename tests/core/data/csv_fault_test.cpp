#include "core/data/data_fixture.h"

#include <sys/stat.h>

namespace epochlab::core {
namespace {

struct Fault {
    const char* name;
    std::string text;
    ErrorCode code;
    std::string where;
    std::string what;   ///< part of it
    std::string rest{}; ///< rows left when bad rows are skipped; empty: still refused
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class CsvFaultTest : public DataTest, public testing::WithParamInterface<Fault> {};

const std::string good = "x,y,class\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n"; // rows 1 to 5

TEST_P(CsvFaultTest, NamesRowColumnAndReason) {
    const Fault& fault = GetParam();
    const auto dataset = load(write("bad.csv", fault.text));
    ASSERT_FALSE(dataset.ok());
    EXPECT_EQ(codeName(dataset.error().code), codeName(fault.code)) << describe(dataset.error());
    EXPECT_EQ(dataset.error().where, fault.where);
    EXPECT_NE(dataset.error().what.find(fault.what), std::string::npos) << dataset.error().what;
    EXPECT_FALSE(dataset.error().remedy.empty());
    EXPECT_EQ(exitCodeOf(dataset.error().code), ExitCode::Data);
}

TEST_P(CsvFaultTest, SkippingLeavesTheGoodRows) {
    const Fault& fault = GetParam();
    const auto skipped = load(write("bad.csv", fault.text), {{"csv-bad-rows", "skip"}});
    if (fault.rest.empty()) {
        EXPECT_FALSE(skipped.ok());
        return;
    }
    ASSERT_TRUE(skipped.ok()) << describe(skipped.error());
    EXPECT_EQ(std::to_string(totalRows(**skipped)), fault.rest);
    EXPECT_TRUE(hasNote(**skipped, "skipped in bad.csv"));
}

INSTANTIATE_TEST_SUITE_P(
    Table, CsvFaultTest,
    testing::Values(
        Fault{"Empty", "", ErrorCode::DataEmpty, "bad.csv", "no rows"},
        Fault{"BlankLines", "\n\n  \n", ErrorCode::DataEmpty, "bad.csv", "no rows"},
        Fault{"HeaderOnly", "x,y,class\n", ErrorCode::DataEmpty, "bad.csv", "no rows"},
        Fault{"Ragged", good + "9,a\n1,2,b\n1,2,3,b\n", ErrorCode::DataRaggedRow, "bad.csv, row 6",
              "2 cells where 3 are expected; also row 8 (4)", "5"},
        Fault{"ShortHeader", "x,y\n1,2,a\n3,4,b\n5,6,a\n", ErrorCode::DataRaggedRow, "bad.csv, row 2",
              "3 cells where 2 are expected; also row 3 (3), 4 (3)"},
        Fault{"TextInNumbers", good + "9,ten,a\n", ErrorCode::DataNotANumber, "bad.csv, row 6, column y", "\"ten\" is not a number", "4"},
        Fault{"Thousands", good + "9,\"1,000\",a\n", ErrorCode::DataNotANumber, "bad.csv, row 6, column y", "\"1,000\"", "4"},
        Fault{"MissingLabel", good + "9,10,\n", ErrorCode::DataMissingLabel, "bad.csv, row 6, column class", "no label", "4"},
        Fault{"NanLabel", good + "9,10,NaN\n", ErrorCode::DataMissingLabel, "bad.csv, row 6, column class", "no label", "4"},
        Fault{"MissingValue", good + "9,,a\n", ErrorCode::DataMissingValue, "bad.csv, row 6, column y", "no value", "4"},
        Fault{"NotAvailable", good + "NA,1,a\n", ErrorCode::DataMissingValue, "bad.csv, row 6, column x", "\"NA\"", "4"},
        Fault{"QuestionMark", good + "?,1,a\n", ErrorCode::DataMissingValue, "bad.csv, row 6, column x", "\"?\"", "4"},
        Fault{"Nan", good + "nan,1,a\n", ErrorCode::DataNotFinite, "bad.csv, row 6, column x", "not a finite number", "4"},
        Fault{"Infinite", good + "1,-inf,a\n", ErrorCode::DataNotFinite, "bad.csv, row 6, column y", "\"-inf\"", "4"},
        Fault{"TooLargeForDouble", good + "1e999,1,a\n", ErrorCode::DataNotFinite, "bad.csv, row 6, column x", "\"1e999\"", "4"},
        Fault{"TooLargeForFloat", good + "1e39,1,a\n", ErrorCode::DataNotFinite, "bad.csv, row 6, column x", "\"1e39\"", "4"},
        Fault{"OpenQuote", good + "9,\"10,a\n1,2,a\n", ErrorCode::DataQuote, "bad.csv, row 6", "never closes"},
        Fault{"AfterNewlineInQuotes", "x,name,class\n1,\"a\nb\",u\n2,c,v\nz,d,u\n4,e,u\n5,f,v\n", ErrorCode::DataNotANumber,
              "bad.csv, row 5, column x", "\"z\"", "4"},
        Fault{"Nul", good + std::string("9,1\0,a\n", 7), ErrorCode::DataEncoding, "bad.csv, row 6", "NUL"},
        Fault{"OneClass", "x,y,class\n1,2,a\n3,4,a\n5,6,a\n", ErrorCode::DataOneClass, "bad.csv, column class", "only one class"},
        Fault{"NoLabel", "x,y\n1.5,2.25\n3.5,4.25\n5.5,6.25\n", ErrorCode::DataNoLabelColumn, "bad.csv", "no column looks like a label"},
        Fault{"OnlyText", "name,class\nq,a\nr,b\ns,a\n", ErrorCode::DataShape, "bad.csv", "no column with numbers"},
        Fault{"TwoRows", "x,class\n1,a\n2,b\n", ErrorCode::DataTooFewRows, "bad.csv", "2 rows"}),
    [](const auto& instance) { return instance.param.name; });

using CsvRefusalTest = DataTest;

TEST_F(CsvRefusalTest, AllLabelsDifferent) {
    std::string text = "x,class\n";
    for (int i = 0; i < 20; ++i) text += std::to_string(i % 3) + ".5,row" + std::to_string(i) + "\n";
    EXPECT_EQ(load(write("u.csv", text)).error().code, ErrorCode::DataTooFewRows);
}

TEST_F(CsvRefusalTest, BytesThatAreNotUtf8NameTheRow) {
    const auto dataset = load(write("e.csv", "x,class\n1,a\n2,\xFF\xC0\n"), {{"csv-encoding", "utf-8"}});
    ASSERT_FALSE(dataset.ok());
    EXPECT_EQ(dataset.error().code, ErrorCode::DataEncoding);
    EXPECT_EQ(dataset.error().where, "e.csv, row 3");
}

TEST_F(CsvRefusalTest, AskedForColumnsThatAreNotThere) {
    const std::string file = write("c.csv", good);
    EXPECT_EQ(load(file, {{"csv-label", "klass"}}).error().code, ErrorCode::DataNoLabelColumn);
    EXPECT_NE(load(file, {{"csv-label", "klass"}}).error().remedy.find("x, y, class"), std::string::npos);
    EXPECT_EQ(load(file, {{"csv-features", "z"}}).error().code, ErrorCode::DataShape);
    EXPECT_EQ(load(file, {{"csv-features", "class"}}).error().code, ErrorCode::DataShape);
}

TEST_F(CsvRefusalTest, FoldersFifosAndNothing) {
    EXPECT_EQ(load(path("nothing.csv")).error().code, ErrorCode::DataNotFound);
    ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
    EXPECT_EQ(load(path("pipe")).error().code, ErrorCode::DataNotRegularFile);
    write("set/train.csv", good);
    const auto folder = load(path("set"));
    EXPECT_EQ(folder.error().code, ErrorCode::DataNotFound);
    EXPECT_EQ(folder.error().what, "the folder has no validation.csv");
}

TEST_F(CsvRefusalTest, UnseenClassAndMissingColumnInValidation) {
    write("set/train.csv", good);
    write("set/test.csv", good);
    write("set/validation.csv", "x,y,class\n1,2,a\n1,2,c\n");
    const auto unseen = load(path("set"));
    EXPECT_EQ(unseen.error().code, ErrorCode::DataUnknownClass);
    EXPECT_EQ(unseen.error().where, "set/validation.csv, row 3, column class");
    EXPECT_EQ(loaded(path("set"), {{"csv-bad-rows", "skip"}}).rows(Split::Validation).count, 1);
    write("set/validation.csv", "x,class\n1,a\n");
    EXPECT_EQ(load(path("set")).error().code, ErrorCode::DataShape);
}

} // namespace
} // namespace epochlab::core
