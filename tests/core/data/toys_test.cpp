#include "core/data/data_fixture.h"
#include "data/toys.h"

#include <cmath>

namespace epochlab::core {
namespace {

class ToyTest : public testing::TestWithParam<std::string> {};

TEST_P(ToyTest, SharesAndBalanceAreAsAsked) {
    const auto toy = makeToy({.kind = GetParam(), .rows = 1000, .trainShare = 0.6});
    ASSERT_TRUE(toy.ok());
    EXPECT_EQ(toy->rows(Split::Training).count, 600);
    EXPECT_EQ(toy->rows(Split::Validation).count, 200);
    EXPECT_EQ(toy->rows(Split::Test).count, 200);
    EXPECT_EQ(toy->source, "toy:" + GetParam());
    std::vector<std::int64_t> counts(static_cast<std::size_t>(toy->classCount()));
    for (const std::int32_t label : toy->rows(Split::Training).labels) ++counts.at(static_cast<std::size_t>(label));
    for (const std::int64_t count : counts) EXPECT_NEAR(static_cast<double>(count), 600.0 / static_cast<double>(counts.size()), 1.0);
    for (const float value : toy->rows(Split::Training).features) EXPECT_LT(std::abs(value), 4.0F);
}

TEST_P(ToyTest, TheSeedDecides) {
    const auto toy = makeToy({.kind = GetParam(), .seed = 3});
    EXPECT_EQ(toy->fingerprint, makeToy({.kind = GetParam(), .seed = 3})->fingerprint);
    EXPECT_NE(toy->fingerprint, makeToy({.kind = GetParam(), .seed = 4})->fingerprint);
}

INSTANTIATE_TEST_SUITE_P(All, ToyTest, testing::ValuesIn(toyKinds()), [](const auto& instance) { return instance.param; });

TEST(Toy, WithoutNoiseXorFollowsTheSigns) {
    const auto toy = makeToy({.kind = "xor", .noise = 0.0});
    const TableRows& rows = toy->rows(Split::Training);
    for (std::size_t row = 0; row < rows.labels.size(); ++row)
        EXPECT_EQ(rows.features[2 * row] * rows.features[2 * row + 1] > 0.0F ? 0 : 1, rows.labels[row]);
}

TEST(Toy, NoiseMovesTheSamePoints) {
    const auto calm = makeToy({.kind = "circles", .noise = 0.0});
    const auto noisy = makeToy({.kind = "circles", .noise = 0.01});
    for (std::size_t i = 0; i < 1200; ++i)
        EXPECT_NEAR(calm->rows(Split::Training).features[i], noisy->rows(Split::Training).features[i], 0.06F);
}

TEST(Toy, UnknownKindAndTooFewRowsAreRefused) {
    EXPECT_EQ(makeToy({.kind = "donut"}).error().code, ErrorCode::DataNotFound);
    EXPECT_EQ(makeToy({.kind = "moons", .rows = 2}).error().code, ErrorCode::DataTooFewRows);
}

using ToyLoadTest = DataTest;

TEST_F(ToyLoadTest, ParametersReachTheToy) {
    const TableDataset toy =
        loaded("toy:blobs", {{"toy-rows", "200"}, {"toy-train-share", "0.5"}, {"data-seed", "9"}, {"toy-noise", "0.3"}});
    EXPECT_EQ(toy.rows(Split::Training).count, 100);
    EXPECT_EQ(toy.fingerprint, makeToy({.kind = "blobs", .noise = 0.3, .rows = 200, .trainShare = 0.5, .seed = 9})->fingerprint);
    EXPECT_EQ(load("toy:").error().code, ErrorCode::DataNotFound);
}

} // namespace
} // namespace epochlab::core
