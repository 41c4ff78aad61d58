#include "core/data/data_fixture.h"
#include "support/shared_data.h"

#include <chrono>

namespace epochlab::core {
namespace {

using EuropeTest = DataTest;

/// Real data beside the repository; without it the test is skipped, visibly.
TEST_F(EuropeTest, LoadsFastAndReportsItsLeak) {
    const std::string folder = test::sharedData("europe");
    if (folder.empty()) GTEST_SKIP() << "no shared/data/europe";
    const auto start = std::chrono::steady_clock::now();
    const TableDataset europe = loaded(folder);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    RecordProperty("seconds", std::to_string(taken.count()));
    EXPECT_LT(taken.count(), 5.0) << "133,623 rows take a fraction of a second";
    EXPECT_EQ(europe.rows(Split::Training).count, 106897);
    EXPECT_EQ(europe.rows(Split::Validation).count, 13363);
    EXPECT_EQ(europe.rows(Split::Test).count, 13363);
    EXPECT_EQ(europe.classCount(), 33);
    EXPECT_EQ(europe.classNames[32], "32");
    EXPECT_EQ(europe.featureNames, (std::vector<std::string>{"long", "lat"}));
    EXPECT_TRUE(europe.geographic);
    const DataCard card = makeDataCard(europe);
    EXPECT_NEAR(card.leakShare, 0.15, 0.02);
    EXPECT_GE(card.leakingRows, 2010 + 1999);
    EXPECT_NEAR(card.majority, 0.1055, 0.001);
}

} // namespace
} // namespace epochlab::core
