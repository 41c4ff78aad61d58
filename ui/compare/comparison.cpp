#include "compare/comparison.h"

#include "compare/reading.h"
#include "compare/reference.h"
#include "compare/smoothing.h"

#include <algorithm>

namespace epochlab::ui {
namespace {

std::vector<std::string> fieldsOf(const core::ComparedRuns& runs, const CompareQuestion& question) {
    if (question.grouping == CompareQuestion::Grouping::Field) return {question.field};
    return core::fieldsButTheSeed(runs);
}

void smooth(ComparedCurve& curve, double halfLife) {
    if (halfLife <= 0.0) return;
    curve.average = core::smoothed(curve.step, curve.y, halfLife);
    if (curve.band.empty()) return;
    curve.band.lower = core::smoothed(curve.step, curve.band.lower, halfLife);
    curve.band.upper = core::smoothed(curve.step, curve.band.upper, halfLife);
}

ComparedCurve curveOf(const core::ComparedRuns& runs, const core::RunGroup& group, const CompareQuestion& question) {
    ComparedCurve curve;
    curve.key = QString::fromStdString(group.key);
    curve.label = QString::fromStdString(group.label);
    if (group.members.size() == 1) {
        core::RunCurve series = core::runCurve(runs[group.members[0]], question.metric, question.axis);
        curve.x = std::move(series.x);
        curve.step = std::move(series.step);
        curve.y = std::move(series.y);
        return curve;
    }
    curve.label += QStringLiteral(", n = %1").arg(group.members.size());
    core::GroupCurve mean = core::groupCurve(runs, group, question.metric, question.axis);
    if (mean.notFinite > 0) curve.label += QStringLiteral(", %1 not finite").arg(mean.notFinite); // which the mean leaves out
    core::BandEdges band = core::bandOf(mean, question.band);
    curve.x = std::move(mean.x);
    curve.step = std::move(mean.step);
    curve.y = std::move(mean.mean);
    curve.band = {std::move(band.lower), std::move(band.upper), std::vector<int>(mean.count.begin(), mean.count.end())};
    return curve;
}

CurveStyle styleOf(const core::Colouring& colouring, std::size_t group) {
    const std::optional<std::size_t> value = colouring.valueOf[group];
    if (!value) return {.plain = true};
    const core::Colouring::Value& said = colouring.values[*value];
    CurveStyle style{.series = static_cast<int>(*value), .legend = QString::fromStdString(said.text)};
    if (colouring.ordered) style.shade = said.place;
    return style;
}

void addReference(Comparison& answer, const CompareSubject& subject, const core::Metric& metric) {
    if (!subject.reference) return;
    const core::ComparedRun& run = *subject.reference;
    answer.reference = core::referenceLevel(run, metric);
    answer.reading += answer.reading.empty() ? "" : " ";
    if (answer.reference)
        answer.reading += core::referenceWords(*answer.reference, answer.rows, metric);
    else
        answer.reading += "The reference, " + (run.name.empty() ? run.id : run.name) + ", has no best " + metric.words() + " to show.";
}

} // namespace

core::ComparedRun comparedRun(const RunRecord& record) {
    core::ComparedRun run{.id = record.id, .name = record.name.toStdString(), .config = std::nullopt, .state = "running"};
    if (!record.imported) run.config = record.config;
    if (record.finished) run.state = core::runEndName(record.finished->end);
    if (record.started) run.stepsPerEpoch = static_cast<double>(std::max<std::int64_t>(1, record.started->shape.stepsPerEpoch));
    for (const auto& [name, series] : record.series) run.series[name] = series.share();
    run.best = record.imported ? core::bestOfSeries(run) : record.best;
    return run;
}

CompareSubject subjectOf(const Controller& controller, const CompareQuestion& question) {
    CompareSubject subject;
    for (const RunRecord& record : controller.runs()) {
        if (record.id == question.reference) subject.reference = comparedRun(record);
        if (!record.ticked) continue;
        subject.runs.push_back(comparedRun(record));
        subject.colours.push_back(record.colour);
    }
    return subject;
}

Comparison compare(const CompareSubject& subject, const CompareQuestion& question) {
    Comparison answer;
    const core::ComparedRuns& runs = subject.runs;
    const bool single = question.grouping == CompareQuestion::Grouping::EachRun;
    answer.differing = core::differingFields(runs);
    answer.fields = single ? std::vector<std::string>() : fieldsOf(runs, question);
    answer.groups = single ? core::singleRuns(runs) : core::groupRuns(runs, answer.fields);
    answer.rows = core::summarize(runs, answer.groups, question.metric);
    if (!question.colourBy.empty()) answer.colouring = core::colouringBy(runs, answer.groups, question.colourBy);
    for (std::size_t i = 0; i < answer.groups.size(); ++i) {
        ComparedCurve curve = curveOf(runs, answer.groups[i], question);
        smooth(curve, question.halfLife);
        curve.group = i;
        const int own = single ? subject.colours[answer.groups[i].members[0]] : static_cast<int>(i);
        curve.style = answer.colouring ? styleOf(*answer.colouring, i) : CurveStyle{.series = own};
        answer.curves.push_back(std::move(curve));
    }
    answer.settings = core::configurationRows(runs);
    for (const core::RunGroup& group : core::singleRuns(runs)) answer.runNames.push_back(group.label);
    answer.reading = core::readingOf(runs, answer.groups, answer.rows, question.metric);
    addReference(answer, subject, question.metric);
    return answer;
}

} // namespace epochlab::ui
