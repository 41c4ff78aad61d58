#include "core/data/data_fixture.h"
#include "data/csv_preview.h"

namespace epochlab::core {
namespace {

struct Table {
    const char* name;
    std::string text;
    bool header;
};

void PrintTo(const Table& table, std::ostream* out) { *out << table.name; }

class CsvHeaderTest : public DataTest, public testing::WithParamInterface<Table> {};

TEST_P(CsvHeaderTest, IsDetectedAndCanBeOverruled) {
    const std::string file = write("h.csv", GetParam().text);
    const auto detected = previewCsv(file, paramsFor(file));
    ASSERT_TRUE(detected.ok()) << describe(detected.error());
    EXPECT_EQ(detected->header, GetParam().header);
    for (const char* wish : {"yes", "no"}) {
        const auto asked = previewCsv(file, paramsFor(file, {{"csv-header", wish}}));
        ASSERT_TRUE(asked.ok());
        EXPECT_EQ(asked->header, wish == std::string("yes"));
    }
}

INSTANTIATE_TEST_SUITE_P(All, CsvHeaderTest,
                         testing::Values(Table{"Words", "x,y,class\n1,2,a\n3,4,b\n", true},
                                         Table{"NoHeader", "1,2,a\n3,4,b\n5,6,a\n", false},
                                         Table{"CountingData", "1,2,3,a\n4,5,6,b\n7,8,9,a\n", false},
                                         Table{"WholeNumbersFirst", "1,2,a\n3.5,4.5,b\n5.5,6.5,a\n", false},
                                         Table{"Years", "country,2001,2002,2003\nFinland,0.71,0.69,0.66\nSweden,0.5,0.4,0.3\n", true},
                                         Table{"YearsOverCounts", "2001,2006,class\n5000,5200,a\n8000,8100,b\n", true},
                                         Table{"YearsAsData", "2001,2002,a\n2003,2001,b\n2002,2003,a\n", false},
                                         Table{"CountingNames", "0,1,2,3\n0.5,0.25,0.75,1\n0.5,0.75,0.25,0\n0.1,0.2,0.3,1.5\n", true},
                                         Table{"TextOverNumbers", "weight,7,class\n1.5,2,a\n2.5,3,b\n", true},
                                         Table{"TextRepeats", "red,1.5\ngreen,2.5\nred,3.5\n", false}),
                         [](const auto& instance) { return instance.param.name; });

TEST_F(CsvHeaderTest, NumbersAsNamesAreNotedAndUsable) {
    std::string text = "2001,2002,2003,country\n";
    for (int i = 0; i < 10; ++i)
        text += std::to_string(i) + ".5," + std::to_string(i) + ".25," + std::to_string(-i) + ".5," + (i % 2 ? "fi\n" : "se\n");
    const TableDataset dataset = loaded(write("y.csv", text), {{"csv-features", "2003,2001"}});
    EXPECT_EQ(dataset.featureNames, (std::vector<std::string>{"2003", "2001"}));
    EXPECT_EQ(totalRows(dataset), 10);
    EXPECT_TRUE(hasNote(dataset, "taken as the columns' names"));
}

} // namespace
} // namespace epochlab::core
