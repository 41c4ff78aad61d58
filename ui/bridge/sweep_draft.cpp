#include "bridge/sweep_draft.h"

#include "base/file_writer.h"
#include "bridge/run_names.h"
#include "run/recipe.h"

#include <QCoreApplication>
#include <QPointer>

namespace epochlab::ui {

namespace {

core::Result<std::int64_t> countOf(const QString& text, const char* what, qlonglong least) {
    bool isNumber = false;
    const qlonglong count = text.trimmed().toLongLong(&isNumber);
    if (isNumber && count >= least) return static_cast<std::int64_t>(count);
    return core::Error{core::ErrorCode::ConfigType, "\"" + text.left(40).toStdString() + "\" is no number", what,
                       "give a whole number from " + std::to_string(least) + " on"};
}

std::string labelOf(const std::string& id) {
    const core::ParamSpec* spec = core::mlpParams().find(id);
    return spec ? spec->label : id;
}

} // namespace

SweepDraft::SweepDraft(Controller& controller, int cores, QObject* parent)
    : QObject(parent), m_controller(controller), m_cores(cores), m_base(controller.config()),
      m_sizes(core::rememberedDataSizes(controller.services().loadData)) {
    reckon();
}

void SweepDraft::setText(const Text& text) {
    if (text == m_text) return;
    m_text = text;
    reckon();
}

QString SweepDraft::introduction() const {
    if (!m_loaded) return tr("Every combination of these values is trained, with the form's settings for all else.");
    return tr("Every combination of these values is trained on %1, with the file's settings for all else.")
        .arg(dataTitle(m_base.text("data")));
}

QString SweepDraft::listedRuns() const {
    if (m_listed.empty()) return {};
    return m_listed.size() == 1 ? tr("1 run of the file") : tr("%1 runs of the file").arg(m_listed.size());
}

core::Result<core::Sweep> SweepDraft::sweep() const {
    core::Sweep sweep;
    sweep.base = m_base;
    sweep.runs = m_listed;
    for (const Axis& axis : m_text.axes) {
        const std::string text = axis.values.toStdString();
        if (axis.drawn) {
            auto drawn = core::randomAxisOf(axis.id, text, labelOf(axis.id));
            if (!drawn) return drawn.error();
            sweep.random.push_back(*std::move(drawn));
        } else {
            auto grid = core::gridAxisOf(axis.id, text, labelOf(axis.id));
            if (!grid) return grid.error();
            sweep.grid.push_back(*std::move(grid));
        }
    }
    const auto seeds = countOf(m_text.seeds, "Seeds", 1);
    if (!seeds) return seeds.error();
    sweep.seeds = *seeds;
    if (sweep.random.empty()) return sweep;
    const auto draws = countOf(m_text.draws, "Draws", 1);
    const auto drawSeed = countOf(m_text.drawSeed, "Draw seed", 0);
    if (!draws) return draws.error();
    if (!drawSeed) return drawSeed.error();
    sweep.draws = *draws;
    sweep.drawSeed = *drawSeed;
    return sweep;
}

SweepDraft::Outcome SweepDraft::outcomeOf(const core::Sweep& sweep, const core::PresetLimits* limits, const core::DataSizes& sizes,
                                          const core::SpeedMemory* speed, int cores) {
    core::Result<std::vector<core::PlannedRun>> runs = core::planRuns(sweep);
    if (!runs) return {runs.error(), QString::fromStdString(core::describe(runs.error()))};
    for (const core::PlannedRun& run : *runs)
        if (const auto broken = limits ? limits->check(run.config) : std::vector<core::ParamError>(); !broken.empty())
            return {broken.front().error, QString::fromStdString(core::describe(broken.front().error))};
    std::vector<const core::ParamSet*> configs;
    for (const core::PlannedRun& run : *runs) configs.push_back(&run.config);
    const core::Result<core::QueuePlan> plan = core::previewRuns(configs, sizes, speed, cores);
    if (!plan) return {plan.error(), QString::fromStdString(core::describe(plan.error()))};
    const QString count = runs->size() == 1 ? tr("1 run") : tr("%1 runs").arg(runs->size());
    const QString on = cores == 1 ? tr("1 core") : tr("%1 cores").arg(cores);
    const QString text = tr("%1 · about %2 on %3 · %4 MB").arg(count, durationText(plan->seconds), on).arg(plan->bytes / 1'000'000 + 1);
    return {std::move(runs), text};
}

void SweepDraft::reckon() {
    const int generation = ++m_generation;
    const core::Result<core::Sweep> typed = sweep();
    if (!typed) {
        m_runs = core::Result<std::vector<core::PlannedRun>>(typed.error());
        m_preview = QString::fromStdString(core::describe(typed.error()));
        emit previewChanged();
        return;
    }
    m_runs.reset();
    m_preview = tr("reckoning …");
    m_worker.submit([this, generation, sweep = *typed, limits = m_controller.preset(), speed = m_controller.services().speed] {
        Outcome outcome = outcomeOf(sweep, limits.get(), m_sizes, speed.get(), m_cores);
        const auto take = [this, generation, outcome = std::move(outcome)] {
            if (generation != m_generation) return;
            m_runs = outcome.runs;
            m_preview = outcome.preview;
            emit previewChanged();
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
    emit previewChanged();
}

core::Result<void> SweepDraft::load(const QString& path) {
    core::Result<core::Recipe> recipe = core::loadRecipe(path.toStdString());
    if (!recipe) return recipe.error();
    const core::Sweep& sweep = recipe->sweep;
    Text text;
    for (const core::GridAxis& axis : sweep.grid) text.axes.push_back({axis.id, QString::fromStdString(core::axisText(axis)), false});
    for (const core::RandomAxis& axis : sweep.random) text.axes.push_back({axis.id, QString::fromStdString(core::axisText(axis)), true});
    text.seeds = QString::number(sweep.seeds);
    if (sweep.draws > 0) text.draws = QString::number(sweep.draws);
    text.drawSeed = QString::number(sweep.drawSeed);
    m_base = sweep.base;
    m_listed = sweep.runs;
    m_loaded = true;
    m_text = std::move(text);
    emit textChanged();
    reckon();
    return {};
}

core::Result<void> SweepDraft::save(const QString& path) const {
    const core::Result<core::Sweep> typed = sweep();
    if (!typed) return typed.error();
    return core::writeFileDurably(path.toStdString(), core::writeSweep(*typed));
}

QString SweepDraft::commandLine() const {
    const core::Result<core::Sweep> typed = sweep();
    return typed && m_listed.empty() ? QString::fromStdString(core::sweepCommandLine(*typed)) : QString();
}

} // namespace epochlab::ui
