#include "compare/caption.h"

#include "compare/differences.h"
#include "params/setting_words.h"

#include <algorithm>
#include <vector>

namespace epochlab::core {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t mostListed = 8; ///< values of a field; of more the number is said

/// "a, b and c"
std::string listed(const Words& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return text;
}

std::string joined(const Words& words, const char* between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

std::string countWords(std::size_t count, const std::string& what) { return std::to_string(count) + " " + what + (count == 1 ? "" : "s"); }

/// The field's values over the runs in which it counts, numbers by size, others by first use.
Words valuesOf(const ComparedRuns& runs, const ParamSpec& spec) {
    std::vector<ParamValue> values;
    for (const ComparedRun& run : runs) {
        if (!run.config || !run.config->isVisible(spec.id)) continue;
        const ParamValue& value = run.config->value(spec.id);
        if (std::ranges::find(values, value) == values.end()) values.push_back(value);
    }
    if (spec.kind == ParamKind::Integer || spec.kind == ParamKind::Real) std::ranges::sort(values);
    Words words;
    for (const ParamValue& value : values)
        words.push_back(spec.id == "data" ? dataWords(std::get<std::string>(value)) : valueWords(spec, value));
    return words;
}

std::string variedWords(const ComparedRuns& runs, const ParamSpec& spec) {
    const Words values = valuesOf(runs, spec);
    if (values.size() <= mostListed) return fieldWords(spec) + " " + listed(values);
    return fieldWords(spec) + " from " + values.front() + " to " + values.back() + " (" + std::to_string(values.size()) + " values)";
}

std::string seedWords(const ComparedRuns& runs) {
    const Words seeds = valuesOf(runs, *mlpParams().find("seed"));
    if (seeds.size() == 1) return "one seed (" + seeds.front() + ")";
    return seeds.size() <= mostListed ? "seeds " + listed(seeds) : countWords(seeds.size(), "seed");
}

/// Of the settings that all have in common.
Words constantWords(const ComparedRuns& runs) {
    const auto known = std::ranges::find_if(runs, [](const ComparedRun& run) { return run.config.has_value(); });
    Words words;
    for (const ConfigurationRow& row : configurationRows(runs)) {
        const ParamSpec& spec = *mlpParams().find(row.id);
        const bool told = spec.level == ParamLevel::Basic || !known->config->isDefault(row.id);
        const bool elsewhere = spec.group == ParamGroup::Data || row.id == "seed" || row.id == "threads";
        if (!row.differs && told && !elsewhere && known->config->isVisible(row.id))
            words.push_back(settingWords(spec, known->config->value(row.id)));
    }
    return words;
}

Words rowWords(const std::array<std::int64_t, 3>& rows) {
    Words words;
    for (const auto& [count, split] : {std::pair{rows[0], "training"}, std::pair{rows[1], "validation"}, std::pair{rows[2], "test"}})
        if (count > 0) words.push_back(std::to_string(count) + " " + split);
    return words;
}

/// ", of which 2 diverged"
std::string endWords(const ComparedRuns& runs) {
    Words words;
    for (const char* state : {"diverged", "failed", "stopped", "interrupted", "running"})
        if (const auto count = std::ranges::count(runs, state, &ComparedRun::state); count > 0)
            words.push_back(std::to_string(count) + " " + (state == std::string("running") ? "still training" : state));
    return words.empty() ? "" : ", of which " + listed(words);
}

} // namespace

std::string captionOf(const ComparedRuns& runs, const CaptionedFigure& figure) {
    if (runs.empty()) return {};
    const auto configured = static_cast<std::size_t>(std::ranges::count_if(runs, [](const auto& run) { return run.config.has_value(); }));
    std::string head = figure.quantity + (figure.axis.empty() ? "" : " by " + figure.axis) + " of " + countWords(runs.size(), "run");
    Words parts;
    const Words data = valuesOf(runs, *mlpParams().find("data"));
    if (configured > 0) {
        if (data.size() == 1) head += " on " + data.front();
        for (const std::string& id : differingFields(runs))
            if (id != "seed" && !(id == "data" && data.size() == 1)) parts.push_back(variedWords(runs, *mlpParams().find(id)));
        const Words constants = constantWords(runs);
        if (!constants.empty()) parts.push_back((runs.size() > 1 ? "the same in all: " : "") + joined(constants, ", "));
        parts.push_back(seedWords(runs));
    }
    head += endWords(runs);
    if (configured < runs.size()) parts.push_back(std::to_string(runs.size() - configured) + " from a log, whose settings are not known");
    if (const Words rows = rowWords(figure.rows); !rows.empty() && data.size() < 2) parts.push_back("n = " + listed(rows) + " rows");
    if (!figure.note.empty()) parts.push_back(figure.note);
    return head + (parts.empty() ? "" : ": ") + joined(parts, "; ") + ".";
}

} // namespace epochlab::core
