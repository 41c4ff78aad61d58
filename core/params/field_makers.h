#pragma once

#include "params/param_spec.h"

#include <string>
#include <utility>
#include <vector>

namespace epochlab::core::field {

// How the table of hyperparameters is written: makers of its fields. Private to core/params.

inline ParamSpec base(std::string id, std::string label, ParamGroup group, ParamKind kind, ParamValue value, std::string help) {
    ParamSpec spec;
    spec.id = std::move(id);
    spec.label = std::move(label);
    spec.group = group;
    spec.kind = kind;
    spec.defaultValue = std::move(value);
    spec.help = std::move(help);
    spec.level = ParamLevel::Advanced;
    return spec;
}

/// Chains what only some fields have: `Field(integer(…)).basic().unit("rows")`.
struct Field {
    ParamSpec spec;
    Field& basic() {
        spec.level = ParamLevel::Basic;
        return *this;
    }
    Field& unit(std::string text) {
        spec.unit = std::move(text);
        return *this;
    }
    Field& logarithmic() {
        spec.scale = ParamScale::Logarithmic;
        return *this;
    }
    Field& slider(double low, double high) {
        spec.sliderMinimum = low;
        spec.sliderMaximum = high;
        return *this;
    }
    Field& automatic() {
        spec.automatic = true;
        return *this;
    }
    /// Only while another field has (or, negated, has not) one of these values; all such conditions must hold.
    Field& when(std::string id, std::vector<ParamValue> anyOf, bool negated = false) {
        spec.visibleWhen.push_back({std::move(id), std::move(anyOf), negated});
        return *this;
    }
    /// As well while another field has one of these values, whatever else is asked for: a condition that names no field parts the two.
    Field& orWhen(std::string id, std::vector<ParamValue> anyOf) {
        spec.visibleWhen.push_back({});
        return when(std::move(id), std::move(anyOf));
    }
    operator ParamSpec() const { return spec; }
};

inline Field integer(ParamGroup group, std::string id, std::string label, double low, double high, std::int64_t value, std::string help) {
    Field field{base(std::move(id), std::move(label), group, ParamKind::Integer, value, std::move(help))};
    field.spec.minimum = low;
    field.spec.maximum = high;
    return field;
}

inline Field real(ParamGroup group, std::string id, std::string label, double low, double high, double value, std::string help) {
    Field field{base(std::move(id), std::move(label), group, ParamKind::Real, value, std::move(help))};
    field.spec.minimum = low;
    field.spec.maximum = high;
    return field;
}

inline Field boolean(ParamGroup group, std::string id, std::string label, bool value, std::string help) {
    return {base(std::move(id), std::move(label), group, ParamKind::Boolean, value, std::move(help))};
}

inline Field text(ParamGroup group, std::string id, std::string label, std::string value, std::string help) {
    return {base(std::move(id), std::move(label), group, ParamKind::Text, std::move(value), std::move(help))};
}

/// The first choice is not always the default: `value` is.
inline Field choice(ParamGroup group, std::string id, std::string label, std::vector<ParamChoice> choices, std::string value,
                    std::string help) {
    Field field{base(std::move(id), std::move(label), group, ParamKind::Choice, std::move(value), std::move(help))};
    field.spec.choices = std::move(choices);
    return field;
}

} // namespace epochlab::core::field
