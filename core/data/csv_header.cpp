#include "data/csv_detect.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr std::size_t sampleRecords = 100;

/// The first cell of a column and what stands below it, in a sample.
struct Sample {
    std::string_view first;
    CellValue name;
    std::size_t numbers = 0;
    std::size_t texts = 0;
    bool repeats = false;  ///< the first cell occurs again
    bool fraction = false; ///< a number below is not whole
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -std::numeric_limits<double>::infinity();

    bool numeric() const { return numbers > 0 && texts == 0; }
    bool holdsNumberFirst() const { return name.kind != CellKind::Text && name.kind != CellKind::Missing; }
};

void take(Sample& sample, std::string_view cell, bool decimalComma) {
    if (!sample.first.empty() && trimmed(cell) == sample.first) sample.repeats = true;
    const CellValue value = readCell(cell, decimalComma);
    if (value.kind == CellKind::Text) ++sample.texts;
    if (value.kind != CellKind::Number) return;
    ++sample.numbers;
    sample.fraction = sample.fraction || value.number != std::floor(value.number);
    sample.lowest = std::min(sample.lowest, value.number);
    sample.highest = std::max(sample.highest, value.number);
}

std::vector<Sample> samplesOf(const CsvCells& cells, bool decimalComma) {
    std::vector<Sample> samples;
    for (const std::string_view cell : cells.row(0)) samples.push_back({.first = trimmed(cell), .name = readCell(cell, decimalComma)});
    for (std::size_t row = 1; row < std::min(cells.records.size(), sampleRecords); ++row) {
        const auto other = cells.row(row);
        for (std::size_t column = 0; column < std::min(samples.size(), other.size()); ++column)
            take(samples[column], other[column], decimalComma);
    }
    return samples;
}

bool isYear(double number) { return number >= 1500.0 && number <= 2200.0; }

/// Years, or 0, 1, 2 … and 1, 2, 3 …, over numbers of another kind: "2001,2002,2003" over 0.71, 0.69, 0.66.
bool namesByNumbers(const std::vector<Sample>& samples) {
    std::vector<double> numbers;
    for (const Sample& sample : samples) {
        if (!sample.holdsNumberFirst()) continue;
        const double number = sample.name.number;
        const bool beyond = number < sample.lowest || number > sample.highest;
        const bool foreign = sample.numeric() && (sample.fraction || (isYear(number) && beyond));
        if (sample.name.kind != CellKind::Number || number != std::floor(number) || !foreign) return false;
        numbers.push_back(number);
    }
    if (numbers.size() < 2) return false;
    const double step = numbers[1] - numbers[0];
    for (std::size_t i = 1; i < numbers.size(); ++i)
        if (numbers[i] - numbers[i - 1] != step) return false;
    if (std::all_of(numbers.begin(), numbers.end(), isYear)) return step != 0.0;
    return step == 1.0 && numbers.size() >= 3 && (numbers[0] == 0.0 || numbers[0] == 1.0);
}

} // namespace

bool holdsNumber(std::span<const std::string_view> cells, bool decimalComma) {
    return std::any_of(cells.begin(), cells.end(), [decimalComma](std::string_view cell) {
        const CellKind kind = readCell(cell, decimalComma).kind;
        return kind == CellKind::Number || kind == CellKind::NotFinite || kind == CellKind::Code;
    });
}

bool detectHeader(const CsvCells& cells, bool decimalComma) {
    const std::vector<Sample> samples = samplesOf(cells, decimalComma);
    const bool repeats = std::any_of(samples.begin(), samples.end(), [](const Sample& sample) { return sample.repeats; });
    if (!holdsNumber(cells.row(0), decimalComma)) return !repeats;
    const bool textOverNumbers = std::any_of(samples.begin(), samples.end(),
                                             [](const Sample& sample) { return sample.name.kind == CellKind::Text && sample.numeric(); });
    return !repeats && (textOverNumbers || namesByNumbers(samples));
}

} // namespace epochlab::core
