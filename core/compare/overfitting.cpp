#include "compare/overfitting.h"

#include "compare/reading.h"
#include "params/setting_words.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace epochlab::core {
namespace {

constexpr std::size_t leastEpochs = 5;  ///< since the lowest
constexpr std::size_t mostTrended = 64; ///< values that a rank correlation is taken of
constexpr double leastRise = 0.05;      ///< of the lowest
constexpr double leastFall = 0.01;      ///< of the training loss
constexpr double scatters = 3.0;        ///< that the rise exceeds
constexpr double clear = 2.33;          ///< 99 % of a normal distribution, one side

struct Losses {
    std::vector<double> epoch, training, validation;
};

Losses paired(const ComparedSeries& training, const ComparedSeries& validation) {
    Losses losses;
    std::size_t other = 0;
    for (std::size_t i = 0; i < validation.x.size(); ++i) {
        while (other < training.x.size() && training.x[other] < validation.x[i]) ++other;
        if (other == training.x.size() || training.x[other] != validation.x[i]) continue;
        if (!std::isfinite(validation.y[i]) || !std::isfinite(training.y[other])) continue;
        losses.epoch.push_back(validation.x[i]);
        losses.training.push_back(training.y[other]);
        losses.validation.push_back(validation.y[i]);
    }
    return losses;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Of an epoch and its neighbours, so that one lucky epoch is no lowest one.
double around(const std::vector<double>& values, std::size_t at) {
    const std::size_t first = at == 0 ? 0 : at - 1;
    const std::size_t end = std::min(values.size(), at + 2);
    return median({values.begin() + static_cast<std::ptrdiff_t>(first), values.begin() + static_cast<std::ptrdiff_t>(end)});
}

std::size_t lowest(const std::vector<double>& values) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        if (std::pair(around(values, i), values[i]) < std::pair(around(values, best), values[best])) best = i;
    return best;
}

double meanOf(const std::vector<double>& values, std::size_t first, std::size_t end) {
    return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first), values.begin() + static_cast<std::ptrdiff_t>(end), 0.0) /
           static_cast<double>(end - first);
}

/// How far single epochs lie from their way, whatever the way: by the differences of neighbours.
double scatterSince(const std::vector<double>& values, std::size_t first) {
    constexpr double ofNormal = 1.4826; // a normal distribution's deviation over its median distance
    std::vector<double> differences;
    for (std::size_t i = first + 1; i < values.size(); ++i) differences.push_back(values[i] - values[i - 1]);
    const double middle = median(differences);
    for (double& difference : differences) difference = std::abs(difference - middle);
    return ofNormal * median(differences) / std::sqrt(2.0);
}

/// Kendall's z of the values' order in time; of many values that of means of neighbours.
double trendSince(const std::vector<double>& values, std::size_t first) {
    const std::size_t count = values.size() - first;
    const std::size_t bins = std::min(count, mostTrended);
    std::vector<double> places, means;
    for (std::size_t bin = 0; bin < bins; ++bin) {
        places.push_back(static_cast<double>(bin));
        means.push_back(meanOf(values, first + bin * count / bins, first + (bin + 1) * count / bins));
    }
    return kendallZ(places, means);
}

} // namespace

std::optional<Overfitting> overfittingOf(const ComparedSeries& training, const ComparedSeries& validation) {
    const Losses losses = paired(training, validation);
    const std::size_t count = losses.epoch.size();
    if (count <= leastEpochs) return std::nullopt;
    const std::size_t best = lowest(losses.validation);
    const std::size_t since = count - 1 - best;
    if (since < std::max(leastEpochs, count / 10)) return std::nullopt;
    const std::size_t last = count - std::max<std::size_t>(2, since / 4);
    const Overfitting hint{static_cast<std::int64_t>(losses.epoch[best]), around(losses.validation, best),
                           meanOf(losses.validation, last, count), around(losses.training, best), meanOf(losses.training, last, count)};
    const double rise = hint.validationTo - hint.validationFrom;
    const bool rises = rise > leastRise * std::abs(hint.validationFrom) && rise > scatters * scatterSince(losses.validation, best);
    const bool falls = hint.trainingTo < hint.trainingFrom - leastFall * std::abs(hint.trainingFrom);
    const bool trends = trendSince(losses.validation, best) > clear && trendSince(losses.training, best) < -clear;
    return rises && falls && trends ? std::optional(hint) : std::nullopt;
}

std::optional<Overfitting> overfittingOf(const ComparedRun& run) {
    const auto training = run.series.find("training_loss");
    const auto validation = run.series.find("validation_loss");
    if (training == run.series.end() || validation == run.series.end()) return std::nullopt;
    return overfittingOf(*training->second, *validation->second);
}

std::string overfittingMark(const Overfitting& hint) { return "overfitting since epoch " + std::to_string(hint.since) + "?"; }

std::string overfittingWords(const Overfitting& hint) {
    return overfittingMark(hint) + " validation loss " + shortNumber(hint.validationFrom, 3) + " → " + shortNumber(hint.validationTo, 3) +
           " while training loss " + shortNumber(hint.trainingFrom, 3) + " → " + shortNumber(hint.trainingTo, 3);
}

} // namespace epochlab::core
