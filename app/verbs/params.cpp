#include "params/model_fields.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <nlohmann/json.hpp>

namespace epochlab::app {
namespace {

using core::ParamKind;
using core::ParamSpec;
using nlohmann::ordered_json;

ordered_json jsonOf(const core::ParamValue& value) {
    return std::visit([](const auto& held) { return ordered_json(held); }, value);
}

std::string_view kindName(ParamKind kind) {
    switch (kind) {
    case ParamKind::Integer: return "integer";
    case ParamKind::Real: return "real";
    case ParamKind::Boolean: return "boolean";
    case ParamKind::Choice: return "choice";
    case ParamKind::Text: return "text";
    }
    return "text";
}

void addRange(ordered_json& object, const ParamSpec& spec) {
    if (spec.kind == ParamKind::Integer) {
        object["minimum"] = static_cast<std::int64_t>(spec.minimum);
        object["maximum"] = static_cast<std::int64_t>(spec.maximum);
    } else if (spec.kind == ParamKind::Real) {
        object["minimum"] = spec.minimum;
        object["maximum"] = spec.maximum;
    }
    for (const core::ParamChoice& choice : spec.choices) object["choices"].push_back(choice.value);
}

ordered_json jsonOf(const core::VisibleWhen& condition) {
    ordered_json values = ordered_json::array();
    for (const core::ParamValue& value : condition.anyOf) values.push_back(jsonOf(value));
    return {{"id", condition.id}, {condition.negated ? "none_of" : "any_of", values}};
}

ordered_json jsonOf(const ParamSpec& spec) {
    ordered_json object{{"id", spec.id}, {"label", spec.label}, {"group", core::groupTitle(spec.group)}, {"kind", kindName(spec.kind)}};
    object["default"] = jsonOf(spec.defaultValue);
    addRange(object, spec);
    if (!spec.unit.empty()) object["unit"] = spec.unit;
    object["level"] = spec.level == core::ParamLevel::Basic ? "basic" : "advanced";
    const char* list = "visible_when";
    for (const core::VisibleWhen& condition : spec.visibleWhen) {
        if (condition.id.empty())
            list = "or_when";
        else
            object[list].push_back(jsonOf(condition));
    }
    object["help"] = spec.help;
    return object;
}

std::string textOf(const ParamSpec& spec) {
    const std::string value = core::valueText(spec.defaultValue);
    return spec.id + " = " + (value.empty() ? "\"\"" : value) + "\n    " + spec.help + "\n";
}

} // namespace

int runParams(const Arguments& arguments) {
    if (arguments.words.size() != 1)
        return failWith({core::ErrorCode::Usage, "params takes one model", "", "write epochlab-cli params mlp"});
    const core::ParamTable* table = core::paramsOfModel(arguments.words[0]);
    if (!table)
        return failWith(
            {core::ErrorCode::Usage, "there is no model \"" + arguments.words[0] + "\"", "", "give one of: " + core::modelNames()});
    if (arguments.has("markdown")) {
        printOut(core::referencePage(*table));
        return 0;
    }
    ordered_json document{{"model", arguments.words[0]}, {"parameters", ordered_json::array()}};
    for (const ParamSpec& spec : table->specs()) {
        if (arguments.json())
            document["parameters"].push_back(jsonOf(spec));
        else
            printOut(textOf(spec));
    }
    if (arguments.json()) printOut(document.dump(2) + "\n");
    return 0;
}

} // namespace epochlab::app
