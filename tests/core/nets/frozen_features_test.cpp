#include "nets/frozen_features.h"

#include "support/temporary_folder.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

constexpr std::size_t plenty = 1'000'000;

TableDataset withRows(std::int64_t training, std::int64_t validation) {
    TableDataset dataset;
    dataset.splits[0].count = training;
    dataset.splits[1].count = validation;
    return dataset;
}

FrozenFeatures featuresOf(const TableDataset& dataset, float value) {
    FrozenFeatures features{3, {}};
    for (std::size_t split = 0; split < 3; ++split)
        features.values[split].assign(static_cast<std::size_t>(dataset.splits[split].count) * 3, value);
    return features;
}

/// Asks for features and counts how often they are computed.
struct Asker {
    const TableDataset& dataset;
    int computed = 0;

    FeatureCache::Found from(FeatureCache& cache, const std::string& key, float value = 1.0F) {
        const auto found = cache.get(key, dataset, {}, [&]() -> Result<FrozenFeatures> {
            ++computed;
            return featuresOf(dataset, value);
        });
        EXPECT_TRUE(found.ok());
        return *found;
    }
};

TEST(FeatureCache, ComputesOnceAndKeepsItForTheNextProcess) {
    const TemporaryFolder folder;
    const TableDataset dataset = withRows(5, 2);
    Asker asker{dataset};
    FeatureCache first(folder.path("features"), plenty, plenty);
    EXPECT_FALSE(asker.from(first, "a", 2.0F).kept);
    EXPECT_TRUE(asker.from(first, "a").kept);
    EXPECT_EQ(asker.computed, 1);
    FeatureCache second(folder.path("features"), plenty, plenty);
    const FeatureCache::Found found = asker.from(second, "a");
    EXPECT_TRUE(found.kept);
    EXPECT_EQ(found.features->values, featuresOf(dataset, 2.0F).values);
    EXPECT_EQ(found.features->width, 3);
    EXPECT_FALSE(asker.from(second, "b").kept) << "another key";
    EXPECT_EQ(asker.computed, 2);
}

TEST(FeatureCache, DoesNotTakeAFileThatIsDamagedOrOfOtherRows) {
    const TemporaryFolder folder;
    const TableDataset dataset = withRows(5, 2);
    const TableDataset other = withRows(6, 2);
    Asker asker{dataset};
    FeatureCache first(folder.path("features"), plenty, plenty);
    asker.from(first, "a");
    const fs::path file = fs::directory_iterator(folder.path("features"))->path();
    FeatureCache second(folder.path("features"), plenty, plenty);
    Asker ofOther{other};
    EXPECT_FALSE(ofOther.from(second, "a").kept);
    fs::resize_file(file, fs::file_size(file) - 1);
    FeatureCache third(folder.path("features"), plenty, plenty);
    EXPECT_FALSE(asker.from(third, "a").kept);
}

TEST(FeatureCache, StaysWithinItsBudgets) {
    const TemporaryFolder folder;
    const TableDataset dataset = withRows(100, 0); // 1200 bytes
    Asker asker{dataset};
    FeatureCache cache(folder.path("features"), 2500, 4000);
    for (const char* key : {"a", "b", "c", "d"}) asker.from(cache, key);
    std::uintmax_t bytes = 0;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.path("features"))) bytes += entry.file_size();
    EXPECT_LE(bytes, 4000U);
    fs::remove_all(folder.path("features"));
    EXPECT_TRUE(asker.from(cache, "d").kept);
    EXPECT_TRUE(asker.from(cache, "c").kept);
    EXPECT_FALSE(asker.from(cache, "a").kept) << "the oldest went";
}

TEST(FeatureCache, AnErrorIsNotKept) {
    FeatureCache cache("", plenty, plenty);
    const TableDataset dataset = withRows(1, 1);
    const auto failed = cache.get("a", dataset, {}, [] {
        return Result<FrozenFeatures>(Error{ErrorCode::DataUnreadablePicture, "no", "", ""});
    });
    EXPECT_FALSE(failed.ok());
    Asker asker{dataset};
    EXPECT_FALSE(asker.from(cache, "a").kept);
    EXPECT_TRUE(asker.from(cache, "a").kept);
}

TEST(FeatureCache, WhoWaitsForAnotherCanStopAndTakesOverFromOneThatGaveUp) {
    FeatureCache cache("", plenty, plenty);
    const TableDataset dataset = withRows(10, 1);
    std::stop_source stopped;
    std::latch waiting(2); // one that will stop, one that will take over
    const auto told = [&](std::string_view, std::int64_t, std::int64_t) { waiting.count_down(); };
    const auto computed = [&] { return Result<FrozenFeatures>(featuresOf(dataset, 1.0F)); };
    Result<FeatureCache::Found> gaveWay = Error{};
    Result<FeatureCache::Found> tookOver = Error{};
    std::vector<std::jthread> others;
    const auto first = cache.get("a", dataset, {}, [&]() -> Result<FrozenFeatures> {
        others.emplace_back([&] { gaveWay = cache.get("a", dataset, {stopped.get_token(), told}, computed); });
        others.emplace_back([&] { tookOver = cache.get("a", dataset, {{}, told}, computed); });
        waiting.wait();
        stopped.request_stop();
        others.front().join();
        return Error{ErrorCode::Stopped, "stopped", "", ""};
    });
    others.clear();
    EXPECT_FALSE(first.ok());
    EXPECT_EQ(gaveWay.error().code, ErrorCode::Stopped);
    ASSERT_TRUE(tookOver.ok());
    EXPECT_FALSE(tookOver->kept);
}

TEST(FeatureCache, ThoseWhoComeTogetherComputeOnce) {
    FeatureCache cache("", plenty, plenty);
    const TableDataset dataset = withRows(10, 1);
    std::atomic<int> computed = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                const auto found = cache.get("a", dataset, {}, [&]() -> Result<FrozenFeatures> {
                    ++computed;
                    return featuresOf(dataset, 1.0F);
                });
                EXPECT_TRUE(found.ok());
            });
    }
    EXPECT_EQ(computed, 1);
}

} // namespace
} // namespace epochlab::core
