#include "run/mailbox.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

using namespace epochlab::core;

namespace {

Event losses(RunId run, std::int64_t epoch, std::int64_t firstStep, std::vector<double> values) {
    return {std::move(run), MetricBlock{"batch_loss", epoch, firstStep, std::move(values)}};
}

TEST(Mailbox, JoinsAdjacentBlocksOfARunThoughAnotherRunSpeaksBetween) {
    Mailbox mailbox;
    mailbox.onEvent(losses("a", 1, 1, {1, 2}));
    mailbox.onEvent(losses("b", 1, 1, {9}));
    mailbox.onEvent({"a", ProgressEvent{.step = 2}});
    mailbox.onEvent(losses("a", 1, 3, {3}));
    mailbox.onEvent({"a", ProgressEvent{.step = 3}});
    const auto events = mailbox.drain();
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(std::get<MetricBlock>(events[0].payload).values, (std::vector<double>{1, 2, 3}));
    EXPECT_EQ(events[1].run, "b");
    EXPECT_EQ(std::get<ProgressEvent>(events[2].payload).step, 3);
    EXPECT_TRUE(mailbox.drain().empty());
}

TEST(Mailbox, KeepsBlocksApartThatDoNotFollowEachOther) {
    struct Row {
        const char* name;
        Event second;
    };
    const std::vector<Row> rows{{"gap", losses("a", 1, 4, {3})},
                                {"next epoch", losses("a", 2, 3, {3})},
                                {"other series", {"a", MetricBlock{"training_loss", 1, 3, {3}}}}};
    for (const Row& row : rows) {
        Mailbox mailbox;
        mailbox.onEvent(losses("a", 1, 1, {1, 2}));
        mailbox.onEvent(row.second);
        EXPECT_EQ(mailbox.drain().size(), 2U) << row.name;
    }
}

TEST(Mailbox, NothingOvertakesTheEnd) {
    Mailbox mailbox;
    mailbox.onEvent({"a", ProgressEvent{.step = 5}});
    mailbox.onEvent({"a", FinishedEvent{}});
    const auto events = mailbox.drain();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<FinishedEvent>(events.back().payload));
}

TEST(Mailbox, ThreeProducersLoseNoneOfAMillionValues) {
    constexpr std::int64_t perRun = 333'334;
    Mailbox mailbox;
    std::map<RunId, std::int64_t> next{{"0", 1}, {"1", 1}, {"2", 1}};
    {
        std::vector<std::jthread> producers;
        for (int p = 0; p < 3; ++p)
            producers.emplace_back([&mailbox, run = std::to_string(p)] {
                for (std::int64_t step = 1; step <= perRun; ++step) mailbox.onEvent(losses(run, 1, step, {static_cast<double>(step)}));
            });
        std::int64_t total = 0;
        while (total < 3 * perRun) {
            for (const Event& event : mailbox.drain()) {
                const auto& block = std::get<MetricBlock>(event.payload);
                ASSERT_EQ(block.firstStep, next[event.run]);
                for (const double value : block.values) ASSERT_EQ(value, static_cast<double>(next[event.run]++));
                total += static_cast<std::int64_t>(block.values.size());
            }
            std::this_thread::yield();
        }
    }
    EXPECT_TRUE(mailbox.drain().empty());
}

} // namespace
