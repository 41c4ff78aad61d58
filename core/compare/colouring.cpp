#include "compare/colouring.h"

#include <algorithm>
#include <cmath>

namespace epochlab::core {
namespace {

constexpr double decade = 10.0;

bool hasOrder(const ParamSpec& spec) { return spec.id != "seed" && (spec.kind == ParamKind::Integer || spec.kind == ParamKind::Real); }

double numberOf(const ParamValue& value) {
    const double* real = std::get_if<double>(&value);
    return real != nullptr ? *real : static_cast<double>(std::get<std::int64_t>(value));
}

/// Numbers ascend.
void spread(Colouring& colouring, const std::vector<double>& numbers) {
    if (numbers.size() < 2) return;
    colouring.logarithmic = numbers.front() > 0.0 && numbers.back() >= decade * numbers.front();
    const auto scaled = [&](double number) { return colouring.logarithmic ? std::log(number) : number; };
    const double low = scaled(numbers.front());
    const double high = scaled(numbers.back());
    for (std::size_t i = 0; i < numbers.size(); ++i) colouring.values[i].place = (scaled(numbers[i]) - low) / (high - low);
}

} // namespace

Colouring colouringBy(const ComparedRuns& runs, const std::vector<RunGroup>& groups, const std::string& field) {
    Colouring colouring{.field = field, .values = {}, .valueOf = {}};
    const ParamSpec& spec = *mlpParams().find(field);
    colouring.ordered = hasOrder(spec);
    std::vector<std::optional<std::size_t>> valueOfRun(runs.size());
    std::vector<double> numbers;
    for (const RunGroup& alike : groupRuns(runs, {field})) {
        const std::optional<ParamSet>& config = runs[alike.members.front()].config;
        if (!config || !config->isVisible(field)) continue;
        for (const std::size_t member : alike.members) valueOfRun[member] = colouring.values.size();
        colouring.values.push_back({.text = alike.label});
        if (colouring.ordered) numbers.push_back(numberOf(config->value(field)));
    }
    spread(colouring, numbers);
    for (const RunGroup& group : groups) {
        std::optional<std::size_t> value = valueOfRun[group.members.front()];
        if (std::ranges::any_of(group.members, [&](std::size_t member) { return valueOfRun[member] != value; })) value.reset();
        colouring.valueOf.push_back(value);
    }
    return colouring;
}

} // namespace epochlab::core
