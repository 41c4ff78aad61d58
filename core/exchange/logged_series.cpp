#include "exchange/logged_series.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <numeric>
#include <string_view>

namespace epochlab::core {
namespace {

std::vector<std::string> wordsOf(const std::string& tag) {
    std::vector<std::string> words(1);
    for (const char c : tag) {
        if (std::string_view("/_-. ").find(c) != std::string_view::npos)
            words.emplace_back();
        else
            words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    std::erase(words, std::string());
    return words;
}

const std::map<std::string, std::string, std::less<>> splitWords{
    {"train", "training"},        {"training", "training"}, {"val", "validation"}, {"valid", "validation"},
    {"validation", "validation"}, {"test", "test"},         {"batch", "batch"},
};
const std::map<std::string, std::string, std::less<>> measureWords{{"loss", "loss"}, {"acc", "accuracy"}, {"accuracy", "accuracy"}};

template <typename Value> std::vector<Value> picked(const std::vector<Value>& from, const std::vector<std::size_t>& places) {
    std::vector<Value> to;
    for (const std::size_t place : places)
        if (place < from.size()) to.push_back(from[place]);
    return to;
}

} // namespace

void LoggedSeries::add(std::int64_t step, double value, double wallTime) {
    steps.push_back(step);
    values.push_back(value);
    wallTimes.push_back(wallTime);
}

std::int64_t settle(LoggedSeries& series) {
    std::vector<std::size_t> order(series.steps.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&series](std::size_t place) { return series.steps[place]; });
    std::vector<std::size_t> kept;
    for (const std::size_t place : order) {
        if (!kept.empty() && series.steps[kept.back()] == series.steps[place])
            kept.back() = place;
        else
            kept.push_back(place);
    }
    const auto gone = static_cast<std::int64_t>(order.size() - kept.size());
    series.steps = picked(series.steps, kept);
    series.values = picked(series.values, kept);
    series.wallTimes = picked(series.wallTimes, kept);
    return gone;
}

std::string seriesNameOf(const std::string& tag) {
    std::string split;
    std::string measure;
    for (const std::string& word : wordsOf(tag)) {
        if (const auto found = splitWords.find(word); found != splitWords.end() && split.empty())
            split = found->second;
        else if (const auto kind = measureWords.find(word); kind != measureWords.end() && measure.empty())
            measure = kind->second;
        else if (word != "epoch") // Lightning and Keras say so of a mean over the epoch
            return tag;
    }
    if (measure.empty()) return tag;
    return (split.empty() ? "training" : split) + "_" + measure;
}

std::string tagOf(const std::string& series) {
    constexpr std::array<std::string_view, 4> splits{"training", "validation", "test", "batch"};
    for (const std::string_view split : splits)
        for (const std::string_view measure : {"loss", "accuracy"})
            if (series == std::string(split) + "_" + std::string(measure)) return std::string(measure) + "/" + std::string(split);
    return series;
}

} // namespace epochlab::core
