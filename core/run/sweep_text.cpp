#include "run/sweep_parts.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace epochlab::core {
namespace {

constexpr std::string_view rangeMark = "..";

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char mark) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t place = text.find(mark);
        parts.push_back(trimmed(text.substr(0, place)));
        if (place == std::string_view::npos) return parts;
        text.remove_prefix(place + 1);
    }
}

Error placed(Error error, const std::string& where) {
    error.where = where;
    return error;
}

Result<const ParamSpec*> specOf(std::string_view id, const std::string& where) {
    if (const ParamSpec* spec = mlpParams().find(id)) return spec;
    ParamSet scratch(mlpParams());
    return placed(scratch.setText(id, "").error(), where);
}

bool isNumber(const ParamSpec& spec) { return spec.kind == ParamKind::Integer || spec.kind == ParamKind::Real; }

Result<ParamValue> valueOf(const ParamSpec& spec, std::string_view text, const std::string& where) {
    ParamSet scratch(mlpParams());
    if (const Result<void> done = scratch.setText(spec.id, text); !done) return placed(done.error(), where);
    return scratch.value(spec.id);
}

/// "0.001..0.1:5:log" taken apart.
struct RangeText {
    RandomAxis range;
    std::optional<std::int64_t> count;
};

Error badRange(const std::string& where, bool counted) {
    return {ErrorCode::ConfigType, "this is no range", where,
            counted ? "write FROM..TO:COUNT, as 0.001..0.1:5; :log or :linear may follow" : "write FROM..TO; :log or :linear may follow"};
}

/// nothing: the text is a list
Result<std::optional<RangeText>> rangeOf(const ParamSpec& spec, std::string_view text, const std::string& where, bool counted) {
    const std::size_t mark = text.find(rangeMark);
    if (!isNumber(spec) || mark == std::string_view::npos) return std::optional<RangeText>();
    std::vector<std::string_view> parts = split(text.substr(mark + rangeMark.size()), ':');
    RangeText read{{.id = spec.id, .scale = spec.scale, .where = where}, std::nullopt};
    const Result<ParamValue> from = valueOf(spec, trimmed(text.substr(0, mark)), where);
    const Result<ParamValue> to = valueOf(spec, parts[0], where);
    if (!from) return from.error();
    if (!to) return to.error();
    read.range.minimum = numberOf(*from);
    read.range.maximum = numberOf(*to);
    if (parts.back() == "log" || parts.back() == "linear") {
        read.range.scale = parts.back() == "log" ? ParamScale::Logarithmic : ParamScale::Linear;
        parts.pop_back();
    }
    if (parts.size() != (counted ? 2U : 1U)) return badRange(where, counted);
    if (counted) {
        std::int64_t count = 0;
        const auto [end, problem] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), count);
        if (problem != std::errc() || end != parts[1].data() + parts[1].size() || count < 2 ||
            count > static_cast<std::int64_t>(mostSweepRuns))
            return badRange(where, counted);
        read.count = count;
    }
    if (const Result<void> done = checkRange(read.range); !done) return done.error();
    return std::optional<RangeText>(std::move(read));
}

/// Evenly spaced, both ends among them; integers that come twice count once.
std::vector<ParamValue> spaced(const RandomAxis& range, std::int64_t count, bool whole) {
    std::vector<ParamValue> values;
    double last = 0.0;
    for (std::int64_t k = 0; k < count; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(count - 1);
        const double value = range.scale == ParamScale::Logarithmic ? range.minimum * std::pow(range.maximum / range.minimum, share)
                                                                    : range.minimum + (range.maximum - range.minimum) * share;
        const double inside = std::clamp(whole ? std::round(value) : fourDigits(value), range.minimum, range.maximum);
        if (k > 0 && inside == last) continue;
        last = inside;
        values.push_back(numberValue(whole, inside));
    }
    return values;
}

Result<std::vector<ParamValue>> listOf(const ParamSpec& spec, std::string_view text, const std::string& where) {
    std::vector<ParamValue> values;
    for (const std::string_view part : split(text, ',')) {
        Result<ParamValue> value = valueOf(spec, part, where);
        if (!value) return value.error();
        values.push_back(*std::move(value));
    }
    return values;
}

std::string listText(const std::vector<ParamValue>& values) {
    std::string text;
    for (const ParamValue& value : values) text += (text.empty() ? "" : ",") + valueText(value);
    return text;
}

} // namespace

double fourDigits(double value) {
    char text[32];
    const int length = std::snprintf(text, sizeof text, "%.3e", value);
    double rounded = value;
    std::from_chars(text, text + length, rounded);
    return rounded;
}

double numberOf(const ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::get<double>(value);
}

ParamValue numberValue(bool whole, double number) {
    if (whole) return static_cast<std::int64_t>(number);
    return number;
}

Result<void> checkRange(const RandomAxis& axis) {
    const ParamSpec& spec = *mlpParams().find(axis.id);
    if (axis.minimum < spec.minimum || axis.maximum > spec.maximum || !(axis.minimum < axis.maximum))
        return Error{ErrorCode::ConfigRange, "the range is empty, or goes out of that of " + axis.id, axis.where,
                     "give the smaller number first, both from " + valueText(spec.minimum) + " to " + valueText(spec.maximum)};
    if (axis.scale == ParamScale::Logarithmic && axis.minimum <= 0.0)
        return Error{ErrorCode::ConfigRange, "a logarithmic range cannot begin at 0", axis.where,
                     "begin above 0, or make the range linear"};
    return {};
}

Result<GridAxis> gridAxisOf(std::string_view id, std::string_view text, std::string where) {
    const Result<const ParamSpec*> spec = specOf(id, where);
    if (!spec) return spec.error();
    const Result<std::optional<RangeText>> range = rangeOf(**spec, text, where, true);
    if (!range) return range.error();
    if (*range) return GridAxis{(*spec)->id, spaced((*range)->range, *(*range)->count, (*spec)->kind == ParamKind::Integer), where};
    Result<std::vector<ParamValue>> values = listOf(**spec, text, where);
    if (!values) return values.error();
    return GridAxis{(*spec)->id, *std::move(values), std::move(where)};
}

Result<RandomAxis> randomAxisOf(std::string_view id, std::string_view text, std::string where) {
    const Result<const ParamSpec*> spec = specOf(id, where);
    if (!spec) return spec.error();
    const Result<std::optional<RangeText>> range = rangeOf(**spec, text, where, false);
    if (!range) return range.error();
    if (*range) return (*range)->range;
    Result<std::vector<ParamValue>> values = listOf(**spec, text, where);
    if (!values) return values.error();
    return RandomAxis{.id = (*spec)->id, .values = *std::move(values), .where = std::move(where)};
}

std::string axisText(const GridAxis& axis) { return listText(axis.values); }

std::string axisText(const RandomAxis& axis) {
    if (!axis.values.empty()) return listText(axis.values);
    const bool own = mlpParams().find(axis.id)->scale == axis.scale;
    const std::string scale = own ? "" : axis.scale == ParamScale::Logarithmic ? ":log" : ":linear";
    return valueText(axis.minimum) + std::string(rangeMark) + valueText(axis.maximum) + scale;
}

std::string sweepCommandLine(const Sweep& sweep) {
    std::string text = commandLine(sweep.base, "sweep");
    for (const GridAxis& axis : sweep.grid) text += " --grid " + shellWord(axis.id + "=" + axisText(axis));
    for (const RandomAxis& axis : sweep.random) text += " --random " + shellWord(axis.id + "=" + axisText(axis));
    if (sweep.draws > 0) text += " --draws " + std::to_string(sweep.draws);
    if (sweep.draws > 0 && sweep.drawSeed != 1) text += " --draw-seed " + std::to_string(sweep.drawSeed);
    if (sweep.seeds > 1) text += " --seeds " + std::to_string(sweep.seeds);
    return text;
}

} // namespace epochlab::core
