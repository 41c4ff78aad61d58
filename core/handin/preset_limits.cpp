#include "handin/preset_limits.h"

#include "base/sha256.h"
#include "params/model_fields.h"
#include "run/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epochlab::core {
namespace {

constexpr std::string_view seedField = "seed";

const ParamValue* valueOf(const LabPreset::Values& values, std::string_view id) {
    const auto found = std::ranges::find(values, id, &LabPreset::Values::value_type::first);
    return found == values.end() ? nullptr : &found->second;
}

double numberOf(const ParamValue& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&value);
    return real ? *real : std::numeric_limits<double>::quiet_NaN();
}

std::string endText(const ParamSpec& spec, double end) {
    return spec.kind == ParamKind::Integer ? std::to_string(static_cast<std::int64_t>(end)) : valueText(ParamValue(end));
}

std::string rangeText(const ParamSpec& spec, const LabPreset::Limit& limit) {
    if (limit.choices.empty()) return endText(spec, limit.minimum) + " to " + endText(spec, limit.maximum);
    std::string text;
    for (const std::string& choice : limit.choices) text += (text.empty() ? "" : ", ") + choice;
    return text;
}

} // namespace

PresetLimits::PresetLimits(LabPreset preset, std::string student) : m_preset(std::move(preset)), m_student(std::move(student)) {
    m_fixed = m_preset.fixed;
    m_fixed.insert(m_fixed.end(), m_preset.hidden.begin(), m_preset.hidden.end());
    if (m_preset.seedPerStudent && !m_student.empty()) m_fixed.emplace_back(seedField, seedOfStudent(m_student));
}

const ParamValue* PresetLimits::fixedValue(std::string_view id) const { return valueOf(m_fixed, id); }

const LabPreset::Limit* PresetLimits::limitOf(std::string_view id) const {
    const auto found = std::ranges::find(m_preset.limits, id, &LabPreset::Limit::id);
    return found == m_preset.limits.end() ? nullptr : &*found;
}

FieldFreedom PresetLimits::freedomOf(std::string_view id) const {
    if (valueOf(m_preset.hidden, id)) return FieldFreedom::Hidden;
    if (fixedValue(id)) return FieldFreedom::Fixed;
    return limitOf(id) ? FieldFreedom::Limited : FieldFreedom::Free;
}

std::string PresetLimits::reasonOf(std::string_view id) const {
    const std::string who = "the preset “" + m_preset.title + "” ";
    if (id == seedField && m_preset.seedPerStudent && !m_student.empty())
        return who + "gives student " + m_student + " the seed " + valueText(*fixedValue(id));
    if (const ParamValue* value = fixedValue(id)) return who + "fixes it at " + valueText(*value);
    const LabPreset::Limit* limit = limitOf(id);
    return limit ? who + "limits it to " + rangeText(*mlpParams().find(id), *limit) : std::string();
}

ParamSpec PresetLimits::narrowed(const ParamSpec& spec) const {
    ParamSpec narrow = spec;
    const LabPreset::Limit* limit = limitOf(spec.id);
    if (!limit) return narrow;
    if (!limit->choices.empty()) {
        std::erase_if(narrow.choices, [limit](const ParamChoice& choice) { return std::ranges::count(limit->choices, choice.value) == 0; });
        return narrow;
    }
    narrow.minimum = limit->minimum;
    narrow.maximum = limit->maximum;
    if (narrow.sliderMinimum == narrow.sliderMaximum) return narrow; // it has no slider
    narrow.sliderMinimum = std::clamp(narrow.sliderMinimum, limit->minimum, limit->maximum);
    narrow.sliderMaximum = std::clamp(narrow.sliderMaximum, limit->minimum, limit->maximum);
    return narrow;
}

ParamSet PresetLimits::start() const {
    ParamSet set(mlpParams());
    for (const auto& [id, value] : m_preset.start) (void)set.set(id, value); // was checked when it was read
    fix(set);
    for (const LabPreset::Limit& limit : m_preset.limits) {
        const ParamSpec& spec = *set.table().find(limit.id);
        if (valueOf(m_preset.start, limit.id) || checkField(spec, set)) continue;
        if (!limit.choices.empty()) {
            (void)set.set(limit.id, ParamValue(limit.choices.front()));
            continue;
        }
        const double inside = std::clamp(numberOf(set.value(limit.id)), limit.minimum, limit.maximum);
        (void)set.set(limit.id, spec.kind == ParamKind::Integer ? ParamValue(static_cast<std::int64_t>(inside)) : ParamValue(inside));
    }
    return set;
}

void PresetLimits::fix(ParamSet& set) const {
    for (const auto& [id, value] : m_fixed) (void)set.set(id, value);
}

Result<void> PresetLimits::checkField(const ParamSpec& spec, const ParamSet& set) const {
    const ParamValue& value = set.value(spec.id);
    const auto refuse = [&](ErrorCode code, const std::string& remedy) -> Result<void> {
        return Error{code, valueText(value) + " is not allowed: " + reasonOf(spec.id), spec.id, remedy};
    };
    const ParamValue* fixed = fixedValue(spec.id);
    const bool anyNumber = fixed && spec.automatic && numberOf(*fixed) == 0.0; // what automatic comes to is the machine's to say
    if (fixed && *fixed != value && !anyNumber)
        return refuse(ErrorCode::ConfigConflict, "give " + valueText(*fixed) + ", or leave --" + spec.id + " out");
    const LabPreset::Limit* limit = limitOf(spec.id);
    if (!limit) return {};
    const auto* text = std::get_if<std::string>(&value);
    const double number = numberOf(value);
    const bool inside = text ? std::ranges::count(limit->choices, *text) > 0 : number >= limit->minimum && number <= limit->maximum;
    if (inside) return {};
    return refuse(ErrorCode::ConfigRange, std::string(text ? "give one of " : "give a number from ") + rangeText(spec, *limit));
}

std::vector<ParamError> PresetLimits::check(const ParamSet& set) const {
    std::vector<ParamError> errors;
    for (const ParamSpec& spec : set.table().specs())
        if (const Result<void> kept = checkField(spec, set); !kept) errors.push_back({spec.id, kept.error()});
    return errors;
}

Result<void> PresetLimits::checkChange(const ParamSet& config, const RateChange& change) const {
    ParamSet changed = config;
    const std::string& rate = rateField(config);
    if (change.rate > 0.0)
        if (Result<void> set = changed.set(rate, change.rate); !set) return set;
    if (change.schedule) setScheduleShape(changed, *change.schedule);
    for (const ParamSpec& spec : config.table().specs()) {
        if (changed.value(spec.id) == config.value(spec.id)) continue;
        if (Result<void> kept = checkField(spec, changed); !kept) return kept;
    }
    return {};
}

Result<void> PresetLimits::checkData(const std::string& fingerprint) const {
    if (m_preset.dataFingerprint.empty() || fingerprint == m_preset.dataFingerprint) return {};
    return Error{ErrorCode::ConfigConflict,
                 "these are other data than those of the preset “" + m_preset.title + "”" +
                     (m_preset.dataName.empty() ? "" : ", " + m_preset.dataName),
                 "fingerprint " + fingerprint + ", wanted " + m_preset.dataFingerprint,
                 "use the data that were handed out with the preset"};
}

DatasetLoader PresetLimits::loaderOf(DatasetLoader load) const {
    return [limits = *this, load = std::move(load)](const ParamSet& config) -> Result<DatasetPointer> {
        Result<DatasetPointer> data = load(config);
        if (!data) return data;
        const Result<void> same = limits.checkData(fingerprintText((*data)->fingerprint));
        return same ? std::move(data) : Result<DatasetPointer>(same.error());
    };
}

std::string PresetLimits::tag() const {
    constexpr std::size_t digits = 16;
    return "preset-" + m_preset.hash.substr(0, digits);
}

std::int64_t seedOfStudent(std::string_view student) {
    constexpr std::size_t digits = 15; // fits 60 bits
    constexpr std::int64_t seeds = std::numeric_limits<std::int32_t>::max();
    return std::stoll(sha256Text(student).substr(0, digits), nullptr, 16) % seeds + 1;
}

std::string brokenLimit(const ParamSpec& spec, const LabPreset::Limit& limit) {
    if (spec.kind == ParamKind::Choice) {
        if (limit.choices.empty()) return "no choice is left";
        for (const std::string& choice : limit.choices)
            if (std::ranges::count(spec.choices, choice, &ParamChoice::value) == 0)
                return "there is no choice \"" + choice.substr(0, 60) + "\"";
        return {};
    }
    if (limit.minimum > limit.maximum) return "the range ends before it begins";
    if (limit.minimum < spec.minimum || limit.maximum > spec.maximum) return "the range goes beyond what the field takes";
    const bool whole = limit.minimum == std::floor(limit.minimum) && limit.maximum == std::floor(limit.maximum);
    return spec.kind == ParamKind::Integer && !whole ? "the ends are not whole numbers" : std::string();
}

} // namespace epochlab::core
