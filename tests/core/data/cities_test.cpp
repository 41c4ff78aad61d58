#include "core/data/data_fixture.h"
#include "data/cities.h"

#include <algorithm>

namespace epochlab::core {
namespace {

using CitiesTest = DataTest;

TEST_F(CitiesTest, HasTheFigures) {
    const TableDataset cities = loaded("cities");
    EXPECT_EQ(cities.rows(Split::Training).count, 52645);
    EXPECT_EQ(cities.rows(Split::Validation).count, 6582);
    EXPECT_EQ(cities.rows(Split::Test).count, 6582);
    EXPECT_EQ(cities.classCount(), 33);
    EXPECT_TRUE(std::is_sorted(cities.classNames.begin(), cities.classNames.end()));
    EXPECT_TRUE(cities.geographic);
    EXPECT_NE(cities.attribution.find("CC BY 4.0"), std::string::npos);
    EXPECT_EQ(cities.fingerprint, 16674794782274600812U);
}

TEST_F(CitiesTest, NoCoordinateStandsInTwoSplits) {
    const DataCard card = makeDataCard(loaded("cities"));
    EXPECT_EQ(card.leakingRows, 0);
    EXPECT_EQ(card.majorityClass, "Germany");
    EXPECT_NEAR(card.majority, 10508.0 / 65809.0, 0.001);
}

TEST_F(CitiesTest, TurkuIsInFinland) {
    const TableDataset cities = loaded("cities");
    int found = 0;
    for (const TableRows& rows : cities.splits) {
        ASSERT_EQ(rows.names.size(), static_cast<std::size_t>(rows.count));
        for (std::size_t row = 0; row < rows.names.size(); ++row) {
            if (rows.names[row] != "Turku") continue;
            ++found;
            EXPECT_EQ(cities.classNames[static_cast<std::size_t>(rows.labels[row])], "Finland");
            EXPECT_NEAR(rows.features[2 * row], 22.27F, 0.02F);
            EXPECT_NEAR(rows.features[2 * row + 1], 60.45F, 0.02F);
        }
    }
    EXPECT_EQ(found, 1);
}

TEST_F(CitiesTest, DamagedBytesAreRefused) {
    EXPECT_EQ(decodeCities("").error().code, ErrorCode::Internal);
    EXPECT_EQ(decodeCities("ELCITY01").error().code, ErrorCode::Internal);
    EXPECT_EQ(decodeCities(std::string("ELCITY01\xFF\xFF\xFF\xFF", 12)).error().code, ErrorCode::Internal);
}

} // namespace
} // namespace epochlab::core
