#include "compare/reading.h"

#include "compare/differences.h"
#include "params/setting_words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>
#include <set>

namespace epochlab::core {
namespace {

constexpr double beyondChance = 1.96;

struct Reader {
    const ComparedRuns& runs;
    const std::vector<RunGroup>& groups;
    std::vector<const SummaryRow*> valued{}; ///< rows that have a value, in the groups' order
    const Metric& metric;
    std::vector<std::string> fields{}; ///< all that differs but the seed
};

std::string capitalised(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

std::string fieldOf(const std::string& id) { return fieldWords(*mlpParams().find(id)); }

/// "a", "a and b", "a, b and 3 more"
std::string listed(const std::vector<std::string>& words, std::size_t most = 3) {
    std::string text;
    const std::size_t shown = words.size() <= most ? words.size() : most - 1;
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    return shown < words.size() ? text + " and " + std::to_string(words.size() - shown) + " more" : text;
}

std::vector<std::string> namesOf(const std::vector<std::string>& ids) {
    std::vector<std::string> names;
    for (const std::string& id : ids) names.push_back(fieldOf(id));
    return names;
}

std::string spoken(const SummaryRow& row) { return row.label + " (" + spreadText(row.best) + ")"; }

bool isNumber(const std::string& id) {
    const ParamKind kind = mlpParams().find(id)->kind;
    return kind == ParamKind::Integer || kind == ParamKind::Real;
}

double numberOfField(const ParamSet& config, const std::string& id) {
    const ParamValue& value = config.value(id);
    const double* real = std::get_if<double>(&value);
    return real != nullptr ? *real : static_cast<double>(std::get<std::int64_t>(value));
}

/// The one numeric field whose three or more values could make a trend.
std::optional<std::string> orderedField(const Reader& reader) {
    if (reader.fields.size() != 1 || reader.valued.size() < 3 || !isNumber(reader.fields.front())) return std::nullopt;
    return reader.fields.front();
}

double trendOver(const Reader& reader, const std::string& id) {
    std::vector<double> xs;
    std::vector<double> ys;
    for (const ComparedRun& run : reader.runs) {
        const double value = valueAtBest(run, reader.metric);
        if (!run.config || run.diverged() || run.state == "failed" || !std::isfinite(value)) continue;
        xs.push_back(numberOfField(*run.config, id));
        ys.push_back(value);
    }
    return kendallZ(xs, ys);
}

/// The best row and the one after it.
std::string bestWords(const Reader& reader) {
    std::vector<const SummaryRow*> rows = reader.valued;
    const bool larger = reader.metric.largerIsBetter();
    std::ranges::stable_sort(rows, [larger](const SummaryRow* a, const SummaryRow* b) {
        return larger ? a->best.mean > b->best.mean : a->best.mean < b->best.mean;
    });
    const SummaryRow& best = *rows[0];
    const SummaryRow& next = *rows[1];
    const std::string what = " " + reader.metric.words();
    if (best.best.count < 2 || next.best.count < 2) return "Best" + what + ": " + spoken(best) + ", then " + spoken(next) + ".";
    if (clearlyDiffer(best.best, next.best)) return "Best" + what + ": " + spoken(best) + ", clearly before " + spoken(next) + ".";
    return "Best" + what + ": " + spoken(best) + ", but not clearly before " + spoken(next) + ".";
}

std::string effectWords(const Reader& reader) {
    const auto id = orderedField(reader);
    if (!id) return bestWords(reader);
    std::vector<const SummaryRow*> rows = reader.valued;
    const auto place = [&](const SummaryRow* row) { return numberOfField(*reader.runs[reader.groups[row->group].members[0]].config, *id); };
    std::ranges::stable_sort(rows, {}, place);
    const double z = trendOver(reader, *id);
    if (std::abs(z) <= beyondChance) return "No clear trend over " + fieldOf(*id) + ". " + bestWords(reader);
    return capitalised(reader.metric.words()) + (z > 0 ? " rises with " : " falls with ") + fieldOf(*id) + ": from " +
           spoken(*rows.front()) + " to " + spoken(*rows.back()) + ".";
}

std::string seedWords(const Reader& reader) {
    const auto single = std::ranges::count_if(reader.valued, [](const SummaryRow* row) { return row->best.count < 2; });
    if (static_cast<std::size_t>(single) == reader.valued.size()) return " One seed each: the differences may be luck.";
    if (single > 0) return " " + std::to_string(single) + " of " + std::to_string(reader.valued.size()) + " with one seed.";
    return "";
}

std::string averagedWords(const Reader& reader) {
    std::set<std::string> within;
    for (const RunGroup& group : reader.groups) within.insert(group.varying.begin(), group.varying.end());
    within.erase("seed");
    if (within.empty()) return "";
    return " Each mean is over " + listed(namesOf({within.begin(), within.end()})) + " too.";
}

std::string endWords(const Reader& reader) {
    std::size_t diverged = 0;
    std::vector<std::string> where;
    for (const RunGroup& group : reader.groups) {
        diverged += group.diverged;
        if (group.diverged > 0) where.push_back(group.label);
    }
    if (diverged == 0) return "";
    const std::string of = std::to_string(reader.runs.size()) + (reader.runs.size() == 1 ? " run" : " runs");
    return " " + std::to_string(diverged) + " of " + of + " diverged" +
           (reader.groups.size() > 1 ? " (" + listed(where, 2) + ") and stand in no mean." : ".");
}

std::string differWords(const Reader& reader) {
    if (reader.fields.empty()) return "";
    if (reader.fields.size() == 1) return "Only " + fieldOf(reader.fields.front()) + " differs. ";
    return capitalised(listed(namesOf(reader.fields))) + " differ. ";
}

bool onDifferentData(const Reader& reader) { return std::ranges::find(reader.fields, "data") != reader.fields.end(); }

/// Nothing but seeds, or not even these.
std::string sameSettingsWords(const Reader& reader) {
    std::vector<double> values;
    for (const SummaryRow* row : reader.valued) values.insert(values.end(), row->values.begin(), row->values.end());
    if (values.size() < 2) return "One run: tick another one to compare it with.";
    const auto [low, high] = std::ranges::minmax(values);
    const std::string what = capitalised(reader.metric.words()) + " is " + spreadText(spreadOf(values));
    if (differingFields(reader.runs).empty())
        return "The same settings throughout. " + what + " over " + std::to_string(values.size()) + " runs.";
    return "Only the seed differs. " + what + " over " + std::to_string(values.size()) + " runs, from " + spreadText({1, low, 0}) + " to " +
           spreadText({1, high, 0}) + ".";
}

} // namespace

std::string readingOf(const ComparedRuns& runs, const std::vector<RunGroup>& groups, const std::vector<SummaryRow>& rows,
                      const Metric& metric) {
    if (runs.empty()) return "";
    Reader reader{.runs = runs, .groups = groups, .metric = metric, .fields = fieldsButTheSeed(runs)};
    for (const SummaryRow& row : rows)
        if (row.best.count > 0) reader.valued.push_back(&row);
    std::ranges::sort(reader.valued, {}, &SummaryRow::group);
    if (reader.valued.empty()) return "No run has a best epoch to compare yet." + endWords(reader);
    if (reader.fields.empty()) return sameSettingsWords(reader) + endWords(reader);
    if (reader.valued.size() == 1) {
        const SummaryRow& row = *reader.valued.front();
        return differWords(reader) + capitalised(metric.words()) + ": " + spoken(row) + "." + averagedWords(reader) + endWords(reader);
    }
    std::string text = differWords(reader) + effectWords(reader) + seedWords(reader) + averagedWords(reader) + endWords(reader);
    if (onDifferentData(reader)) text += " They learn different data, so that the values do not compare directly.";
    return text;
}

} // namespace epochlab::core
