#include "run/speed_memory.h"

#include "base/file_writer.h"
#include "support/config.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace epochlab::core;
using namespace epochlab::test;

namespace {

class SpeedMemoryTest : public testing::Test {
protected:
    std::string file() const { return m_folder.path("cache/speed.json"); }

    TemporaryFolder m_folder;
};

ParamSet sized(const char* width, const char* epochs = "4") {
    return configOf({{"width", width}, {"epochs", epochs}, {"batch-size", "2"}});
}

/// What a run of the small data set sends when each step takes so long on its clock.
void tell(SpeedLearner& learner, const ParamSet& config, std::int64_t steps, double secondsPerStep) {
    SessionShape shape;
    shape.stepsPerEpoch = 2;
    learner.onEvent({"run", StartedEvent{config, nullptr, smallDataset(), shape, config.integer("epochs")}});
    for (std::int64_t step = 1; step <= steps; ++step)
        learner.onEvent({"run", ProgressEvent{.step = step, .secondsPerStep = secondsPerStep}});
}

double estimated(const SpeedMemory& memory, const ParamSet& config) {
    const DataSize size = dataSizeOf(*smallDataset());
    return estimateRun(config, size, memory.speedFor(config, size)).seconds;
}

TEST_F(SpeedMemoryTest, TheNextEstimateIsRightFromTheFirstEpochOn) {
    struct Row {
        double secondsPerStep;
        const char* epochs; ///< of the next run; each has 2 steps
        double expected;
    };
    for (const Row& row : {Row{0.25, "4", 2.0}, Row{0.25, "100", 50.0}, Row{3.0, "10", 60.0}}) {
        auto memory = std::make_shared<SpeedMemory>(std::string());
        RecordingObserver seen;
        SpeedLearner learner(memory, seen);
        tell(learner, sized("16"), 2, row.secondsPerStep);
        EXPECT_NEAR(estimated(*memory, sized("16", row.epochs)), row.expected, 0.001 * row.expected) << row.secondsPerStep;
        EXPECT_EQ(seen.events().size(), 3U) << "every event is handed on";
    }
}

TEST_F(SpeedMemoryTest, LearnsNothingFromHalfAnEpochOrAnInstant) {
    auto memory = std::make_shared<SpeedMemory>(std::string());
    RecordingObserver seen;
    const double before = estimated(*memory, sized("16"));
    SpeedLearner half(memory, seen);
    tell(half, sized("16"), 1, 10.0);
    half.onEvent({"run", FinishedEvent{}});
    SpeedLearner instant(memory, seen);
    tell(instant, sized("16"), 8, 1e-6);
    instant.onEvent({"run", FinishedEvent{}});
    EXPECT_EQ(estimated(*memory, sized("16")), before);
}

TEST_F(SpeedMemoryTest, TheRunsEndCorrectsItsFirstEpoch) {
    auto memory = std::make_shared<SpeedMemory>(std::string());
    RecordingObserver seen;
    SpeedLearner learner(memory, seen);
    tell(learner, sized("16"), 2, 1.0);
    learner.onEvent({"run", ProgressEvent{.step = 8, .secondsPerStep = 0.5}});
    learner.onEvent({"run", FinishedEvent{}});
    EXPECT_NEAR(estimated(*memory, sized("16")), 4.0, 0.001);
}

TEST_F(SpeedMemoryTest, SpeaksOfTheNearestTrainingInALaterProcess) {
    const DataSize size = dataSizeOf(*smallDataset());
    {
        SpeedMemory memory(file());
        memory.learn(sized("16"), size, 1.0);
        memory.learn(sized("1024"), size, 8.0);
        memory.learn(sized("16"), size, 2.0); // replaces the first
    }
    const SpeedMemory memory(file());
    EXPECT_NEAR(estimated(memory, sized("16")), 16.0, 0.001);
    EXPECT_NEAR(estimated(memory, sized("1024")), 64.0, 0.001);
    const auto shareOfNearest = [&](const char* wanted, const char* near, const char* other) {
        const auto logarithm = [&](const char* width) { return std::log(memory.speedFor(sized(width), size)); };
        return (logarithm(wanted) - logarithm(other)) / (logarithm(near) - logarithm(other));
    };
    EXPECT_GT(shareOfNearest("32", "16", "1024"), 0.98);
    EXPECT_GT(shareOfNearest("512", "1024", "16"), 0.98);
    EXPECT_NEAR(shareOfNearest("128", "16", "1024"), 0.5, 1e-6) << "as far from both";
}

TEST_F(SpeedMemoryTest, ADamagedOrUnwritableFileIsAnEmptyMemory) {
    ASSERT_TRUE(makeDirectories(m_folder.path("cache")).ok());
    const DataSize size = dataSizeOf(*smallDataset());
    for (const char* text : {"", "{", "[]", "{\"measurements\":3}", "{\"measurements\":[{\"size\":[1],\"kind\":\"x\",\"speed\":2}]}",
                             "{\"measurements\":[{\"size\":[1,1,1,1],\"kind\":\"x\",\"speed\":-2},{\"size\":\"x\"},7]}"}) {
        ASSERT_TRUE(writeFileDurably(file(), text).ok());
        EXPECT_EQ(SpeedMemory(file()).speedFor(sized("16"), size), 1.0) << text;
    }
    SpeedMemory unwritable("/proc/none/speed.json");
    unwritable.learn(sized("16"), size, 1.0);
    EXPECT_NE(unwritable.speedFor(sized("16"), size), 1.0);
}

TEST_F(SpeedMemoryTest, KeepsAtMost64Measurements) {
    const DataSize size = dataSizeOf(*smallDataset());
    SpeedMemory memory(std::string{});
    memory.learn(sized("1"), size, 1.0);
    const double first = memory.speedFor(sized("1"), size);
    for (int width = 2; width <= 65; ++width) memory.learn(sized(std::to_string(width).c_str()), size, 50.0);
    EXPECT_NE(memory.speedFor(sized("1"), size), first);
}

} // namespace
