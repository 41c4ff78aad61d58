#include "run/scheduler.h"

#include "mlp/fused.h"
#include "support/queue.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <map>
#include <thread>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

TEST(Scheduler, anEmptyQueueHasNothingToWaitFor) {
    RecordingObserver seen;
    Scheduler queue(scriptedServices({}), seen, 2);
    queue.wait();
    expectProgress(queue, 0, 0, 0);
}

TEST(Scheduler, onOneCoreTheRunsFollowEachOther) {
    RecordingObserver seen;
    Scheduler queue(scriptedServices({}), seen, 1);
    for (const char* id : {"a", "b", "c"}) queue.add(shortRun(id));
    queue.wait();
    RunId last;
    std::vector<RunId> order;
    for (const Event& event : seen.events())
        if (event.run != last) order.push_back(last = event.run);
    EXPECT_EQ(order, (std::vector<RunId>{"a", "b", "c"}));
    expectProgress(queue, 3, 0, 3);
}

TEST(Scheduler, startsInOrderAndAsManyAsThereAreCores) {
    if (Scheduler::coresOfMachine() < 2) GTEST_SKIP() << "the runs of a machine with one core follow each other";
    RecordingObserver seen;
    auto gate = std::make_shared<Gate>();
    const OpenedAtEnd opened{gate};
    Scheduler queue(scriptedServices({.gate = gate}), seen, 2);
    for (const char* id : {"a", "b", "c"}) queue.add(shortRun(id));
    seen.await<StartedEvent>(2, [](const auto&) { return true; });
    expectProgress(queue, 0, 2, 3);
    gate->open();
    queue.wait();
    EXPECT_EQ(idsOf<StartedEvent>(seen).back(), "c");
    EXPECT_EQ(idsOf<FinishedEvent>(seen).size(), 3U);
}

TEST(Scheduler, aRunOfTwoThreadsTakesTwoCores) {
    std::atomic<int> together = 0;
    std::atomic<int> most = 0;
    Script script;
    script.onStep = [&](std::int64_t) {
        const int now = ++together;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --together;
    };
    RecordingObserver seen;
    Scheduler queue(scriptedServices(script), seen, 2);
    for (const char* id : {"a", "b", "c", "d"}) queue.add(requestOf(id, {{"epochs", "50"}, {"threads", "2"}}));
    queue.add(requestOf("wider than the machine", {{"epochs", "2"}, {"threads", "256"}}));
    queue.wait();
    EXPECT_EQ(most, 1);
    EXPECT_EQ(idsOf<FinishedEvent>(seen), (std::vector<RunId>{"a", "b", "c", "d", "wider than the machine"}));
}

TEST(Scheduler, aFailedRunDoesNotStopTheRest) {
    RecordingObserver seen;
    RunServices services = scriptedServices({});
    const auto load = services.loadData;
    services.loadData = [load](const ParamSet& config) -> Result<DatasetPointer> {
        if (config.integer("seed") == 13) return Error{ErrorCode::DataNotFound, "no file", "", ""};
        return load(config);
    };
    Scheduler queue(services, seen, 2);
    queue.add(shortRun("a"));
    queue.add(requestOf("b", {{"seed", "13"}}));
    queue.add(shortRun("c"));
    queue.wait();
    EXPECT_EQ(endsOf(seen), (std::map<RunId, RunEnd>{{"a", RunEnd::Finished}, {"b", RunEnd::Failed}, {"c", RunEnd::Finished}}));
    expectProgress(queue, 3, 0, 3);
}

TEST(Scheduler, stoppingEndsTheRunningOneAtItsBatchAndStartsNoOther) {
    for (const RunEnd reason : {RunEnd::Stopped, RunEnd::Interrupted}) {
        RecordingObserver seen;
        auto gate = std::make_shared<Gate>();
        const OpenedAtEnd opened{gate};
        Scheduler queue(scriptedServices({.gate = gate}), seen, 1);
        for (const char* id : {"a", "b", "c"}) queue.add(endlessRun(id));
        gate->awaitArrival(1);
        if (reason == RunEnd::Stopped)
            queue.stop();
        else
            queue.interrupt();
        EXPECT_EQ(idsOf<FinishedEvent>(seen), (std::vector<RunId>{"b", "c"}));
        expectProgress(queue, 2, 1, 3);
        gate->open();
        queue.wait();
        EXPECT_EQ(idsOf<StartedEvent>(seen), (std::vector<RunId>{"a"}));
        EXPECT_EQ(endsOf(seen), (std::map<RunId, RunEnd>{{"a", reason}, {"b", reason}, {"c", reason}}));
        EXPECT_EQ(seen.series("batch_loss").size(), 1U);
        EXPECT_NE(seen.all<FinishedEvent>().back().checkpoint, nullptr);
        queue.add(shortRun("d")); // it goes on after a stop
        queue.wait();
        EXPECT_EQ(endsOf(seen).at("d"), RunEnd::Finished);
        expectProgress(queue, 4, 0, 4);
    }
}

/// Stops the queue at the first end it hears of.
class StopsAtFirstEnd final : public RunObserver {
public:
    void onEvent(Event event) override {
        const bool ended = std::holds_alternative<FinishedEvent>(event.payload);
        seen.onEvent(std::move(event));
        if (ended) queue.load()->stop();
    }
    std::atomic<Scheduler*> queue = nullptr;
    RecordingObserver seen;
};

TEST(Scheduler, itsObserverMayStopIt) {
    StopsAtFirstEnd observer;
    auto gate = std::make_shared<Gate>();
    const OpenedAtEnd opened{gate};
    Scheduler queue(scriptedServices({.gate = gate}), observer, 1);
    observer.queue = &queue;
    queue.add(shortRun("a"));
    for (const char* id : {"b", "c", "d"}) queue.add(endlessRun(id));
    gate->open();
    queue.wait();
    EXPECT_EQ(endsOf(observer.seen).size(), 4U);
    EXPECT_EQ(endsOf(observer.seen).at("b"), RunEnd::Stopped);
}

TEST(Scheduler, manyMayAddAndOneStops) {
    RecordingObserver seen;
    Scheduler queue(scriptedServices({}), seen, 2);
    {
        std::array<std::jthread, 3> adders;
        for (std::size_t i = 0; i < adders.size(); ++i)
            adders[i] = std::jthread([&queue, i] {
                for (int k = 0; k < 10; ++k) queue.add(endlessRun(std::to_string(i) + "-" + std::to_string(k)));
            });
        seen.await<StartedEvent>(1, [](const auto&) { return true; });
        queue.stop();
    }
    queue.stop();
    queue.wait();
    EXPECT_EQ(endsOf(seen).size(), 30U);
    EXPECT_EQ(idsOf<FinishedEvent>(seen).size(), 30U);
    expectProgress(queue, 30, 0, 30);
}

TEST(Scheduler, itsDestructionInterruptsAll) {
    RecordingObserver seen;
    {
        Scheduler queue(scriptedServices({}), seen, 2);
        for (const char* id : {"a", "b", "c"}) queue.add(endlessRun(id));
    }
    EXPECT_EQ(endsOf(seen), (std::map<RunId, RunEnd>{{"a", RunEnd::Interrupted}, {"b", RunEnd::Interrupted}, {"c", RunEnd::Interrupted}}));
}

RunServices fusedServices() {
    const std::shared_ptr<Trainer> trainer = makeFusedTrainer();
    return {loadDataset, [trainer](const ParamSet&) -> Result<std::shared_ptr<Trainer>> { return trainer; }};
}

/// All that a run says of its training, without times.
struct Told {
    std::map<std::string, std::vector<double>> series;
    std::vector<std::vector<double>> gradients;
    std::vector<std::vector<float>> weights;
    bool operator==(const Told&) const = default;
};

Told toldBy(const RecordingObserver& seen, const RunId& id) {
    Told told;
    for (const Event& event : seen.events()) {
        if (event.run != id) continue;
        if (const auto* block = std::get_if<MetricBlock>(&event.payload); block && block->series != "seconds")
            told.series[block->series].insert(told.series[block->series].end(), block->values.begin(), block->values.end());
        if (const auto* row = std::get_if<GradientRow>(&event.payload)) told.gradients.push_back(row->squaredNorms);
        if (const auto* end = std::get_if<FinishedEvent>(&event.payload); end && end->bestWeights)
            for (const NamedTensor& tensor : end->bestWeights->tensors) told.weights.push_back(tensor.values);
    }
    return told;
}

TEST(Scheduler, fusedRunsSideBySideEqualTheRunsAloneBitForBit) {
    std::vector<RunRequest> requests;
    for (const Fields& fields : std::vector<Fields>{{{"width", "16"}},
                                                    {{"width", "16"}, {"seed", "2"}},
                                                    {{"batch-norm", "true"}, {"dropout", "0.2"}},
                                                    {{"hidden-layers", "20"}, {"width", "4"}, {"skip-connections", "true"}},
                                                    {{"batch-size", "1"}, {"optimizer", "momentum"}},
                                                    {{"threads", "2"}, {"batch-size", "256"}, {"width", "32"}}}) {
        const Fields shared{{"data", "toy:moons"}, {"toy-rows", "400"}, {"epochs", "6"}, {"hidden-layers", "3"}};
        requests.push_back({std::to_string(requests.size()), configOf(shared, fields)});
    }
    RecordingObserver together;
    {
        Scheduler queue(fusedServices(), together, 4);
        for (const RunRequest& request : requests) queue.add(request);
        queue.wait();
    }
    for (const RunRequest& request : requests) {
        RecordingObserver alone;
        LiveRun(request, fusedServices(), alone).wait();
        const Told told = toldBy(alone, request.id);
        EXPECT_EQ(told.series.at("batch_loss").empty(), false) << request.id;
        EXPECT_FALSE(told.weights.empty()) << request.id;
        EXPECT_TRUE(told == toldBy(together, request.id)) << request.id;
    }
}

} // namespace
