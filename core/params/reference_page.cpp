#include "params/param_set.h"

namespace epochlab::core {
namespace {

std::string rangeText(const ParamSpec& spec) {
    switch (spec.kind) {
    case ParamKind::Boolean: return "true, false";
    case ParamKind::Text: return "text";
    case ParamKind::Choice: {
        std::string list;
        for (const ParamChoice& choice : spec.choices) list += (list.empty() ? "" : ", ") + choice.value;
        return list;
    }
    case ParamKind::Integer:
        return valueText(static_cast<std::int64_t>(spec.minimum)) + " to " + valueText(static_cast<std::int64_t>(spec.maximum));
    case ParamKind::Real: return valueText(spec.minimum) + " to " + valueText(spec.maximum);
    }
    return {};
}

std::string conditionText(const ParamSpec& spec) {
    std::string text, beginning = " Counts only while ";
    for (const VisibleWhen& condition : spec.visibleWhen) {
        if (condition.id.empty()) {
            beginning = " Counts as well while ";
            continue;
        }
        std::string values;
        for (const ParamValue& value : condition.anyOf) values += (values.empty() ? "" : ", ") + valueText(value);
        text += beginning + condition.id + (condition.negated ? " is none of " : " is one of ") + values;
        std::string endings;
        for (const std::string& ending : condition.endings) endings += (endings.empty() ? "" : ", ") + ending;
        if (!endings.empty()) text += std::string(condition.negated ? " and ends with none of " : " or ends with one of ") + endings;
        text += ".";
    }
    return text;
}

std::string rowOf(const ParamSpec& spec) {
    const std::string value = valueText(spec.defaultValue);
    return "| `" + spec.id + "` | " + spec.label + " | " + rangeText(spec) + (spec.unit.empty() ? "" : " " + spec.unit) + " | " +
           (value.empty() ? "(empty)" : "`" + value + "`") + " | " + spec.help + conditionText(spec) + " |\n";
}

} // namespace

std::string referencePage(const ParamTable& table) {
    std::string page =
        "# Parameters\n\nEach one is a field of the window, a flag of `epochlab-cli train` (`--ID VALUE`) and a key of the run file. "
        "This page is made from the program's own table.\n";
    for (const ParamGroup group : {ParamGroup::Data, ParamGroup::Network, ParamGroup::Training, ParamGroup::Run}) {
        page += "\n## " + std::string(groupTitle(group)) + "\n\n| id | name | values | default | what it does |\n|---|---|---|---|---|\n";
        for (const ParamSpec& spec : table.specs())
            if (spec.group == group) page += rowOf(spec);
    }
    return page;
}

} // namespace epochlab::core
