#include "params/param_set.h"

#include "params/model_fields.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <cmath>
#include <utility>

namespace epochlab::core {
namespace {

std::string realText(double value) {
    char buffer[32];
    const auto [end, problem] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return problem == std::errc() ? std::string(buffer, end) : std::string();
}

template <typename T> bool parseWhole(std::string_view text, T& value) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size() && !text.empty();
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

/// What a person gave, cut to a length that fits a message.
std::string inQuotes(std::string_view given) {
    std::string quoted = "\"";
    quoted.append(given.substr(0, 60));
    quoted.push_back('"');
    return quoted;
}

std::string choiceList(const ParamSpec& spec) {
    std::vector<std::string> values;
    for (const ParamChoice& choice : spec.choices) values.push_back(choice.value);
    return joined(values);
}

std::string numberText(const ParamSpec& spec, double number) {
    return spec.kind == ParamKind::Integer ? std::to_string(static_cast<std::int64_t>(number)) : realText(number);
}

std::string_view kindText(ParamKind kind) {
    switch (kind) {
    case ParamKind::Integer: return "a whole number";
    case ParamKind::Real: return "a number";
    case ParamKind::Boolean: return "true or false";
    case ParamKind::Choice: return "one of its choices";
    case ParamKind::Text: return "a text";
    }
    return "a value";
}

Error typeError(const ParamSpec& spec, std::string_view given) {
    const std::string wanted = spec.kind == ParamKind::Choice ? "one of " + choiceList(spec) : std::string(kindText(spec.kind));
    return {ErrorCode::ConfigType, inQuotes(given) + " is not " + std::string(kindText(spec.kind)), spec.id, "give " + wanted};
}

Error rangeError(const ParamSpec& spec, std::string_view given) {
    return {ErrorCode::ConfigRange, std::string(given) + " is out of range", spec.id,
            "give a number from " + numberText(spec, spec.minimum) + " to " + numberText(spec, spec.maximum)};
}

Error unknownError(const ParamTable& table, std::string_view id) {
    const std::vector<std::string> close = table.suggestions(id);
    const std::string remedy = close.empty() ? "see the parameter list (epochlab-cli params mlp)" : "did you mean " + joined(close) + "?";
    return {ErrorCode::ConfigUnknownParameter, "there is no parameter " + inQuotes(id), "", remedy};
}

/// Text that every file format of ours can carry: UTF-8 without control characters.
bool isPlainText(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x20 || lead == 0x7f) return false;
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xf0 && lead < 0xf5 ? 4
                                   : lead >= 0xe0 && lead < 0xf0 ? 3
                                   : lead >= 0xc2 && lead < 0xe0 ? 2
                                                                 : 0;
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
        i += length;
    }
    return true;
}

Result<ParamValue> checkedNumber(const ParamSpec& spec, ParamValue value) {
    if (spec.automatic && value == ParamValue(std::string("auto"))) return ParamValue(std::int64_t{0});
    if (spec.kind == ParamKind::Real && std::holds_alternative<std::int64_t>(value))
        value = static_cast<double>(std::get<std::int64_t>(value));
    const bool isInteger = std::holds_alternative<std::int64_t>(value);
    if (!isInteger && !std::holds_alternative<double>(value)) return typeError(spec, valueText(value));
    if (spec.kind == ParamKind::Integer && !isInteger) return typeError(spec, valueText(value));
    const double number = isInteger ? static_cast<double>(std::get<std::int64_t>(value)) : std::get<double>(value);
    const bool inside = number >= spec.minimum && number <= spec.maximum; // false for NaN
    const bool exact = !isInteger || std::get<std::int64_t>(value) <= static_cast<std::int64_t>(spec.maximum);
    if (!inside || !exact) return rangeError(spec, valueText(value));
    return value;
}

Result<ParamValue> checked(const ParamSpec& spec, ParamValue value) {
    switch (spec.kind) {
    case ParamKind::Integer:
    case ParamKind::Real: return checkedNumber(spec, std::move(value));
    case ParamKind::Boolean:
        if (!std::holds_alternative<bool>(value)) return typeError(spec, valueText(value));
        return value;
    case ParamKind::Choice: {
        const auto* text = std::get_if<std::string>(&value);
        if (!text) return typeError(spec, valueText(value));
        for (const ParamChoice& choice : spec.choices)
            if (choice.value == *text) return value;
        return Error{ErrorCode::ConfigRange, inQuotes(*text) + " is not a choice", spec.id, "give one of " + choiceList(spec)};
    }
    case ParamKind::Text: break;
    }
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return typeError(spec, valueText(value));
    if (text->size() > 4096 || !isPlainText(*text))
        return Error{ErrorCode::ConfigRange, "the text is too long, holds a control character or is not UTF-8", spec.id, "give plain text"};
    return value;
}

Result<ParamValue> parsed(const ParamSpec& spec, std::string_view text) {
    switch (spec.kind) {
    case ParamKind::Integer: {
        std::int64_t number = 0;
        if (parseWhole(text, number) || (spec.automatic && text == "auto")) return ParamValue(number);
        double wide = 0.0; // tells 2^64 (out of range) from "many" (no number)
        if (parseWhole(text, wide) && std::abs(wide) >= 0x1p53) return rangeError(spec, text);
        return typeError(spec, text);
    }
    case ParamKind::Real: {
        double number = 0.0;
        if (parseWhole(text, number)) return ParamValue(number);
        return typeError(spec, text);
    }
    case ParamKind::Boolean:
        if (text == "true" || text == "yes" || text == "on" || text == "1") return ParamValue(true);
        if (text == "false" || text == "no" || text == "off" || text == "0") return ParamValue(false);
        return typeError(spec, text);
    case ParamKind::Choice:
    case ParamKind::Text: break;
    }
    return ParamValue(std::string(text));
}

/// A field that does not count itself hides others as its default would.
const ParamValue& countingValue(const ParamSet& set, const std::string& id) {
    return set.isVisible(id) ? set.value(id) : set.table().find(id)->defaultValue;
}

bool holds(const ParamSet& set, const VisibleWhen& condition) {
    const ParamValue& value = countingValue(set, condition.id);
    const auto endsSo = [&value](const std::string& ending) {
        const auto* text = std::get_if<std::string>(&value);
        return text && text->ends_with(ending);
    };
    const bool has = std::ranges::find(condition.anyOf, value) != condition.anyOf.end() || std::ranges::any_of(condition.endings, endsSo);
    return has != condition.negated;
}

} // namespace

std::string valueText(const ParamValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&value)) return realText(*number);
    return std::get<std::string>(value);
}

ParamSet::ParamSet(const ParamTable& table) : m_table(&table) {
    for (const ParamSpec& spec : table.specs()) m_values.push_back(spec.defaultValue);
}

std::size_t ParamSet::indexOf(std::string_view id) const {
    const ParamSpec* spec = m_table->find(id);
    assert(spec);
    return static_cast<std::size_t>(spec - m_table->specs().data());
}

Result<void> ParamSet::set(std::string_view id, ParamValue value) {
    const ParamSpec* spec = m_table->find(id);
    if (!spec) return unknownError(*m_table, id);
    Result<ParamValue> good = checked(*spec, std::move(value));
    if (!good) return good.error();
    m_values[indexOf(spec->id)] = *good; // the given spelling may have dots
    return {};
}

Result<void> ParamSet::setText(std::string_view id, std::string_view text) {
    const ParamSpec* spec = m_table->find(id);
    if (!spec) return unknownError(*m_table, id);
    Result<ParamValue> value = parsed(*spec, text);
    if (!value) return value.error();
    return set(id, *value);
}

void ParamSet::reset(std::string_view id) {
    const std::size_t index = indexOf(id);
    m_values[index] = m_table->specs()[index].defaultValue;
}

const ParamValue& ParamSet::value(std::string_view id) const { return m_values[indexOf(id)]; }
std::int64_t ParamSet::integer(std::string_view id) const { return std::get<std::int64_t>(value(id)); }
double ParamSet::real(std::string_view id) const { return std::get<double>(value(id)); }
bool ParamSet::boolean(std::string_view id) const { return std::get<bool>(value(id)); }
const std::string& ParamSet::text(std::string_view id) const { return std::get<std::string>(value(id)); }
std::string ParamSet::textOf(std::string_view id) const { return valueText(value(id)); }

bool ParamSet::isDefault(std::string_view id) const {
    const std::size_t index = indexOf(id);
    const ParamSpec& spec = m_table->specs()[index];
    if (m_values[index] == spec.defaultValue) return true;
    return spec.automatic && integer(id) == automaticThreads(*this); // of a run, whose number was automatic
}

bool ParamSet::isVisible(std::string_view id) const {
    const ParamSpec& spec = m_table->specs()[indexOf(id)];
    // A condition that names no field stands between two lists of which one must hold.
    bool holding = true;
    for (const VisibleWhen& condition : spec.visibleWhen) {
        if (condition.id.empty() && holding) return true;
        holding = condition.id.empty() || (holding && holds(*this, condition));
    }
    return holding;
}

std::string ParamSet::hiddenWhile(std::string_view id) const {
    if (isVisible(id)) return {};
    for (const VisibleWhen& condition : m_table->specs()[indexOf(id)].visibleWhen)
        if (!holds(*this, condition)) return condition.id + " is " + valueText(countingValue(*this, condition.id));
    return {};
}

std::vector<std::string> ParamSet::changed() const {
    std::vector<std::string> ids;
    for (const ParamSpec& spec : m_table->specs())
        if (!isDefault(spec.id)) ids.push_back(spec.id);
    return ids;
}

std::vector<ParamError> ParamSet::validate() const {
    std::vector<ParamError> errors;
    if (isVisible("engine") && text("engine") == "fused" && text("device") == "cuda")
        errors.push_back({"engine",
                          {ErrorCode::ConfigConflict, "the fused engine does not compute on a GPU", "engine",
                           "choose engine auto or libtorch, or device cpu"}});
    if (trainsBatchNorm(*this) && integer("batch-size") == 1)
        errors.push_back(
            {"batch-size",
             {ErrorCode::ConfigConflict, "batch normalisation needs at least 2 rows a batch", "batch-size",
              isResidualModel(*this) ? "give a batch size of 2 or more" : "give a batch size of 2 or more, or switch batch-norm off"}});
    if (isVisible("warmup") && real("warmup") > static_cast<double>(trainingLength(*this)))
        errors.push_back({"warmup",
                          {ErrorCode::ConfigConflict,
                           "the warm-up of " + textOf("warmup") + " epochs is longer than the run of " + textOf(lengthField(*this)),
                           "warmup", "give a warm-up of at most " + textOf(lengthField(*this)) + " epochs, or more epochs"}});
    return errors;
}

std::vector<std::string> ParamSet::differences(const ParamSet& left, const ParamSet& right) {
    assert(left.m_table == right.m_table);
    std::vector<std::string> ids;
    const auto same = [&](const ParamSpec& spec) {
        return left.value(spec.id) == right.value(spec.id) || (spec.automatic && threadsOf(left) == threadsOf(right));
    };
    for (const ParamSpec& spec : left.m_table->specs())
        if ((left.isVisible(spec.id) || right.isVisible(spec.id)) && !same(spec)) ids.push_back(spec.id);
    dropFollowingThreads(ids);
    return ids;
}

} // namespace epochlab::core
