#include "compare/caption.h"
#include "compare/overfitting.h"
#include "core/compare/runs.h"

#include <gmock/gmock.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

namespace epochlab::test {
namespace {

using core::ComparedRuns;
using testing::HasSubstr;
using testing::Not;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(Caption, saysDataWhatVariesWhatIsTheSameSeedsAndRows) {
    ComparedRuns runs;
    for (const char* width : {"64", "8", "16"})
        runs.push_back(comparedRun(width, {{"data", "toy:moons"}, {"width", width}, {"seed", "3"}, {"weight-decay", "0.01"}}));
    const std::string text = core::captionOf(runs, {"Validation loss", "epoch", {400, 50, 0}, "smoothed, half-life 50 steps"});
    EXPECT_THAT(text, testing::StartsWith("Validation loss by epoch of 3 runs on Moons: width 8, 16 and 64; the same in all: "));
    EXPECT_THAT(text, HasSubstr("lr 0.001"));
    EXPECT_THAT(text, HasSubstr("weight decay (L2) 0.01")); // which is not as it is by itself
    EXPECT_THAT(text, testing::EndsWith("; one seed (3); n = 400 training and 50 validation rows; smoothed, half-life 50 steps."));
    EXPECT_THAT(text, Not(HasSubstr("label smoothing")));
    runs.push_back(comparedRun("blobs", {{"data", "toy:blobs"}})); // whose rows may be more or less
    EXPECT_THAT(core::captionOf(runs, {"Loss", "epoch", {400, 50, 0}, ""}), Not(HasSubstr("n = ")));
}

TEST(Caption, saysSeedsEndsAndLogs) {
    ComparedRuns runs;
    for (int seed = 0; seed < 3; ++seed) runs.push_back(comparedRun("r", {{"seed", std::to_string(seed)}}));
    runs[1].state = "diverged";
    EXPECT_THAT(core::captionOf(runs, {"Loss", "step", {}, ""}), HasSubstr(" of 3 runs on Cities, of which 1 diverged: "));
    EXPECT_THAT(core::captionOf(runs, {"Loss", "step", {}, ""}), testing::EndsWith("; seeds 0, 1 and 2."));
    for (core::ComparedRun& run : runs) run.config.reset();
    EXPECT_EQ(core::captionOf(runs, {"Loss", "", {}, ""}),
              "Loss of 3 runs, of which 1 diverged: 3 from a log, whose settings are not known.");
    EXPECT_EQ(core::captionOf({}, {"Loss", "", {}, ""}), "");
}

using Curve = std::function<double(double)>;

core::ComparedSeries losses(int epochs, const Curve& curve, double noise, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> scatter(0, 1);
    core::ComparedSeries series;
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        series.x.push_back(epoch);
        series.y.push_back(curve(epoch) + noise * scatter(random));
    }
    return series;
}

TEST(Overfitting, isNamedWhereValidationRisesWhileTrainingFalls) {
    const Curve falls = [](double e) { return 1.0 / (1 + e); };
    const Curve slowly = [](double e) { return 1.0 - e / 6000; };
    const Curve turns = [](double e) { return 0.3 + 0.001 * (e - 12) * (e - 12); };
    const Curve slowlyUp = [](double e) { return e < 12 ? 0.3 + 0.05 * (12 - e) : 0.3 + 0.0005 * (e - 12); };
    const Curve level = [](double e) { return 0.3 + 1 / (1 + e); };
    const Curve rises = [](double e) { return 0.3 + 0.01 * e; };
    const struct {
        const char* what;
        int epochs;
        Curve training, validation;
        double noise;
        int from, to; ///< 0: none
    } rows[] = {{"a clear turn", 40, falls, turns, 0, 12, 12},
                {"a noisy turn", 40, falls, turns, 0.01, 8, 16},
                {"too soon to say", 14, falls, turns, 0, 0, 0},
                {"too few epochs after it", 16, falls, turns, 0, 0, 0},
                {"soon clear", 18, falls, turns, 0, 12, 12},
                {"still falling", 40, falls, falls, 0.01, 0, 0},
                {"levelling off", 200, falls, level, 0.01, 0, 0},
                {"less than a twentieth", 40, falls, slowlyUp, 0, 0, 0},
                {"both rise", 40, rises, rises, 0, 0, 0},
                {"training stands still", 40, [](double) { return 0.2; }, turns, 0, 0, 0},
                {"thousands of epochs", 5000, slowly, [](double e) { return 0.3 + 1e-7 * (e - 800) * (e - 800); }, 0.05, 400, 1300}};
    for (const auto& row : rows) {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            const auto hint = core::overfittingOf(losses(row.epochs, row.training, row.noise * 0.1, seed),
                                                  losses(row.epochs, row.validation, row.noise, seed + 100));
            ASSERT_EQ(hint.has_value(), row.from > 0) << row.what << ", seed " << seed;
            if (!hint) continue;
            EXPECT_GE(hint->since, row.from) << row.what;
            EXPECT_LE(hint->since, row.to) << row.what;
            EXPECT_GT(hint->validationTo, hint->validationFrom) << row.what;
            EXPECT_LT(hint->trainingTo, hint->trainingFrom) << row.what;
        }
    }
}

TEST(Overfitting, noiseAloneIsNoHint) {
    int hints = 0;
    for (unsigned seed = 1; seed <= 500; ++seed) {
        const auto level = [](double) { return 0.3; };
        const auto falls = [](double e) { return 1.0 / (1 + e); };
        hints += core::overfittingOf(losses(30, falls, 0, seed), losses(30, level, 0.1, seed)).has_value();
    }
    EXPECT_LE(hints, 5); // of a hundred, one
}

TEST(Overfitting, leavesOutGapsAndNeedsBothLosses) {
    auto run = withEpochs(comparedRun("a", {}), "training_loss", {1, .9, .8, .7, .6, .5, .4, nan, .3, .2});
    EXPECT_FALSE(core::overfittingOf(run));
    run = withEpochs(std::move(run), "validation_loss", {1, .8, .6, .7, nan, .8, .9, 1, 1.1, 1.2});
    const auto hint = core::overfittingOf(run);
    ASSERT_TRUE(hint);
    EXPECT_EQ(hint->since, 3);
    EXPECT_THAT(core::overfittingWords(*hint), testing::StartsWith("overfitting since epoch 3? validation loss 0.7 → 1.15"));
}

} // namespace
} // namespace epochlab::test
