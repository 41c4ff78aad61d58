#include "bridge/earlier_run.h"

#include "bridge/record_events.h"
#include "bridge/run_names.h"
#include "params/model_fields.h"

#include <QObject>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace epochlab::ui {
namespace {

core::FinishedEvent endOf(const core::RunSummary& summary) {
    using core::RunEnd;
    core::FinishedEvent end; // as finished too where another program trained it
    for (const RunEnd each : {RunEnd::Stopped, RunEnd::Diverged, RunEnd::Failed, RunEnd::Interrupted})
        if (summary.state == core::runEndName(each)) end.end = each;
    end.epochs = summary.epochs;
    end.best = summary.best;
    end.seconds = summary.seconds;
    return end;
}

/// What the store keeps of the data: their names, and no count of their rows.
std::shared_ptr<const core::DataCard> cardOf(const EarlierRun& run) {
    const std::vector<std::string>& classes = run.curves.classNames;
    if (classes.empty()) return nullptr;
    core::DataCard card;
    card.name = run.summary.dataName;
    card.features = run.curves.featureNames;
    for (const std::string& name : classes) card.classes.push_back({name, {}});
    card.chance = 1.0 / static_cast<double>(classes.size());
    return std::make_shared<const core::DataCard>(std::move(card));
}

core::StartedEvent startOf(const EarlierRun& run) {
    core::StartedEvent started{.config = run.config, .data = cardOf(run), .dataset = nullptr, .shape = {}};
    core::SessionShape& shape = started.shape;
    shape.parameterCount = run.summary.parameterCount;
    shape.stepsPerEpoch = run.curves.stepsPerEpoch;
    shape.layerNames = run.curves.layerNames;
    shape.engine = run.summary.engine;
    shape.device = run.summary.device;
    shape.threads = run.summary.threads;
    shape.instructionSet = run.summary.instructionSet;
    started.epochs = run.summary.plannedEpochs;
    return started;
}

bool startsWith(const std::vector<double>& values, const std::vector<double>& start) {
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    return values.size() >= start.size() &&
           std::equal(start.begin(), start.end(), values.begin(), [&](double left, double right) { return bits(left) == bits(right); });
}

} // namespace

core::Result<EarlierRun> loadEarlierRun(core::RunStore& store, const core::RunId& id) {
    const core::Result<core::RunSummary> summary = store.find(id);
    if (!summary) return summary.error();
    const core::Result<core::ParamSet> config = store.loadConfigOf(id);
    if (!config) return config.error();
    core::Result<core::StoredCurves> curves = store.loadCurvesOf(id);
    if (!curves) return curves.error();
    EarlierRun run{*summary, *config, *std::move(curves)};
    const std::size_t features = run.curves.featureNames.size();
    const QString pictures = QObject::tr("A decision map needs two features; these data are pictures.");
    if (summary->state == "imported") {
        run.noModel = QObject::tr("The run was imported from a log, which holds no model to draw a map of.");
    } else if (features == 1) {
        run.noModel = QObject::tr("A decision map needs two features; these data have one.");
    } else if (!summary->best) {
        run.noModel = summary->underWay() ? QObject::tr("The decision map appears with the first model that is stored.")
                                          : QObject::tr("The run ended before its first epoch, and has no model to draw a map of.");
    } else if (core::isPictureModel(*config)) {
        run.noModel = pictures;
    } else if (core::Result<core::Model> model = store.loadModelOf(id); model && features == 0) {
        run.noModel = pictures; // of a table they have names
    } else if (model) {
        run.model = std::make_shared<const core::Model>(*std::move(model));
    } else {
        run.noModel = QString::fromStdString(core::describe(model.error()));
    }
    return run;
}

void takeCurves(RunRecord& record, core::StoredCurves curves) {
    for (core::MetricBlock& block : curves.metrics) applyEvent(record, std::move(block));
    for (core::GradientRow& row : curves.gradients) applyEvent(record, std::move(row));
    for (core::LearningRateEvent& change : curves.learningRates) applyEvent(record, change);
    for (core::NoteEvent& note : curves.notes) applyEvent(record, std::move(note));
}

RunRecord recordOf(EarlierRun run) {
    RunRecord record{.id = run.summary.id, .config = run.config, .ticked = false};
    record.name = run.summary.name.empty() ? runName(record.config, nullptr) : QString::fromStdString(run.summary.name);
    applyEvent(record, startOf(run));
    takeCurves(record, std::move(run.curves));
    applyEvent(record, endOf(run.summary));
    updateBest(record);
    record.fromStore = true;
    record.elsewhere = run.summary.underWay();
    record.fingerprint = run.summary.dataFingerprint;
    record.imported = run.summary.state == "imported";
    record.model = std::move(run.model);
    record.noModel = std::move(run.noModel);
    if (record.model && run.summary.best) {
        record.latestWeights = record.model->weights;
        record.latestWeightsEpoch = run.summary.best->epoch;
    }
    return record;
}

bool goesOn(const RunRecord& before, const RunRecord& after) {
    return std::ranges::all_of(before.series, [&](const auto& entry) {
        const auto found = after.series.find(entry.first);
        return found != after.series.end() && startsWith(found->second.x(), entry.second.x()) &&
               startsWith(found->second.y(), entry.second.y());
    });
}

} // namespace epochlab::ui
