#include "core/data/data_fixture.h"

#include <algorithm>

namespace epochlab::core {
namespace {

using Names = std::vector<std::string>;

struct Form {
    const char* name;
    std::string text;
};

class CsvFormTest : public DataTest, public testing::WithParamInterface<Form> {};

/// The same ten rows in every form: x = i + 0.5, y = -i, class even or odd.
std::string table(const std::string& delimiter, const std::string& point, const std::string& lineEnd, bool header = true) {
    std::string text = header ? "x" + delimiter + "y" + delimiter + "class" + lineEnd : "";
    for (int i = 0; i < 10; ++i)
        text += std::to_string(i) + point + "5" + delimiter + "-" + std::to_string(i) + delimiter + (i % 2 ? "odd" : "even") + lineEnd;
    return text;
}

std::string utf16(const std::string& text, bool mark, bool bigEndian = false) {
    std::string wide = mark ? (bigEndian ? "\xFE\xFF" : "\xFF\xFE") : "";
    for (const char c : text) {
        if (bigEndian) wide += '\0';
        wide += c;
        if (!bigEndian) wide += '\0';
    }
    return wide;
}

TEST_P(CsvFormTest, ReadsTheSameRows) {
    const TableDataset dataset = loaded(write("rows.csv", GetParam().text));
    ASSERT_EQ(totalRows(dataset), 10);
    EXPECT_EQ(dataset.classNames, (Names{"even", "odd"}));
    EXPECT_EQ(dataset.featureCount(), 2);
    for (const TableRows& rows : dataset.splits)
        for (std::size_t row = 0; row < rows.labels.size(); ++row) {
            const auto i = static_cast<int>(-rows.features[2 * row + 1]);
            EXPECT_FLOAT_EQ(rows.features[2 * row], static_cast<float>(i) + 0.5F);
            EXPECT_EQ(rows.labels[row], i % 2);
        }
}

INSTANTIATE_TEST_SUITE_P(
    All, CsvFormTest,
    testing::Values(Form{"Comma", table(",", ".", "\n")}, Form{"Semicolon", table(";", ".", "\n")},
                    Form{"DecimalComma", table(";", ",", "\n")}, Form{"Tab", table("\t", ",", "\n")}, Form{"Pipe", table("|", ".", "\n")},
                    Form{"Space", table(" ", ".", "\n")}, Form{"Spaces", table("   ", ".", "\n")}, Form{"Windows", table(",", ".", "\r\n")},
                    Form{"OldMac", table(",", ".", "\r")}, Form{"NoHeader", table(",", ".", "\n", false)},
                    Form{"ByteOrderMark", "\xEF\xBB\xBF" + table(",", ".", "\n")}, Form{"Utf16", utf16(table(",", ".", "\n"), true)},
                    Form{"Utf16Big", utf16(table(",", ".", "\n"), true, true)}, Form{"Utf16NoMark", utf16(table(",", ".", "\n"), false)},
                    Form{"BlankLines", "\n" + table(",", ".", "\n\n")}),
    [](const auto& instance) { return instance.param.name; });

using CsvLoadTest = DataTest;

TEST_F(CsvLoadTest, QuotedCellsKeepDelimitersQuotesAndNewlines) {
    const TableDataset dataset =
        loaded(write("q.csv", "x,name,label\n1,\"a, \"\"b\"\"\",u\n2,\"two\nlines\",v\n3,c,u\n4,\"d\",v\n"), {{"csv-train-share", "0.5"}});
    Names names;
    for (const TableRows& rows : dataset.splits) names.insert(names.end(), rows.names.begin(), rows.names.end());
    std::sort(names.begin(), names.end());
    EXPECT_EQ(names, (Names{"a, \"b\"", "c", "d", "two\nlines"}));
}

TEST_F(CsvLoadTest, Latin1IsDetectedAndShown) {
    const TableDataset dataset = loaded(write("l.csv", "x,city,country\n1,\xC5"
                                                       "bo,Finland\n2,K\xF6ln,Germany\n3,\xC5"
                                                       "lesund,Norway\n4,\xD6rebro,Sweden\n"),
                                        {{"csv-encoding", "latin-1"}});
    Names names;
    for (const TableRows& rows : dataset.splits) names.insert(names.end(), rows.names.begin(), rows.names.end());
    EXPECT_NE(std::find(names.begin(), names.end(), "Köln"), names.end());
    EXPECT_TRUE(hasNote(dataset, "encoding ISO-8859-1"));
}

TEST_F(CsvLoadTest, LatitudeBeforeLongitudeIsPutInOrder) {
    const TableDataset dataset = loaded(write("g.csv", "lat,lon,country\n60,22,FI\n61,23,FI\n48,2,FR\n47,3,FR\n"));
    EXPECT_TRUE(dataset.geographic);
    EXPECT_EQ(dataset.featureNames, (Names{"lon", "lat"}));
    EXPECT_LT(dataset.splits[0].features[0], dataset.splits[0].features[1]);
}

TEST_F(CsvLoadTest, IndexAndTextColumnsAreLeftOutVisibly) {
    const TableDataset dataset = loaded(write("i.csv", ",x,comment,class\n10,1,good,a\n11,2,bad,b\n12,3,ugly,a\n13,4,fine,b\n"));
    EXPECT_EQ(dataset.featureNames, (Names{"x"}));
    EXPECT_TRUE(hasNote(dataset, "the unnamed first column numbers the rows and is not used"));
    EXPECT_TRUE(hasNote(dataset, "column \"comment\" holds no numbers and is not used"));
}

TEST_F(CsvLoadTest, ColumnsCanBeChosenByNameAndNumber) {
    const std::string file = write("c.csv", "a,b,c,d\n1,2,3,u\n4,5,6,v\n7,8,3,u\n");
    EXPECT_EQ(loaded(file, {{"csv-features", "c, A"}}).featureNames, (Names{"c", "a"}));
    const TableDataset dataset = loaded(file, {{"csv-label", "3"}, {"csv-features", "a,b"}});
    EXPECT_EQ(dataset.classNames, (Names{"3", "6"}));
}

TEST_F(CsvLoadTest, NumberedClassesStandInNumericOrder) {
    std::string text = "x,y\n";
    for (int i = 0; i < 24; ++i) text += std::to_string(i) + ".5," + std::to_string(i % 12) + "\n";
    EXPECT_EQ(loaded(write("n.csv", text)).classNames.back(), "11");
}

TEST_F(CsvLoadTest, RepeatedColumnNamesAreRenamedVisibly) {
    const TableDataset dataset = loaded(write("d.csv", "x,x,class\n1,2,a\n3,4,b\n5,6,a\n"));
    EXPECT_EQ(dataset.featureNames, (Names{"x", "x (2)"}));
    EXPECT_TRUE(hasNote(dataset, "a second column \"x\" is called \"x (2)\""));
}

TEST_F(CsvLoadTest, FolderOfThreeFiles) {
    write("set/train.csv", "x,y,class\n1,2,a\n3,4,b\n");
    write("set/val.csv", "class,y,x\na,6,5\n");
    write("set/test.csv", "x,y,class\n7,8,b\n");
    const TableDataset dataset = loaded(path("set"));
    EXPECT_EQ(dataset.rows(Split::Validation).features, (std::vector<float>{5, 6}));
    EXPECT_EQ(dataset.rows(Split::Test).labels, (std::vector<std::int32_t>{1}));
    EXPECT_EQ(dataset.name, "set");
}

} // namespace
} // namespace epochlab::core
