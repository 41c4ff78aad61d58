#include "nets/precision_trial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace epochlab::core {
namespace {

/// Steps that take what the script says, in turn, and a clock that knows.
struct Machine {
    std::vector<double> exact; ///< seconds of its steps; the last one goes on
    std::vector<double> fast;
    double time = 0.0;
    std::vector<bool> taken = {};

    Result<PrecisionTrial> trial(const WorkWatch& watch = {}) {
        const auto step = [this](bool isFast) -> Result<void> {
            const std::vector<double>& script = isFast ? fast : exact;
            const auto before = static_cast<std::size_t>(std::ranges::count(taken, isFast));
            time += script[std::min(before, script.size() - 1)];
            taken.push_back(isFast);
            return {};
        };
        return tryPrecisions(
            step, [this] { return time; }, watch);
    }
};

TEST(PrecisionTrial, ComparesTheShortestMeasuredSteps) {
    struct Row {
        const char* name;
        Machine machine;
        bool fast;
        double factor;
        std::size_t steps;
        const char* words;
    };
    const Row rows[] = {
        {"twice as fast",
         {{0.9, 0.4, 0.2, 0.3}, {0.9, 0.2, 0.1, 0.1}},
         true,
         2.0,
         8,
         "fast: bfloat16 was 2 times as fast as float32 in a trial of 3 steps of each"},
        {"slower", {{1}, {2}}, false, 0.5, 8, "exact: bfloat16 was 0.5 times as fast as float32 in a trial of 3 steps of each"},
        {"hardly faster",
         {{1}, {0.95}},
         false,
         1 / 0.95,
         8,
         "exact: bfloat16 was 1.1 times as fast as float32 in a trial of 3 steps of each"},
        {"hopeless at once", {{1}, {8}}, false, 0.125, 2, "exact: bfloat16 was 0.12 times as fast as float32 in a trial of 1 step of each"},
        {"a first step that only finds memory",
         {{9, 1}, {20, 0.5}},
         true,
         2.0,
         4,
         "fast: bfloat16 was 2 times as fast as float32 in a trial of 1 step of each"},
    };
    for (Row row : rows) {
        const Result<PrecisionTrial> trial = row.machine.trial();
        ASSERT_TRUE(trial.ok()) << row.name;
        EXPECT_EQ(trial->fast, row.fast) << row.name;
        EXPECT_DOUBLE_EQ(trial->factor, row.factor) << row.name;
        EXPECT_EQ(row.machine.taken.size(), row.steps) << row.name;
        EXPECT_EQ(trialInWords(*trial), row.words) << row.name;
    }
}

TEST(PrecisionTrial, StopsBeforeItsNextStep) {
    std::stop_source stop;
    Machine machine{{1}, {1}};
    std::size_t told = 0;
    const WorkWatch watch{stop.get_token(), [&](auto...) {
                              if (++told == 3) stop.request_stop();
                          }};
    EXPECT_EQ(machine.trial(watch).error().code, ErrorCode::Stopped);
    EXPECT_EQ(machine.taken.size(), 2U);
}

} // namespace
} // namespace epochlab::core
