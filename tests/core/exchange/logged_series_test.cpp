#include "exchange/logged_series.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::ElementsAre;

TEST(LoggedSeries, isSettledInTheOrderOfItsStepsWithTheLaterValueOfEach) {
    LoggedSeries series;
    series.add(3, 0.3, 30.0);
    series.add(1, 0.1, 10.0);
    series.add(2, 0.2, 20.0);
    series.add(1, 0.15, 40.0); // started again
    EXPECT_EQ(settle(series), 1);
    EXPECT_THAT(series.steps, ElementsAre(1, 2, 3));
    EXPECT_THAT(series.values, ElementsAre(0.15, 0.2, 0.3));
    EXPECT_THAT(series.wallTimes, ElementsAre(40.0, 20.0, 30.0));
}

TEST(LoggedSeries, isCalledWhatEpochLabCallsIt) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"loss", "training_loss"},
        {"val_loss", "validation_loss"},
        {"accuracy", "training_accuracy"},
        {"val_acc", "validation_accuracy"},
        {"loss/training", "training_loss"},
        {"Loss/train", "training_loss"},
        {"accuracy/validation", "validation_accuracy"},
        {"train_loss_epoch", "training_loss"},
        {"validation/epoch_loss", "validation_loss"},
        {"test_acc", "test_accuracy"},
        {"loss/batch", "batch_loss"},
        {"training_loss", "training_loss"},
        {"train_loss_step", "train_loss_step"}, // not that of an epoch
        {"learning_rate", "learning_rate"},
        {"lr-Adam", "lr-Adam"},
        {"loss/train/val", "loss/train/val"},
        {"epoch", "epoch"},
        {"", ""},
    };
    for (const auto& [tag, series] : cases) EXPECT_EQ(seriesNameOf(tag), series) << tag;
}

TEST(LoggedSeries, goesOutUnderATagThatComesBackAsTheSameSeries) {
    EXPECT_EQ(tagOf("training_loss"), "loss/training");
    EXPECT_EQ(tagOf("validation_accuracy"), "accuracy/validation");
    EXPECT_EQ(tagOf("gradient_squared_norm/1 linear"), "gradient_squared_norm/1 linear");
    for (const char* series : {"training_loss", "validation_loss", "test_accuracy", "batch_loss", "learning_rate", "seconds"})
        EXPECT_EQ(seriesNameOf(tagOf(series)), series);
}

} // namespace
} // namespace epochlab::core
