#include "base/broken_rule.h"
#include "base/foreign_text.h"
#include "exchange/archive_file.h"
#include "exchange/run_columns.h"
#include "exchange/run_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <set>

namespace epochlab::core {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "values travel little-endian");
constexpr const char* format = "epochlab-run-1";
constexpr int deepestJson = 8;
constexpr std::int64_t largestNumber = std::int64_t{1} << 62U;
constexpr std::int64_t largestStep = std::int64_t{1} << 53U;
constexpr std::size_t mostEvents = 1'000'000;
constexpr std::size_t mostBlocks = 10'000'000;
constexpr std::size_t longestId = 100;

// JSON has no infinities.
Json jsonOf(double value) {
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    return value;
}

double realOf(const Json& json, const std::string& what) {
    if (json.is_null()) return std::numeric_limits<double>::quiet_NaN();
    if (json.is_string() && (json == "inf" || json == "-inf")) return json == "inf" ? HUGE_VAL : -HUGE_VAL;
    if (!json.is_number()) broken(what + " is no number");
    return json.get<double>();
}

std::int64_t integerOf(const Json& json, const std::string& what, std::int64_t least, std::int64_t most) {
    if (!json.is_number_integer() || (json.is_number_unsigned() && json.get<std::uint64_t>() > std::uint64_t{INT64_MAX}) ||
        json.get<std::int64_t>() < least || json.get<std::int64_t>() > most)
        broken(what + " is no whole number from " + std::to_string(least) + " on");
    return json.get<std::int64_t>();
}

std::string textOf(const Json& json, const std::string& what) {
    if (!json.is_string()) broken(what + " is no text");
    return json.get<std::string>();
}

const Json& at(const Json& object, const char* key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || found == object.end()) broken(std::string("it does not say its ") + key);
    return *found;
}

const Json& listAt(const Json& object, const char* key, std::size_t most) {
    const Json& list = at(object, key);
    if (!list.is_array() || list.size() > most) broken(std::string(key) + " is no list, or a far too long one");
    return list;
}

std::string namesOf(const Json& json, const std::string& what) {
    std::string text = textOf(json, what);
    const Json names = Json::parse(text, nullptr, false);
    if (!names.is_array() || !std::ranges::all_of(names, [](const Json& name) { return name.is_string(); }))
        broken(what + " is no list of names");
    return text;
}

RunParts::Value columnValue(const Json& json, const RunColumn& column) {
    const std::string what(column.name);
    switch (column.kind) {
    case ColumnKind::Integer: return integerOf(json, what, column.name == "seed" ? -largestNumber : 0, largestNumber);
    case ColumnKind::Real: return realOf(json, what);
    case ColumnKind::Names: return namesOf(json, what);
    case ColumnKind::Text: break;
    }
    const bool exact = column.name == "config";
    return exact ? textOf(json, what) : showable(textOf(json, what));
}

void checkId(const std::string& id) {
    const bool plain = std::ranges::all_of(
        id, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
    if (id.empty() || id.size() > longestId || !plain) broken("a run's id holds other letters than plain ones");
}

void readRow(const Json& row, RunParts& parts) {
    for (const RunColumn& column : runColumns)
        parts.row.emplace(column.name, columnValue(at(row, std::string(column.name).c_str()), column));
    const std::set<std::string> states{"finished", "stopped", "interrupted", "diverged", "failed", "imported"};
    const auto& state = std::get<std::string>(parts.row.at("state"));
    if (!states.contains(state)) broken("\"" + state + "\" is no state of a run that ended");
    if (std::get<std::int64_t>(parts.row.at("steps_per_epoch")) < 1) broken("an epoch has no steps");
    if (std::get<std::string>(parts.row.at("config")).empty() && state != "imported") broken("it does not say its settings");
}

void readEvents(const Json& list, RunParts& parts) {
    const std::set<std::string> kinds{"note", "warning", "learning-rate", "planned-rate", "branch-of"};
    for (const Json& json : list) {
        RunParts::Occurrence event{integerOf(at(json, "step"), "step", 0, largestStep),
                                   textOf(at(json, "kind"), "kind"),
                                   showable(textOf(at(json, "code"), "code")),
                                   showable(textOf(at(json, "message"), "message")),
                                   realOf(at(json, "before"), "before"),
                                   realOf(at(json, "after"), "after")};
        if (!kinds.contains(event.kind)) broken("\"" + showable(event.kind) + "\" is no kind of event");
        parts.events.push_back(std::move(event));
    }
}

void readCheckpoints(const Json& list, RunParts& parts) {
    for (const Json& json : list) {
        const RunParts::Checkpoint checkpoint{integerOf(at(json, "step"), "step", 0, largestStep),
                                              integerOf(at(json, "epoch"), "epoch", 0, largestStep)};
        if (!parts.checkpoints.empty() && checkpoint.step <= parts.checkpoints.back().step) broken("its checkpoints are in no order");
        parts.checkpoints.push_back(checkpoint);
    }
}

/// The series in order, the blocks of one never overlapping, their counts those of the bytes that are there.
void readSeries(const Json& list, std::string_view values, RunParts& parts) {
    for (const Json& json : list) {
        SeriesBlock block{showable(textOf(at(json, "series"), "series")),
                          integerOf(at(json, "first_step"), "first_step", 0, largestStep),
                          integerOf(at(json, "stride"), "stride", 1, largestStep),
                          {}};
        const auto count = static_cast<std::uint64_t>(integerOf(at(json, "count"), "count", 1, largestStep));
        if (count > values.size() / sizeof(double)) broken("a series has fewer values than it says");
        if (static_cast<std::uint64_t>(block.stride) > static_cast<std::uint64_t>(largestStep) / count) broken("a step is beyond 2^53");
        if (!parts.series.empty() && parts.series.back().series > block.series) broken("its series are in no order");
        if (!parts.series.empty() && parts.series.back().series == block.series && parts.series.back().lastStep() >= block.firstStep)
            broken("a series has two values for one step");
        block.values.resize(count);
        std::memcpy(block.values.data(), values.data(), count * sizeof(double));
        values.remove_prefix(count * sizeof(double));
        parts.series.push_back(std::move(block));
    }
    if (!values.empty()) broken("there are values that belong to no series");
}

Json parse(std::string_view text) {
    const auto guard = [](int depth, Json::parse_event_t, Json&) {
        if (depth > deepestJson) broken("its description is nested too deeply");
        return true;
    };
    try {
        return Json::parse(text.begin(), text.end(), guard);
    } catch (const Json::exception&) {
        broken("its description is not JSON in UTF-8");
    }
}

RunParts decode(std::string_view text, std::string_view values) {
    const Json json = parse(text);
    if (at(json, "format") != format) broken("a run is of another version of EpochLab");
    RunParts parts;
    parts.id = textOf(at(json, "id"), "id");
    checkId(parts.id);
    readRow(at(json, "row"), parts);
    readEvents(listAt(json, "events", mostEvents), parts);
    readCheckpoints(listAt(json, "checkpoints", 100), parts);
    readSeries(listAt(json, "series", mostBlocks), values, parts);
    return parts;
}

} // namespace

std::pair<std::string, std::string> encodeRunParts(const RunParts& parts) {
    Json json{{"format", format}, {"id", parts.id}, {"row", Json::object()}};
    for (const auto& [column, value] : parts.row) {
        const auto* real = std::get_if<double>(&value);
        json["row"][column] = real ? jsonOf(*real) : std::visit([](const auto& plain) { return Json(plain); }, value);
    }
    for (const char* list : {"events", "checkpoints", "series"}) json[list] = Json::array();
    for (const RunParts::Occurrence& event : parts.events)
        json["events"].push_back({{"step", event.step},
                                  {"kind", event.kind},
                                  {"code", event.code},
                                  {"message", event.message},
                                  {"before", jsonOf(event.before)},
                                  {"after", jsonOf(event.after)}});
    for (const RunParts::Checkpoint& checkpoint : parts.checkpoints)
        json["checkpoints"].push_back({{"step", checkpoint.step}, {"epoch", checkpoint.epoch}});
    std::string values;
    for (const SeriesBlock& block : parts.series) {
        json["series"].push_back(
            {{"series", block.series}, {"first_step", block.firstStep}, {"stride", block.stride}, {"count", block.values.size()}});
        values.append(reinterpret_cast<const char*>(block.values.data()), block.values.size() * sizeof(double));
    }
    return {json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n", std::move(values)};
}

Result<RunParts> decodeRunParts(std::string_view json, std::string_view values, const std::string& origin) {
    try {
        return decode(json, values);
    } catch (const BrokenRule& rule) {
        return untrustedArchive(rule.text, origin);
    }
}

} // namespace epochlab::core
