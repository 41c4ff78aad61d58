#include "insight/sketch.h"

#include "base/file_writer.h"
#include "base/number_text.h"
#include "insight/insight_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>

namespace epochlab::core {
namespace {

constexpr std::size_t largestFile = 1 << 22;
constexpr std::string_view madePrefix = "# made ", headPrefix = "epoch,";

template <typename Number> bool readNumber(std::string_view text, Number& number) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size();
}

} // namespace

std::optional<double> Sketch::at(double epoch) const {
    const auto next = std::ranges::lower_bound(epochs, epoch);
    if (next == epochs.end()) return std::nullopt;
    const auto index = static_cast<std::size_t>(next - epochs.begin());
    if (*next == epoch) return values[index];
    if (index == 0) return std::nullopt;
    const double share = (epoch - epochs[index - 1]) / (*next - epochs[index - 1]);
    return values[index - 1] + share * (values[index] - values[index - 1]);
}

void Sketch::draw(double fromEpoch, double fromValue, double toEpoch, double toValue) {
    const auto [low, high] = std::minmax(fromEpoch, toEpoch);
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < epochs.size(); ++i)
        if (epochs[i] < low || epochs[i] > high) points.emplace_back(epochs[i], values[i]);
    if (fromEpoch != toEpoch) points.emplace_back(fromEpoch, fromValue);
    points.emplace_back(toEpoch, toValue);
    std::ranges::sort(points);
    epochs.clear();
    values.clear();
    for (const auto& [epoch, value] : points) {
        epochs.push_back(epoch);
        values.push_back(value);
    }
}

SketchDifference differenceOf(const Sketch& sketch, const ComparedSeries& series) {
    SketchDifference difference;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
        const std::optional<double> expected = sketch.at(series.x[i]);
        if (!expected || !std::isfinite(series.y[i])) continue;
        ++difference.epochs;
        difference.meanAbsolute += std::abs(*expected - series.y[i]);
        difference.bias += *expected - series.y[i];
    }
    const double count = difference.epochs > 0 ? static_cast<double>(difference.epochs) : std::numeric_limits<double>::quiet_NaN();
    difference.meanAbsolute /= count;
    difference.bias /= count;
    return difference;
}

std::string sketchWords(const SketchDifference& difference) {
    if (difference.epochs == 0) return "no epoch of the sketch has been trained";
    std::string text = "off by " + fixedText(difference.meanAbsolute) + " on average over " + std::to_string(difference.epochs) +
                       (difference.epochs == 1 ? " epoch" : " epochs");
    constexpr double shown = 0.0005; // what three digits tell
    if (std::abs(difference.bias) < shown) return text;
    return text + ", " + fixedText(std::abs(difference.bias)) + (difference.bias > 0 ? " too high" : " too low");
}

std::string sketchPath(const std::string& directory, const Metric& metric) {
    return (std::filesystem::path(directory) / ("sketch-" + metric.series + ".csv")).string();
}

std::string sketchText(const Sketch& sketch) {
    std::string text = std::string(madePrefix) + std::to_string(sketch.made) + "\n" + std::string(headPrefix) + sketch.metric.series + "\n";
    for (std::size_t i = 0; i < sketch.epochs.size(); ++i) text += exactText(sketch.epochs[i]) + "," + exactText(sketch.values[i]) + "\n";
    return text;
}

Result<Sketch> readSketch(std::string_view text, const std::string& origin) {
    Sketch sketch;
    bool headed = false;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (line.ends_with('\r')) line.remove_suffix(1);
        const auto bad = [&](const std::string& what) {
            return Error{ErrorCode::UntrustedFile, what, origin + ", line " + std::to_string(number),
                         "write \"epoch,validation_accuracy\" and below it an epoch and a value a line, epochs ascending"};
        };
        if (line.empty()) continue;
        if (line.starts_with('#')) {
            if (line.starts_with(madePrefix)) static_cast<void>(readNumber(line.substr(madePrefix.size()), sketch.made));
            continue;
        }
        if (!headed) {
            if (!line.starts_with(headPrefix) || line.size() == headPrefix.size()) return bad("the sketch has no head");
            sketch.metric.series = line.substr(headPrefix.size());
            headed = true;
            continue;
        }
        const std::size_t comma = line.find(',');
        double epoch = 0.0, value = 0.0;
        if (comma == std::string_view::npos || !readNumber(line.substr(0, comma), epoch) || !readNumber(line.substr(comma + 1), value) ||
            !std::isfinite(epoch) || !std::isfinite(value))
            return bad("a point of the sketch is no two numbers");
        if (!sketch.epochs.empty() && epoch <= sketch.epochs.back()) return bad("the epochs of the sketch do not ascend");
        sketch.epochs.push_back(epoch);
        sketch.values.push_back(value);
    }
    return sketch;
}

Result<Sketch> loadSketch(const std::string& path, const Metric& metric) {
    const Result<std::string> text = readRegularFile(path, largestFile);
    if (!text && text.error().code == ErrorCode::DataNotFound) return Sketch{.metric = metric};
    return text ? readSketch(*text, path) : text.error();
}

Result<void> saveSketch(const Sketch& sketch, const std::string& path) {
    if (!sketch.empty()) {
        const Result<void> made = makeDirectories(std::filesystem::path(path).parent_path().string()); // no run may be kept yet
        return made ? writeFileDurably(path, sketchText(sketch)) : made;
    }
    std::error_code problem;
    std::filesystem::remove(path, problem);
    if (problem) return Error{ErrorCode::IoWrite, "the sketch could not be removed: " + problem.message(), path, "check the folder"};
    return {};
}

} // namespace epochlab::core
