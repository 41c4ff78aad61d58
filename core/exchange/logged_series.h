#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace epochlab::core {

/// One curve of a training log.
struct LoggedSeries {
    std::string tag; ///< as the log calls it: "loss/training"
    std::vector<std::int64_t> steps;
    std::vector<double> values;    ///< one for each step
    std::vector<double> wallTimes; ///< seconds since 1970, one for each step; empty where the log has none

    void add(std::int64_t step, double value, double wallTime);
};

/// In the order of the steps, and once each: of a training that was started again, the later value. Returns how many values went.
std::int64_t settle(LoggedSeries& series);

/// What EpochLab calls the curve that a log calls so: "training_loss" for "loss/training", "train_loss_epoch" and Keras's "loss",
/// "validation_accuracy" for "val_acc", …; the tag itself where it cannot be told.
std::string seriesNameOf(const std::string& tag);
/// What other programs expect: "loss/training" for "training_loss", "loss/batch" for "batch_loss"; else the series itself.
std::string tagOf(const std::string& series);

} // namespace epochlab::core
