#include "verbs/compare_runs.h"

#include "base/file_writer.h"
#include "compare/differences.h"
#include "compare/group_curve.h"
#include "compare/reading.h"
#include "compare/reference.h"
#include "compare/smoothing.h"
#include "compare/stored_comparison.h"
#include "compare/table_text.h"
#include "verbs/chosen.h"
#include "verbs/json_text.h"
#include "verbs/output.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace epochlab::app {
namespace {

using core::ComparedRuns;
using core::Error;
using core::ErrorCode;
using core::Result;
using core::TextTable;
using nlohmann::ordered_json;

/// What a comparison was asked for.
struct Question {
    ComparedRuns runs;
    core::Metric metric;
    std::vector<std::string> fields; ///< grouped by
    std::vector<core::RunGroup> groups;
    std::vector<core::SummaryRow> rows;
    core::Band band = core::Band::StandardDeviation;
    core::ComparedAxis axis = core::ComparedAxis::Epoch;
    double halfLife = 0.0;    ///< steps; 0: nothing is smoothed
    core::RunId referenceRun; ///< empty: none
    std::optional<core::ReferenceLevel> reference;
};

Result<ComparedRuns> loadRuns(const Arguments& arguments, core::RunStore& store) {
    const Result<std::vector<core::RunSummary>> found = chosenRuns(arguments, store, 1);
    if (!found) return found.error();
    ComparedRuns runs;
    for (const core::RunSummary& run : *found) {
        Result<core::ComparedRun> compared = core::loadComparedRun(store, run);
        if (!compared) return compared.error();
        runs.push_back(*std::move(compared));
    }
    return runs;
}

Result<std::vector<std::string>> fieldsOf(const Arguments& arguments, const ComparedRuns& runs) {
    if (!arguments.has("group-by")) return core::fieldsButTheSeed(runs);
    std::vector<std::string> fields;
    std::string rest = arguments.get("group-by") + ",";
    for (std::size_t at = rest.find(','); at != std::string::npos; rest.erase(0, at + 1), at = rest.find(',')) {
        const core::ParamSpec* field = core::mlpParams().find(rest.substr(0, at));
        if (field == nullptr)
            return Error{ErrorCode::Usage, "there is no field to group by of that name", rest.substr(0, at), "epochlab-cli params mlp"};
        fields.push_back(field->id);
    }
    return fields;
}

/// The run that --reference names, compared or not, as a level.
Result<void> addReference(const Arguments& arguments, core::RunStore& store, Question& question) {
    if (!arguments.has("reference")) return {};
    const Result<core::RunSummary> run = store.find(arguments.get("reference"));
    if (!run) return run.error();
    const Result<core::ComparedRun> compared = core::loadComparedRun(store, *run);
    if (!compared) return compared.error();
    question.referenceRun = run->id;
    question.reference = core::referenceLevel(*compared, question.metric);
    if (question.reference) return {};
    return Error{ErrorCode::Usage, "the reference has no best epoch with a " + question.metric.words(), run->id,
                 "name a run that has measured it, or write another --metric"};
}

/// What --curves writes: the axis, and how far the means are smoothed.
Result<void> addCurveChoices(const Arguments& arguments, Question& question) {
    using core::ComparedAxis;
    Result<ComparedAxis> axis =
        chosen<ComparedAxis>(arguments, "x", {{"epoch", ComparedAxis::Epoch}, {"step", ComparedAxis::Step}, {"time", ComparedAxis::Time}});
    if (!axis) return axis.error();
    question.axis = *axis;
    if (!arguments.has("curves") && (arguments.has("x") || arguments.has("smooth")))
        return Error{ErrorCode::Usage, "--x and --smooth say how curves are written, and none are", "", "write --curves FILE too"};
    if (!arguments.has("smooth")) return {};
    const std::string text = arguments.get("smooth");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), question.halfLife);
    if (error != std::errc() || end != text.data() + text.size() || !(question.halfLife > 0.0) || !std::isfinite(question.halfLife))
        return Error{ErrorCode::Usage, "--smooth takes a half-life in steps, above zero", text, "write --smooth 50"};
    return {};
}

Result<Question> questionOf(const Arguments& arguments, core::RunStore& store) {
    Result<ComparedRuns> runs = loadRuns(arguments, store);
    if (!runs) return runs.error();
    Question question{.runs = *std::move(runs), .metric = {}, .fields = {}, .groups = {}, .rows = {}, .referenceRun = {}, .reference = {}};
    if (arguments.has("metric")) question.metric.series = arguments.get("metric");
    if (std::ranges::none_of(question.runs, [&](const core::ComparedRun& run) { return run.series.contains(question.metric.series); }))
        return Error{ErrorCode::Usage, "none of the runs has measured that", question.metric.series,
                     "write --metric validation_accuracy, or see runs show RUN --json"};
    Result<core::Band> band = chosen<core::Band>(
        arguments, "band",
        {{"std", core::Band::StandardDeviation}, {"stderr", core::Band::StandardError}, {"minmax", core::Band::MinimumMaximum}});
    if (!band) return band.error();
    question.band = *band;
    if (const Result<void> added = addCurveChoices(arguments, question); !added) return added.error();
    if (const Result<void> named = addReference(arguments, store, question); !named) return named.error();
    Result<std::vector<std::string>> fields = fieldsOf(arguments, question.runs);
    if (!fields) return fields.error();
    question.fields = *std::move(fields);
    question.groups = core::groupRuns(question.runs, question.fields);
    question.rows = core::summarize(question.runs, question.groups, question.metric);
    return question;
}

std::vector<std::string> labelsOf(const std::vector<std::string>& fields) {
    std::vector<std::string> labels;
    for (const std::string& id : fields) labels.push_back(core::mlpParams().find(id)->label);
    return labels;
}

/// A row for each x of each group; the averages beside the means that they are of.
std::string curvesCsv(const Question& question) {
    const char* x = question.axis == core::ComparedAxis::Epoch ? "epoch" : question.axis == core::ComparedAxis::Step ? "step" : "seconds";
    TextTable table;
    for (const char* name : {"group", x, "mean", "lower", "upper", "n"}) table.header.push_back({name});
    const bool smooth = question.halfLife > 0.0;
    if (smooth) table.header.push_back({"smoothed"});
    for (const core::RunGroup& group : question.groups) {
        const core::GroupCurve curve = core::groupCurve(question.runs, group, question.metric, question.axis);
        const core::BandEdges band = core::bandOf(curve, question.band);
        std::vector<double> averages;
        if (smooth) averages = core::smoothed(curve.step, curve.mean, question.halfLife);
        const auto number = [](double value) { return TextTable::Cell{std::isfinite(value) ? numberText(value) : "", false, true}; };
        for (std::size_t i = 0; i < curve.x.size(); ++i) {
            table.rows.push_back({{group.label},
                                  number(curve.x[i]),
                                  number(curve.mean[i]),
                                  number(band.lower[i]),
                                  number(band.upper[i]),
                                  {std::to_string(curve.count[i]), false, true}});
            if (smooth) table.rows.back().push_back(number(averages[i]));
        }
    }
    return core::write(table, core::TableFormat::Csv);
}

std::string jsonOf(const Question& question, const std::string& reading) {
    ordered_json document{{"metric", question.metric.series}, {"group_by", question.fields}, {"groups", ordered_json::array()}};
    if (question.reference)
        document["reference"] = {{"run", question.referenceRun}, {"name", question.reference->name}, {"value", question.reference->value}};
    for (const core::SummaryRow& row : question.rows) {
        ordered_json group{{"label", row.label}, {"runs", ordered_json::array()}, {"values", row.values}};
        for (const std::size_t member : question.groups[row.group].members) group["runs"].push_back(question.runs[member].id);
        for (const auto& [name, spread] :
             {std::pair{"best", row.best}, std::pair{"best_epoch", row.epoch}, std::pair{"test_accuracy", row.test}})
            group[name] = {{"n", spread.count}, {"mean", numberOrNull(spread.mean)}, {"std", numberOrNull(spread.deviation)}};
        if (question.reference) group["difference"] = numberOrNull(core::differenceTo(*question.reference, row));
        group["diverged"] = row.diverged;
        group["failed"] = row.failed;
        document["groups"].push_back(std::move(group));
    }
    document["reading"] = reading;
    return jsonText(document);
}

/// As the run file says it; null where the field does not count, or the run has no settings.
ordered_json settingJson(const core::ComparedRun& run, const std::string& id) {
    if (!run.config || !run.config->isVisible(id)) return {};
    return std::visit([](const auto& value) { return ordered_json(value); }, run.config->value(id));
}

/// Every setting, those that differ first.
std::string differencesJson(const ComparedRuns& runs, const std::vector<core::ConfigurationRow>& rows) {
    ordered_json document{{"runs", ordered_json::array()}, {"settings", ordered_json::array()}};
    for (const core::ComparedRun& run : runs) document["runs"].push_back({{"run", run.id}, {"name", run.name}});
    for (const core::ConfigurationRow& row : rows) {
        ordered_json values = ordered_json::array();
        for (const core::ComparedRun& run : runs) values.push_back(settingJson(run, row.id));
        document["settings"].push_back({{"field", row.id}, {"label", row.label}, {"differs", row.differs}, {"values", std::move(values)}});
    }
    return jsonText(document);
}

} // namespace

Result<std::vector<core::RunSummary>> chosenRuns(const Arguments& arguments, core::RunStore& store, std::size_t firstWord) {
    std::vector<core::RunSummary> found;
    if (arguments.has("filter")) {
        const Result<core::RunFilter> filter = core::RunFilter::parse(arguments.get("filter"));
        if (!filter) return filter.error();
        Result<std::vector<core::RunSummary>> listed = store.list(*filter);
        if (!listed) return listed.error();
        found = *std::move(listed);
    }
    for (std::size_t i = firstWord; i < arguments.words.size(); ++i) {
        const Result<core::RunSummary> run = store.find(arguments.words[i]);
        if (!run) return run.error();
        if (std::ranges::none_of(found, [&run](const core::RunSummary& other) { return other.id == run->id; })) found.push_back(*run);
    }
    if (found.empty()) return Error{ErrorCode::RunNotFound, "there is no run to compare", "", "name runs, or write --filter WORDS"};
    return found;
}

Result<core::TableFormat> formatOf(const Arguments& arguments) {
    return chosen<core::TableFormat>(arguments, "format",
                                     {{"text", core::TableFormat::Text},
                                      {"csv", core::TableFormat::Csv},
                                      {"md", core::TableFormat::Markdown},
                                      {"latex", core::TableFormat::Latex}});
}

int compareRuns(const Arguments& arguments, core::RunStore& store) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    const Result<Question> question = questionOf(arguments, store);
    if (!question) return failWith(question.error());
    if (arguments.has("curves"))
        if (const Result<void> written = core::writeFileDurably(arguments.get("curves"), curvesCsv(*question)); !written)
            return failWith(written.error());
    std::string reading = core::readingOf(question->runs, question->groups, question->rows, question->metric);
    std::optional<core::ReferenceLevel> reference = question->reference;
    if (reference) {
        reference->name = escaped(reference->name);
        reading += " " + core::referenceWords(*reference, question->rows, question->metric);
    }
    if (arguments.json()) {
        printOut(jsonOf(*question, reading));
        return 0;
    }
    const core::SummaryHeads heads{labelsOf(question->fields), question->metric, reference};
    const bool numbers = *format == core::TableFormat::Csv;
    printOut(core::write(numbers ? core::summaryNumbers(question->rows, heads) : core::summaryTable(question->rows, heads), *format));
    printMessage(reading);
    return 0;
}

int diffRuns(const Arguments& arguments, core::RunStore& store) {
    const Result<core::TableFormat> format = formatOf(arguments);
    if (!format) return failWith(format.error());
    const Result<ComparedRuns> runs = loadRuns(arguments, store);
    if (!runs) return failWith(runs.error());
    std::vector<core::ConfigurationRow> rows = core::configurationRows(*runs);
    if (arguments.json()) {
        printOut(differencesJson(*runs, rows));
        return 0;
    }
    std::vector<std::string> names;
    for (const core::ComparedRun& run : *runs) names.push_back(run.name.empty() ? run.id : escaped(run.name));
    const std::size_t same = std::erase_if(rows, [](const core::ConfigurationRow& row) { return !row.differs; });
    for (core::ConfigurationRow& row : rows) row.label = row.id; // which is the flag
    printOut(core::write(core::settingsTable(rows, names), *format));
    printMessage(std::to_string(rows.size()) + " settings differ, " + std::to_string(same) + " are the same");
    return 0;
}

} // namespace epochlab::app
