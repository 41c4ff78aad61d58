#include "ml/support.h"

namespace epochlab::core {
namespace {

using namespace test;

const Fields fields{{"batch-norm", "true"}, {"dropout", "0.3"}, {"batch-size", "16"}, {"width", "8"}, {"hidden-layers", "2"}};

TEST(MlpState, RestoredMidEpochContinuesBitwise) {
    for (const std::string optimizer : {"sgd", "momentum", "adam", "adamw"}) {
        Fields all = fields;
        all.emplace_back("optimizer", optimizer);
        const auto straight = prepared(configOf(all), makeData(100));
        trainTo(*straight, 10, 0.01);
        const std::vector<std::byte> state = straight->saveState();
        trainTo(*straight, 20, 0.01);

        const auto restored = prepared(configOf(all), makeData(100));
        trainTo(*restored, 3, 0.5); // whatever it did before is forgotten
        ASSERT_TRUE(restored->loadState(state).ok());
        EXPECT_EQ(restored->step(), 10);
        trainTo(*restored, 20, 0.01);
        EXPECT_EQ(allValues(*restored), allValues(*straight)) << optimizer;
        EXPECT_EQ(restored->gradients(), straight->gradients()) << optimizer;
        EXPECT_EQ(restored->saveState(), straight->saveState()) << optimizer;
    }
}

TEST(MlpState, RefusesWhatIsNotItsState) {
    const auto session = prepared(configOf(fields), makeData(100));
    trainTo(*session, 2, 0.01);
    const std::vector<std::byte> good = session->saveState();
    const std::vector<float> before = allValues(*session);
    for (std::size_t size = 0; size < good.size(); size += 7) {
        EXPECT_FALSE(session->loadState(std::span(good).first(size)).ok()) << size;
    }
    std::vector<std::byte> longer = good;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(session->loadState(longer).ok());
    EXPECT_EQ(allValues(*session), before) << "nothing is half-loaded";
}

TEST(MlpState, RefusesOtherThreadsAndOtherData) {
    const auto session = prepared(configOf(fields), makeData(100));
    const std::vector<std::byte> state = session->saveState();
    Fields two = fields;
    two.emplace_back("threads", "2");
    const auto other = prepared(configOf(two), makeData(100));
    EXPECT_EQ(other->loadState(state).error().code, ErrorCode::ConfigConflict);
    auto data = std::make_shared<TableDataset>(*makeData(100));
    data->fingerprint = 78;
    EXPECT_EQ(prepared(configOf(fields), data)->loadState(state).error().code, ErrorCode::ConfigConflict);
}

} // namespace
} // namespace epochlab::core
