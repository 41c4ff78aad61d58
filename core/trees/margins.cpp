#include "trees/margins.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

/// log(1 + exp(x)) without overflow.
double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }

double logSumExp(std::span<const float> margins) {
    const double largest = *std::ranges::max_element(margins);
    double sum = 0.0;
    for (const float margin : margins) sum += std::exp(margin - largest);
    return largest + std::log(sum);
}

} // namespace

std::int64_t treeGroups(std::int64_t classes) { return classes == 2 ? 1 : classes; }

Evaluation evaluateMargins(std::span<const float> margins, std::span<const std::int32_t> labels, std::int64_t groups) {
    Evaluation evaluation;
    evaluation.rows = static_cast<std::int64_t>(labels.size());
    if (labels.empty()) return evaluation;
    const auto width = static_cast<std::size_t>(groups);
    double loss = 0.0;
    std::int64_t correct = 0;
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const auto of = margins.subspan(row * width, width);
        const auto label = static_cast<std::size_t>(labels[row]);
        if (width == 1) {
            loss += softplus(label == 1 ? -of[0] : of[0]);
            correct += (of[0] > 0.0F) == (label == 1);
        } else {
            loss += logSumExp(of) - of[label];
            correct += std::ranges::max_element(of) - of.begin() == labels[row];
        }
    }
    const auto rows = static_cast<double>(labels.size());
    evaluation.loss = loss / rows;
    evaluation.accuracy = static_cast<double>(correct) / rows;
    return evaluation;
}

std::vector<float> probabilitiesOfMargins(std::span<const float> margins, std::int64_t groups) {
    const auto width = static_cast<std::size_t>(groups);
    std::vector<float> probabilities;
    probabilities.reserve(groups == 1 ? margins.size() * 2 : margins.size());
    for (std::size_t at = 0; at + width <= margins.size(); at += width) {
        const auto of = margins.subspan(at, width);
        if (width == 1) {
            const double logit = of[0];
            probabilities.push_back(static_cast<float>(1.0 / (1.0 + std::exp(logit))));
            probabilities.push_back(static_cast<float>(1.0 / (1.0 + std::exp(-logit))));
        } else {
            const double normaliser = logSumExp(of);
            for (const float margin : of) probabilities.push_back(static_cast<float>(std::exp(margin - normaliser)));
        }
    }
    return probabilities;
}

bool allFinite(std::span<const float> margins) {
    return std::ranges::all_of(margins, [](float margin) { return std::isfinite(margin); });
}

} // namespace epochlab::core
