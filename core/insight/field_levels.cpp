#include "insight/field_levels.h"

#include "compare/differences.h"
#include "compare/groups.h"
#include "params/setting_words.h"

#include <algorithm>
#include <utility>

namespace epochlab::core {
namespace {

constexpr std::size_t runsOfGroup = 5, mostGroups = 5, runsOfValue = 3;

bool isNumber(const ParamSpec& spec) { return spec.id != "seed" && (spec.kind == ParamKind::Integer || spec.kind == ParamKind::Real); }

/// From the smallest value up, equally many runs in each; equal values stay together. `levels` come in the order of the values; runs in
/// which the field does not count are the last one, and stay a level of their own.
void group(FieldLevels& field, std::vector<RunGroup> levels, std::size_t runs) {
    const bool counts = levels.back().values.front() != "–";
    const std::vector<std::size_t> others = counts ? std::vector<std::size_t>() : std::exchange(levels.back().members, {});
    runs -= others.size();
    if (!counts) levels.pop_back();
    const std::size_t groups = std::clamp<std::size_t>(runs / runsOfGroup, 2, mostGroups);
    std::size_t before = 0, next = 0, last = groups;
    for (const RunGroup& level : levels) {
        const std::size_t middle = 2 * before + level.members.size(); // twice the place of the value's middle run
        const std::size_t of = std::min(groups - 1, middle * groups / (2 * runs));
        if (of != last) ++next;
        last = of;
        for (const std::size_t member : level.members) field.levelOf[member] = next - 1;
        before += level.members.size();
    }
    for (const std::size_t member : others) field.levelOf[member] = next;
    field.count = next + (others.empty() ? 0 : 1);
    field.grouped = true;
}

} // namespace

bool countsInMeans(const ComparedRun& run) { return !run.underWay() && !run.diverged() && run.state != "failed"; }

std::vector<FieldLevels> fieldLevels(const ComparedRuns& runs) {
    std::vector<FieldLevels> fields;
    for (const std::string& id : differingFields(runs)) {
        const ParamSpec& spec = *mlpParams().find(id);
        FieldLevels field{.field = id, .label = fieldWords(spec), .levelOf = std::vector<std::size_t>(runs.size())};
        const std::vector<RunGroup> levels = groupRuns(runs, {id});
        field.count = levels.size();
        for (std::size_t level = 0; level < levels.size(); ++level)
            for (const std::size_t member : levels[level].members) field.levelOf[member] = level;
        if (isNumber(spec) && runsOfValue * levels.size() > runs.size()) group(field, levels, runs.size());
        if (field.count > 1) fields.push_back(std::move(field));
    }
    return fields;
}

} // namespace epochlab::core
