// A store whose folder is taken away while a run trains.
#include "core/store/store_fixture.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using StoreGone = StoreTest;

TEST_F(StoreGone, IsSaidAndPausesTheRunUntilItIsBack) {
    for (const bool replaced : {false, true}) {
        const std::string place = m_directory + (replaced ? "/replaced" : "/removed");
        const std::string away = place + "-away";
        std::atomic<int> pauses = 0;
        std::atomic<int> resumes = 0;
        StoreWriter writer(place);
        writer.onPause([&](bool pause) { ++(pause ? pauses : resumes); });
        EXPECT_FALSE(writer.keptStep("r").has_value());
        writer.onEvent({"r", started()});
        writer.onEvent({"r", MetricBlock{"batch_loss", 1, 1, {0.5, 0.25}}});
        writer.onEvent({"r", checkpointAt(2)});
        ASSERT_TRUE(writer.flush());
        fs::rename(place, away);
        if (replaced) {
            ASSERT_TRUE(RunStore(place).claimRunId().ok());
        }
        writer.onEvent({"r", MetricBlock{"batch_loss", 2, 3, {0.125, 0.0625}}});
        writer.onEvent({"r", checkpointAt(4)});
        EXPECT_FALSE(writer.flush());
        EXPECT_FALSE(writer.flush()); // the pause is asked for after the attempt that came before
        EXPECT_EQ(pauses, 1);
        const std::optional<Error> error = writer.takeError();
        ASSERT_TRUE(error.has_value());
        EXPECT_THAT(error->what, HasSubstr("removed, renamed or replaced"));
        EXPECT_EQ(writer.acknowledgedValues(), 2);
        EXPECT_EQ(writer.keptStep("r"), 2);
        EXPECT_FALSE(fs::exists(place + "/runs/r")) << "nothing is written where the store is not";
        if (replaced) fs::remove_all(place);
        fs::rename(away, place);
        ASSERT_TRUE(writer.flush());
        EXPECT_EQ(writer.keptStep("r"), 4);
        writer.onEvent({"r", finished(0.5)});
        EXPECT_EQ(resumes, 1);
        RunStore store(place);
        EXPECT_THAT(valuesOf(store, "r").at("batch_loss"), ElementsAre(0.5, 0.25, 0.125, 0.0625));
        EXPECT_EQ(stateOf(store, "r"), "finished");
    }
}

} // namespace
} // namespace epochlab::core
