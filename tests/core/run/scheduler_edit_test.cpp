#include "run/scheduler.h"

#include "support/queue.h"
#include "support/scripted_trainer.h"

#include <array>
#include <atomic>
#include <thread>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

/// "a done finished, b running, c waiting": what the window lists.
std::string listOf(const Scheduler& queue) {
    std::string text;
    for (const QueueEntry& entry : queue.entries()) {
        text += (text.empty() ? "" : ", ") + entry.id;
        if (entry.state == QueueState::Done) text += " " + std::string(runEndName(entry.end.value()));
        if (entry.state == QueueState::Running) text += " running";
        if (entry.state == QueueState::Waiting) text += " waiting";
    }
    return text;
}

/// A queue of one core, whose first run ("first") stands before its first batch.
struct HeldQueue {
    HeldQueue() {
        queue.add(requestOf("first", {{"epochs", "1"}}));
        gate->awaitArrival(1);
        for (const char* id : {"a", "b", "c"}) queue.add(shortRun(id));
    }
    std::vector<RunId> startsAfterOpening() {
        gate->open();
        queue.wait();
        return idsOf<StartedEvent>(seen);
    }

    RecordingObserver seen;
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    Scheduler queue{scriptedServices({.gate = gate}), seen, 1};
    const OpenedAtEnd opened{gate};
};

TEST(Scheduler, whatWaitsCanBeMoved) {
    const struct {
        RunId id;
        std::ptrdiff_t places;
        bool moves;
        std::vector<RunId> order;
    } rows[] = {{"c", -2, true, {"first", "c", "a", "b"}},     {"a", 1, true, {"first", "b", "a", "c"}},
                {"a", 99, true, {"first", "b", "c", "a"}},     {"b", 0, true, {"first", "a", "b", "c"}},
                {"first", 2, false, {"first", "a", "b", "c"}}, {"nobody", 0, false, {"first", "a", "b", "c"}}};
    for (const auto& row : rows) {
        HeldQueue held;
        EXPECT_EQ(held.queue.move(row.id, row.places), row.moves) << row.id;
        EXPECT_EQ(held.startsAfterOpening(), row.order) << row.id << row.places;
    }
}

TEST(Scheduler, whatWaitsCanBeRemovedReplacedAndAppended) {
    HeldQueue held;
    EXPECT_TRUE(held.queue.remove("b"));
    EXPECT_FALSE(held.queue.remove("b"));
    EXPECT_FALSE(held.queue.remove("first"));
    EXPECT_TRUE(held.queue.replace(requestOf("a", {{"epochs", "3"}})));
    EXPECT_FALSE(held.queue.replace(requestOf("b", {{"epochs", "3"}})));
    held.queue.add(shortRun("d"));
    EXPECT_EQ(listOf(held.queue), "first running, a waiting, c waiting, d waiting");
    expectProgress(held.queue, 0, 1, 4);
    EXPECT_EQ(held.startsAfterOpening(), (std::vector<RunId>{"first", "a", "c", "d"}));
    EXPECT_EQ(listOf(held.queue), "first finished, a finished, c finished, d finished");
    std::map<RunId, std::int64_t> epochs;
    for (const Event& event : held.seen.events())
        if (const auto* started = std::get_if<StartedEvent>(&event.payload)) epochs[event.run] = started->epochs;
    EXPECT_EQ(epochs, (std::map<RunId, std::int64_t>{{"first", 1}, {"a", 3}, {"c", 2}, {"d", 2}}));
    EXPECT_EQ(idsOf<FinishedEvent>(held.seen).size(), 4U) << "nothing is heard of the removed one";
}

TEST(Scheduler, aNarrowRunMovedToTheFrontStartsBesideTheOthers) {
    if (Scheduler::coresOfMachine() < 2) GTEST_SKIP() << "the runs of a machine with one core follow each other";
    RecordingObserver seen;
    auto gate = std::make_shared<Gate>();
    Scheduler queue(scriptedServices({.gate = gate}), seen, 2);
    const OpenedAtEnd opened{gate}; // before the queue ends
    queue.add(requestOf("narrow", {{"epochs", "2"}}));
    gate->awaitArrival(1);
    queue.add(requestOf("wide", {{"epochs", "2"}, {"threads", "2"}}));
    queue.add(requestOf("small", {{"epochs", "2"}}));
    EXPECT_EQ(listOf(queue), "narrow running, wide waiting, small waiting");
    EXPECT_TRUE(queue.move("small", -1));
    seen.await<StartedEvent>(2, [](const auto&) { return true; });
    EXPECT_EQ(idsOf<StartedEvent>(seen), (std::vector<RunId>{"narrow", "small"}));
}

TEST(Scheduler, oneRunCanBeStoppedAlone) {
    HeldQueue held;
    EXPECT_FALSE(held.queue.stop("a")) << "it waits";
    EXPECT_TRUE(held.queue.stop("first"));
    held.startsAfterOpening();
    EXPECT_EQ(listOf(held.queue), "first stopped, a finished, b finished, c finished");
    EXPECT_FALSE(held.queue.stop("first"));
}

TEST(Scheduler, whilePausedWhatRunsStandsStillAndNothingStarts) {
    std::atomic<bool> mayPrepare = true;
    Script script;
    script.gate = std::make_shared<Gate>();
    script.onPrepare = [&mayPrepare] { EXPECT_TRUE(mayPrepare) << "a run started"; };
    RecordingObserver seen;
    const OpenedAtEnd opened{script.gate};
    Scheduler queue(scriptedServices(script), seen, 1);
    for (const char* id : {"a", "b"}) queue.add(endlessRun(id));
    queue.add(shortRun("c"));
    script.gate->awaitArrival(1);
    mayPrepare = false;
    queue.pauseAll(true);
    queue.pauseAll(true); // once is enough
    script.gate->open();
    seen.awaitPhase(RunPhase::Paused);
    EXPECT_EQ(listOf(queue), "a running, b waiting, c waiting");
    EXPECT_TRUE(queue.stop("a"));
    seen.awaitFinished();
    EXPECT_EQ(listOf(queue), "a stopped, b waiting, c waiting");
    mayPrepare = true;
    queue.pauseAll(false);
    seen.await<StartedEvent>(2, [](const auto&) { return true; });
    EXPECT_TRUE(queue.stop("b"));
    queue.wait();
    EXPECT_EQ(listOf(queue), "a stopped, b stopped, c finished");
}

TEST(Scheduler, pausingChangesNoValue) {
    const auto losses = [](bool pause) {
        RecordingObserver seen;
        auto gate = std::make_shared<Gate>(3);
        const OpenedAtEnd opened{gate};
        Scheduler queue(scriptedServices({.gate = gate}), seen, 1);
        queue.add(shortRun("a"));
        gate->awaitArrival(4);
        if (pause) queue.pauseAll(true);
        gate->open();
        if (pause) {
            seen.awaitPhase(RunPhase::Paused);
            queue.pauseAll(false);
        }
        queue.wait();
        return seen.series("batch_loss");
    };
    EXPECT_EQ(losses(true), losses(false));
}

TEST(Scheduler, mayBeEditedFromManyThreadsWhileItRuns) {
    RecordingObserver seen;
    Scheduler queue(scriptedServices({}), seen, 2);
    for (int k = 0; k < 60; ++k) queue.add(shortRun(std::to_string(k)));
    std::atomic<std::size_t> removed = 0;
    {
        std::array<std::jthread, 3> editors;
        for (std::size_t i = 0; i < editors.size(); ++i)
            editors[i] = std::jthread([&, i] {
                for (int k = static_cast<int>(i); k < 60; k += 3) {
                    const RunId id = std::to_string(59 - k);
                    queue.move(id, k % 5 - 3);
                    queue.replace(shortRun(id));
                    removed += k % 4 == 0 && queue.remove(id) ? 1 : 0;
                    EXPECT_LE(queue.entries().size(), 60U);
                    EXPECT_LE(queue.progress().total, 60U);
                }
            });
    }
    queue.wait();
    EXPECT_EQ(idsOf<FinishedEvent>(seen).size(), 60U - removed);
    expectProgress(queue, 60 - removed, 0, 60 - removed);
}

} // namespace
