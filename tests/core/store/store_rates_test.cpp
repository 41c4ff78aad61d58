// Runs whose learning rate or schedule was changed, planned and by hand, before and after a checkpoint.
#include "core/store/store_fixture.h"

namespace epochlab::core {
namespace {

using StoreRatesTest = StoreTest;

TEST_F(StoreRatesTest, AResumedRunKnowsThePlannedAndTheMadeChangesOfItsLearningRate) {
    RunStore store(m_directory);
    {
        StoreWriter writer(m_directory);
        StartedEvent start = started();
        start.plannedRates = {{3, 0.02}, {9, 0.004}};
        writer.onEvent({"r", start});
        writer.onEvent({"r", checkpointAt(2)});
        writer.onEvent({"r", LearningRateEvent{3, 0.001, 0.02}});
        writer.onEvent({"r", LearningRateEvent{3, 0.02, 0.5}});
    }
    setInterrupted(database());
    for (int round = 0; round < 2; ++round) { // what goes on is told the same again, and stored once
        const auto run = store.claimResume("r");
        ASSERT_TRUE(run.ok()) << describe(run.error());
        const std::vector<RateChange> expected{{3, 0.02}, {9, 0.004}, {3, 0.02}, {3, 0.5}};
        EXPECT_EQ(run->rateChanges, expected);
        EXPECT_EQ(store.loadCurvesOf("r")->learningRates.size(), 2U);
        EXPECT_TRUE(store.loadCurvesOf("r")->notes.empty());
        StoreWriter writer(m_directory);
        StartedEvent again = started(2);
        again.plannedRates = run->rateChanges;
        writer.onEvent({"r", again});
        writer.onEvent({"r", LearningRateEvent{3, 0.001, 0.02}});
        writer.onEvent({"r", LearningRateEvent{3, 0.02, 0.5}});
        ASSERT_TRUE(writer.flush());
        setInterrupted(database());
    }
}

TEST_F(StoreRatesTest, AChangedScheduleIsKeptWithTheRateItBeginsWith) {
    using Kind = ScheduleShape::Kind;
    const ScheduleShape cosine{.kind = Kind::Cosine, .minimumShare = 1.0 / 3.0};
    const ScheduleShape steps{.kind = Kind::Step, .stepFactor = 0.5, .stepEveryEpochs = 2.5};
    {
        StoreWriter writer(m_directory);
        StartedEvent start = started();
        start.plannedRates = {{3, 0.0, cosine}, {9, 0.004, steps}};
        writer.onEvent({"r", start});
        writer.onEvent({"r", losses(1, {6, 5})});
        writer.onEvent({"r", checkpointAt(2)});
        writer.onEvent({"r", LearningRateEvent{3, 0.1, 0.1, {{ScheduleShape{}, cosine}}}});
        writer.onEvent({"r", LearningRateEvent{3, 0.1, 0.5}});
        writer.onEvent({"r", losses(3, {4, 3})});
    }
    setInterrupted(database());
    RunStore store(m_directory);
    const auto run = store.claimResume("r");
    ASSERT_TRUE(run.ok()) << describe(run.error());
    const std::vector<RateChange> expected{{3, 0.0, cosine}, {9, 0.004, steps}, {3, 0.1, cosine}, {3, 0.5}};
    EXPECT_EQ(run->rateChanges, expected);
    const auto changes = store.loadCurvesOf("r")->learningRates;
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].schedule->before, ScheduleShape{});
    EXPECT_EQ(changes[0].schedule->after, cosine);
    EXPECT_FALSE(changes[1].schedule);
    StoreWriter writer(m_directory);
    StartedEvent again = started(2); // from a checkpoint before both, where the rate was the same
    again.baseRate = 0.1;
    again.plannedRates = run->rateChanges;
    writer.onEvent({"r", again});
    writer.onEvent({"r", LearningRateEvent{3, 0.1, 0.1, {{ScheduleShape{}, steps}}}}); // another way now
    writer.onEvent({"r", losses(3, {4})});
    ASSERT_TRUE(writer.flush());
    EXPECT_EQ(valuesOf(store, "r").at("batch_loss"), (std::vector<double>{6, 5, 4})) << "what followed the other schedule is dropped";
    ASSERT_EQ(store.loadCurvesOf("r")->learningRates.size(), 1U);
    EXPECT_EQ(store.loadCurvesOf("r")->learningRates[0].schedule->after, steps);
}

TEST_F(StoreRatesTest, AnotherLearningRateMakesAnotherCourse) {
    struct Row {
        const char* name;
        std::optional<std::int64_t> before; ///< a change to 0.01 in the first part, at this step
        std::optional<std::int64_t> after;  ///< and in the part after the checkpoint at step 2, …
        double rate;                        ///< … to this
        std::int64_t last;                  ///< that the second part comes to, with the same values
        std::vector<double> values;
        std::size_t changes;
    };
    const Row rows[] = {
        {"before the checkpoint", 2, {}, 0, 3, {6, 5, 4, 3, 2, 1}, 1},   {"not come to again yet", 5, {}, 0, 4, {6, 5, 4, 3, 2, 1}, 1},
        {"not made again: taken back", 5, {}, 0, 5, {6, 5, 4, 3, 2}, 0}, {"made again", 5, 5, 0.01, 5, {6, 5, 4, 3, 2, 1}, 1},
        {"made again, to another rate", 5, 5, 0.02, 4, {6, 5, 4, 3}, 1}, {"new: what followed is dropped", {}, 4, 0.02, 3, {6, 5, 4}, 1}};
    for (const Row& row : rows) {
        const std::string id = row.name;
        StoreWriter writer(m_directory);
        writer.onEvent({id, started()});
        for (std::int64_t step = 1; step <= 6; ++step) {
            if (row.before == step) writer.onEvent({id, LearningRateEvent{step, 0.1, 0.01}});
            writer.onEvent({id, losses(step, {7.0 - static_cast<double>(step)})});
        }
        ASSERT_TRUE(writer.flush());
        writer.onEvent({id, started(2)});
        for (std::int64_t step = 3; step <= std::max(row.last, row.after.value_or(0)); ++step) {
            if (row.after == step) writer.onEvent({id, LearningRateEvent{step, 0.1, row.rate}});
            if (step <= row.last) writer.onEvent({id, losses(step, {7.0 - static_cast<double>(step)})});
        }
        ASSERT_TRUE(writer.flush());
        RunStore store(m_directory);
        EXPECT_EQ(valuesOf(store, id).at("batch_loss"), row.values) << id;
        EXPECT_EQ(store.loadCurvesOf(id)->learningRates.size(), row.changes) << id;
    }
}

TEST_F(StoreRatesTest, ACheckpointBetweenTwoStepsMayKnowTheChangesThatTheSecondBeginsWith) {
    struct Row {
        const char* name;
        std::vector<double> made;  ///< rates from step 3 on, one after the other
        double baseRate;           ///< in the checkpoint at step 2
        std::vector<double> again; ///< after it, before step 3 is trained
        std::size_t changes;
        bool takenBack;
    };
    const Row rows[] = {{"known", {0.01}, 0.01, {}, 1, false},
                        {"known, and all told again", {0.01, 0.02}, 0.02, {0.01, 0.02}, 2, false},
                        {"the first known, the second made again", {0.01, 0.02}, 0.01, {0.02}, 2, false},
                        {"there and back, not made again", {0.01, 0.1}, 0.1, {}, 2, false},
                        {"not known", {0.01}, 0.1, {}, 0, true},
                        {"the first alone known, the second not made", {0.01, 0.02}, 0.01, {}, 0, true},
                        {"known, then another", {0.01}, 0.01, {0.5}, 1, false}};
    for (const Row& row : rows) {
        const std::string id = row.name;
        const auto change = [&id](StoreWriter& writer, double& before, double rate) {
            writer.onEvent({id, LearningRateEvent{3, before, rate}});
            before = rate;
        };
        StoreWriter writer(m_directory);
        writer.onEvent({id, started()});
        writer.onEvent({id, losses(1, {6, 5})});
        double rate = 0.1;
        for (const double made : row.made) change(writer, rate, made);
        writer.onEvent({id, losses(3, {4, 3})});
        ASSERT_TRUE(writer.flush());
        StartedEvent again = started(2);
        again.baseRate = rate = row.baseRate;
        writer.onEvent({id, again});
        for (const double made : row.again) change(writer, rate, made);
        writer.onEvent({id, losses(3, {4, 3, 2})});
        ASSERT_TRUE(writer.flush());
        RunStore store(m_directory);
        EXPECT_EQ(valuesOf(store, id).at("batch_loss"), (std::vector<double>{6, 5, 4, 3, 2})) << id;
        EXPECT_EQ(store.loadCurvesOf(id)->learningRates.size(), row.changes) << id;
        EXPECT_EQ(store.loadCurvesOf(id)->notes.size(), row.takenBack ? 1U : 0U) << id;
    }
}

TEST_F(StoreRatesTest, AScheduleOfALaterVersionIsRefusedAndSaid) {
    StoreWriter writer(m_directory);
    writer.onEvent({"r", started()});
    writer.onEvent({"r", LearningRateEvent{3, 0.1, 0.2, {{ScheduleShape{}, ScheduleShape{.kind = ScheduleShape::Kind::Cosine}}}}});
    writer.onEvent({"r", finished(0.5)});
    ASSERT_TRUE(database().script("UPDATE events SET message = 'polynomial,power=2'").ok());
    RunStore store(m_directory);
    const auto request = store.requestToRerun("r");
    ASSERT_FALSE(request.ok());
    EXPECT_EQ(request.error().code, ErrorCode::UntrustedFile);
    EXPECT_EQ(request.error().what, "the schedule from step 3 on is none that this version knows");
    const auto curves = store.loadCurvesOf("r");
    EXPECT_FALSE(curves->learningRates.at(0).schedule);
    EXPECT_EQ(curves->notes.at(0).code, "schedule-unknown");
}

} // namespace
} // namespace epochlab::core
