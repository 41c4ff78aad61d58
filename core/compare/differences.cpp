#include "compare/differences.h"

#include "params/model_fields.h"
#include "params/setting_words.h"

#include <algorithm>
#include <map>

namespace epochlab::core {
namespace {

bool countsAnywhere(const ComparedRuns& runs, const std::string& id) {
    return std::ranges::any_of(runs, [&](const ComparedRun& run) { return run.config && run.config->isVisible(id); });
}

bool valuesDiffer(const ComparedRuns& runs, const std::string& id) {
    const ParamValue* first = nullptr;
    for (const ComparedRun& run : runs) {
        if (!run.config) continue;
        const ParamValue& value = run.config->value(id);
        if (first != nullptr && value != *first) return true;
        if (first == nullptr) first = &value;
    }
    return false;
}

std::string nameOf(const ComparedRun& run) { return run.name.empty() ? run.id : run.name; }

} // namespace

std::vector<std::string> differingFields(const ComparedRuns& runs) {
    std::vector<std::string> ids;
    for (const ParamSpec& spec : mlpParams().specs())
        if (valuesDiffer(runs, spec.id) && countsAnywhere(runs, spec.id)) ids.push_back(spec.id);
    dropFollowingThreads(ids);
    return ids;
}

std::vector<std::string> legendTexts(const ComparedRuns& runs) {
    const std::vector<std::string> ids = differingFields(runs);
    std::vector<std::string> texts;
    std::map<std::string, int> uses;
    for (const ComparedRun& run : runs) {
        std::string text = run.config ? settingsWords(*run.config, ids) : std::string();
        if (text.empty()) text = nameOf(run);
        const int before = uses[text]++;
        texts.push_back(before == 0 ? text : text + " (" + std::to_string(before + 1) + ")");
    }
    return texts;
}

std::vector<ConfigurationRow> configurationRows(const ComparedRuns& runs) {
    std::vector<ConfigurationRow> rows;
    for (const ParamSpec& spec : mlpParams().specs()) {
        if (!countsAnywhere(runs, spec.id)) continue;
        ConfigurationRow row{.id = spec.id, .label = spec.label, .differs = valuesDiffer(runs, spec.id), .values = {}};
        for (const ComparedRun& run : runs) {
            const bool counts = run.config && run.config->isVisible(spec.id);
            row.values.push_back(counts ? valueWords(spec, run.config->value(spec.id)) : "–");
        }
        rows.push_back(std::move(row));
    }
    std::ranges::stable_partition(rows, &ConfigurationRow::differs);
    return rows;
}

} // namespace epochlab::core
