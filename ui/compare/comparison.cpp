#include "compare/comparison.h"

#include "compare/reading.h"

#include <algorithm>

namespace epochlab::ui {
namespace {

std::shared_ptr<const core::ComparedSeries> seriesOf(const RunRecord& record, const std::string& name) {
    const auto found = record.series.find(name);
    if (found == record.series.end()) return nullptr;
    return std::make_shared<const core::ComparedSeries>(core::ComparedSeries{found->second.x, found->second.y});
}

core::ComparedRun comparedRun(const RunRecord& record, const CompareQuestion& question) {
    core::ComparedRun run{.id = record.id, .name = record.name.toStdString(), .config = record.config, .state = "running"};
    if (record.finished) run.state = core::runEndName(record.finished->end);
    run.best = record.best;
    if (record.started) run.stepsPerEpoch = static_cast<double>(std::max<std::int64_t>(1, record.started->shape.stepsPerEpoch));
    for (const std::string& name : {question.metric.series, std::string("seconds")})
        if (auto series = seriesOf(record, name)) run.series[name] = std::move(series);
    return run;
}

std::vector<std::string> fieldsOf(const core::ComparedRuns& runs, const CompareQuestion& question) {
    if (question.grouping == CompareQuestion::Grouping::Field) return {question.field};
    return core::fieldsButTheSeed(runs);
}

void smooth(ComparedCurve& curve, double weight) {
    if (weight <= 0.0) return;
    curve.raw = std::exchange(curve.y, core::smoothed(curve.y, weight));
    if (curve.lower.empty()) return;
    curve.lower = core::smoothed(curve.lower, weight);
    curve.upper = core::smoothed(curve.upper, weight);
}

ComparedCurve curveOf(const core::ComparedRuns& runs, const core::RunGroup& group, const CompareQuestion& question) {
    ComparedCurve curve;
    if (group.members.size() == 1) {
        core::ComparedSeries series = core::runCurve(runs[group.members[0]], question.metric, question.axis);
        curve.x = std::move(series.x);
        curve.y = std::move(series.y);
        return curve;
    }
    core::GroupCurve mean = core::groupCurve(runs, group, question.metric, question.axis);
    core::BandEdges band = core::bandOf(mean, question.band);
    curve.count.assign(mean.count.begin(), mean.count.end());
    curve.x = std::move(mean.x);
    curve.y = std::move(mean.mean);
    curve.lower = std::move(band.lower);
    curve.upper = std::move(band.upper);
    return curve;
}

} // namespace

core::ComparedRuns comparedRuns(const Controller& controller, const CompareQuestion& question, std::vector<int>& colours) {
    core::ComparedRuns runs;
    for (const RunRecord& record : controller.runs()) {
        if (!record.ticked) continue;
        runs.push_back(comparedRun(record, question));
        colours.push_back(record.colour);
    }
    return runs;
}

Comparison compare(const core::ComparedRuns& runs, const std::vector<int>& colours, const CompareQuestion& question) {
    Comparison answer;
    const bool single = question.grouping == CompareQuestion::Grouping::EachRun;
    answer.differing = core::differingFields(runs);
    answer.fields = single ? std::vector<std::string>() : fieldsOf(runs, question);
    answer.groups = single ? core::singleRuns(runs) : core::groupRuns(runs, answer.fields);
    answer.rows = core::summarize(runs, answer.groups, question.metric);
    for (std::size_t i = 0; i < answer.groups.size(); ++i) {
        ComparedCurve curve = curveOf(runs, answer.groups[i], question);
        smooth(curve, question.smoothing);
        curve.group = i;
        curve.colour = single ? colours[answer.groups[i].members[0]] : static_cast<int>(i);
        answer.curves.push_back(std::move(curve));
    }
    answer.settings = core::configurationRows(runs);
    for (const core::RunGroup& group : core::singleRuns(runs)) answer.runNames.push_back(group.label);
    answer.reading = core::readingOf(runs, answer.groups, answer.rows, question.metric);
    return answer;
}

} // namespace epochlab::ui
