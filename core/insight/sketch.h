#pragma once

#include "base/result.h"
#include "compare/compared_run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// The curve that a person expects before a training: values at epochs, ascending, straight between them.
struct Sketch {
    Metric metric{};
    std::int64_t made = 0; ///< milliseconds since 1970; 0: not known
    std::vector<double> epochs{};
    std::vector<double> values{};

    bool empty() const { return epochs.empty(); }
    /// Nothing before the first and behind the last epoch.
    std::optional<double> at(double epoch) const;
    /// The hand goes from one place to another: what was drawn between them is drawn anew.
    void draw(double fromEpoch, double fromValue, double toEpoch, double toValue);
};

/// A sketch held against what came.
struct SketchDifference {
    std::int64_t epochs = 0;   ///< with a value, within the sketch
    double meanAbsolute = 0.0; ///< of the values there; NaN where there are none
    double bias = 0.0;         ///< mean of sketch − value: above 0, too much was expected
};
SketchDifference differenceOf(const Sketch& sketch, const ComparedSeries& series);
/// "off by 0.031 on average over 40 epochs, 0.020 too high"
std::string sketchWords(const SketchDifference& difference);

// A project has one for each metric: a CSV file in the store's folder, so that it can be read, kept and handed in.

std::string sketchPath(const std::string& directory, const Metric& metric);
/// "# made MILLISECONDS", then "epoch,SERIES" and a line for each point.
std::string sketchText(const Sketch& sketch);
/// UntrustedFile with the line. `origin` names the text in errors.
Result<Sketch> readSketch(std::string_view text, const std::string& origin);
/// An empty one where there is none. The errors of a file.
Result<Sketch> loadSketch(const std::string& path, const Metric& metric);
/// An empty one removes the file. IoWrite, IoNoSpace.
Result<void> saveSketch(const Sketch& sketch, const std::string& path);

} // namespace epochlab::core
