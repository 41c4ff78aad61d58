#include "core/data/data_fixture.h"
#include "data/csv_preview.h"

namespace epochlab::core {
namespace {

using CsvPreviewTest = DataTest;
using Names = std::vector<std::string>;

TEST_F(CsvPreviewTest, ShowsWhatWasFound) {
    std::string text = "id;x;note;species\n";
    for (int i = 0; i < 60; ++i)
        text += std::to_string(i) + ";" + std::to_string(i) + ",5;n" + std::to_string(i) + ";" + (i % 2 ? "a" : "b") + "\n";
    const auto preview = previewCsv(write("p.csv", text), ParamSet(mlpParams()));
    ASSERT_TRUE(preview.ok());
    EXPECT_EQ(preview->delimiter, ';');
    EXPECT_TRUE(preview->decimalComma);
    EXPECT_EQ(preview->encoding, "UTF-8");
    EXPECT_TRUE(preview->header);
    EXPECT_EQ(preview->columns, (Names{"id", "x", "note", "species"}));
    EXPECT_EQ(preview->numeric, (std::vector<bool>{true, true, false, false}));
    EXPECT_EQ(preview->label, "species");
    EXPECT_EQ(preview->features, (Names{"x"}));
    EXPECT_EQ(preview->rowCount, 60);
    EXPECT_EQ(preview->rows.size(), 50U);
    EXPECT_EQ(preview->rows[0], (Names{"0", "0,5", "n0", "b"}));
}

TEST_F(CsvPreviewTest, WhatIsFoundCanBeOverruled) {
    ParamSet params(mlpParams());
    ASSERT_TRUE(params.setText("csv-delimiter", "comma").ok());
    ASSERT_TRUE(params.setText("csv-header", "no").ok());
    const auto preview = previewCsv(write("p.csv", "a;b\n1;2\n"), params);
    ASSERT_TRUE(preview.ok());
    EXPECT_EQ(preview->columns, (Names{"column 1"}));
    EXPECT_EQ(preview->rowCount, 2);
    EXPECT_TRUE(preview->features.empty());
    EXPECT_FALSE(preview->notes.empty());
}

TEST_F(CsvPreviewTest, RaggedFilesCanBeLookedAt) {
    const auto preview = previewCsv(write("p.csv", "x,y,class\n1,2,a\n3\n4,5,b\n6,7,a\n8,9,b\n"), ParamSet(mlpParams()));
    ASSERT_TRUE(preview.ok());
    EXPECT_EQ(preview->rows[1], (Names{"3"}));
    EXPECT_EQ(preview->label, "class");
}

TEST_F(CsvPreviewTest, WordsAreALabelBeforeANumberCalledY) {
    std::string text = "x,y,colour\n";
    for (int i = 0; i < 60; ++i) text += std::to_string(i) + ".5," + std::to_string(i % 3) + "," + (i % 2 ? "red" : "blue") + "\n";
    const auto preview = previewCsv(write("p.csv", text), ParamSet(mlpParams()));
    ASSERT_TRUE(preview.ok());
    EXPECT_EQ(preview->label, "colour");
    EXPECT_EQ(preview->features, (Names{"x", "y"}));
}

} // namespace
} // namespace epochlab::core
