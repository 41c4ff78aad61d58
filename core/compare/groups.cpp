#include "compare/groups.h"

#include "compare/differences.h"
#include "params/setting_words.h"

#include <algorithm>
#include <limits>
#include <map>

namespace epochlab::core {
namespace {

/// A value's place among all that the runs have.
double rankOf(const ParamSpec& spec, const ParamValue& value, std::vector<std::string>& textsSeen) {
    if (const bool* flag = std::get_if<bool>(&value)) return *flag ? 1.0 : 0.0;
    if (const std::int64_t* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const double* real = std::get_if<double>(&value)) return *real;
    const std::string& text = std::get<std::string>(value);
    const auto choice = std::ranges::find(spec.choices, text, &ParamChoice::value);
    if (choice != spec.choices.end()) return static_cast<double>(choice - spec.choices.begin());
    auto seen = std::ranges::find(textsSeen, text);
    if (seen == textsSeen.end()) seen = textsSeen.insert(textsSeen.end(), text);
    return static_cast<double>(seen - textsSeen.begin());
}

struct Candidate {
    std::vector<double> ranks;
    RunGroup group;
};

void countEnds(const ComparedRun& run, RunGroup& group) {
    group.diverged += run.diverged() ? 1 : 0;
    group.failed += run.state == "failed" ? 1 : 0;
}

std::vector<std::string> varyingIn(const ComparedRuns& runs, const RunGroup& group, const std::vector<std::string>& fields) {
    ComparedRuns members;
    for (const std::size_t member : group.members) {
        members.push_back(runs[member]);
        members.back().series.clear();
    }
    std::vector<std::string> ids = differingFields(members);
    std::erase_if(ids, [&](const std::string& id) { return std::ranges::find(fields, id) != fields.end(); });
    return ids;
}

constexpr double last = std::numeric_limits<double>::infinity();

/// Without settings: longer than any other's, so after them.
std::vector<double> ranksOf(const ComparedRun& run, const std::vector<std::string>& fields, std::vector<std::vector<std::string>>& seen) {
    if (!run.config) return std::vector<double>(fields.size() + 1, last);
    std::vector<double> ranks;
    for (std::size_t k = 0; k < fields.size(); ++k)
        ranks.push_back(
            run.config->isVisible(fields[k]) ? rankOf(*run.config->table().find(fields[k]), run.config->value(fields[k]), seen[k]) : last);
    return ranks;
}

std::string keyOf(const ComparedRun& run, const std::vector<std::string>& fields) {
    if (!run.config) return run.id;
    std::string key = "group";
    for (const std::string& id : fields) key += "|" + id + "=" + (run.config->isVisible(id) ? run.config->textOf(id) : "–");
    return key;
}

RunGroup emptyGroup(const ComparedRun& run, const std::vector<std::string>& fields) {
    RunGroup group;
    for (const std::string& id : fields) {
        const bool counts = run.config && run.config->isVisible(id);
        group.values.push_back(counts ? valueWords(*run.config->table().find(id), run.config->value(id)) : "–");
    }
    group.key = keyOf(run, fields);
    if (!run.config)
        group.label = run.name.empty() ? run.id : run.name;
    else
        group.label = fields.empty() ? "all runs" : settingsWords(*run.config, fields);
    if (group.label.empty()) group.label = fieldWords(*run.config->table().find(fields.front())) + " –";
    return group;
}

} // namespace

std::vector<std::string> fieldsButTheSeed(const ComparedRuns& runs) {
    std::vector<std::string> fields = differingFields(runs);
    std::erase(fields, "seed");
    return fields;
}

std::vector<RunGroup> groupRuns(const ComparedRuns& runs, const std::vector<std::string>& fields) {
    std::vector<Candidate> candidates;
    std::vector<std::vector<std::string>> textsSeen(fields.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::vector<double> ranks = ranksOf(runs[i], fields, textsSeen);
        auto same = runs[i].config ? std::ranges::find(candidates, ranks, &Candidate::ranks) : candidates.end();
        if (same == candidates.end()) same = candidates.insert(candidates.end(), {std::move(ranks), emptyGroup(runs[i], fields)});
        same->group.members.push_back(i);
        countEnds(runs[i], same->group);
    }
    std::ranges::stable_sort(candidates, {}, &Candidate::ranks);
    std::vector<RunGroup> groups;
    std::map<std::string, int> uses;
    for (Candidate& candidate : candidates) {
        if (const int use = ++uses[candidate.group.label]; use > 1) candidate.group.label += " (" + std::to_string(use) + ")";
        candidate.group.varying = varyingIn(runs, candidate.group, fields);
        groups.push_back(std::move(candidate.group));
    }
    return groups;
}

std::vector<RunGroup> singleRuns(const ComparedRuns& runs) {
    const std::vector<std::string> labels = legendTexts(runs);
    const std::vector<std::string> fields = differingFields(runs);
    std::vector<RunGroup> groups;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        RunGroup group = emptyGroup(runs[i], fields);
        group.key = runs[i].id;
        group.label = labels[i];
        group.members = {i};
        countEnds(runs[i], group);
        groups.push_back(std::move(group));
    }
    return groups;
}

} // namespace epochlab::core
