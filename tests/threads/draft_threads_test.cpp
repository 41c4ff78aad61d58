// Drafts that start, stop and start again: run threads, the shelf, the mailbox, and a thread that keeps one of them meanwhile.
#include "bridge/draft_shelf.h"

#include "run/live_run.h"
#include "run/mailbox.h"
#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <memory>
#include <thread>

using namespace epochlab::core;
using namespace epochlab::test;
using epochlab::ui::DraftShelf;

namespace {

constexpr int kDrafts = 20;
constexpr int kEachKept = 4; ///< every fourth draft

/// What a draft's run sends to: the window's mailbox, then the shelf.
struct Fanout final : RunObserver {
    Fanout(Mailbox& box, DraftShelf& drafts) : mailbox(box), shelf(drafts) {}
    void onEvent(Event event) override {
        mailbox.onEvent(event);
        shelf.onEvent(std::move(event));
    }
    Mailbox& mailbox;
    DraftShelf& shelf;
};

/// Reads the mailbox as the window's timer does, until `run` has sent an event.
void drainUntilHeard(Mailbox& mailbox, const RunId& run, std::map<RunId, std::vector<Event>>& heard) {
    while (heard[run].empty())
        for (Event& event : mailbox.drain()) heard[event.run].push_back(std::move(event));
}

TEST(DraftThreads, TwentyDraftsOneAfterTheOtherLeaveOnlyTheKeptOnesInTheStore) {
    RecordingObserver store;
    DraftShelf shelf(&store);
    Mailbox mailbox;
    Fanout fanout(mailbox, shelf);
    std::map<RunId, std::vector<Event>> heard;
    std::array<std::unique_ptr<LiveRun>, kDrafts> runs;
    std::vector<std::jthread> keepers;
    for (int draft = 0; draft < kDrafts; ++draft) {
        const RunId id = "draft " + std::to_string(draft);
        shelf.add(id);
        auto& run = runs.at(static_cast<std::size_t>(draft));
        run = std::make_unique<LiveRun>(RunRequest{.id = id, .config = configOf({{"epochs", "100000"}}), .keepEpochModels = true},
                                        scriptedServices({}), fanout);
        drainUntilHeard(mailbox, id, heard);
        if (draft % kEachKept == 0)
            keepers.emplace_back([&shelf, id] { shelf.keep(id); });
        else
            shelf.drop(id);
        run->stop(); // the next one starts while this one ends
    }
    for (const auto& run : runs) run->wait();
    keepers.clear();
    std::map<RunId, std::vector<Event>> kept;
    for (Event& event : store.events()) kept[event.run].push_back(std::move(event));
    EXPECT_EQ(kept.size(), static_cast<std::size_t>(kDrafts / kEachKept));
    for (const auto& [id, events] : kept) {
        EXPECT_EQ(std::stoi(id.substr(6)) % kEachKept, 0) << id;
        ASSERT_TRUE(std::holds_alternative<FinishedEvent>(events.back().payload)) << id;
        EXPECT_EQ(std::get<FinishedEvent>(events.back().payload).end, RunEnd::Stopped) << id;
    }
}

} // namespace
