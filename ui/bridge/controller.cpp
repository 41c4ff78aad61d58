#include "bridge/controller.h"

#include "bridge/controller_parts.h"
#include "bridge/run_names.h"
#include "params/model_fields.h"
#include "run/data_conflicts.h"

#include <algorithm>
#include <iterator>

namespace epochlab::ui {

namespace {

struct LoadedData {
    core::Result<core::DatasetPointer> dataset;
    std::shared_ptr<const core::DataCard> card;
};

LoadedData loadWithCard(const core::DatasetLoader& load, const core::ParamSet& config) {
    LoadedData loaded{load(config), nullptr};
    if (loaded.dataset) loaded.card = std::make_shared<const core::DataCard>(core::makeDataCard(*loaded.dataset.value()));
    return loaded;
}

} // namespace

Controller::Controller(core::RunServices services, core::RunObserver* extraObserver, QObject* parent)
    : QObject(parent), m_config(core::mlpParams()), m_parts(std::make_unique<Parts>(std::move(services), extraObserver)) {
    connect(&m_parts->timer, &QTimer::timeout, this, &Controller::drain);
    m_parts->draft.coalescing.setSingleShot(true);
    connect(&m_parts->draft.coalescing, &QTimer::timeout, this, &Controller::beginDraft);
    connect(this, &Controller::configChanged, this, &Controller::followForm);
    connect(this, &Controller::dataChanged, this, &Controller::followForm);
    loadData();
}

Controller::~Controller() {
    interruptAll();
    m_parts.reset();
}

core::Result<void> Controller::setParam(const std::string& id, core::ParamValue value) {
    core::ParamSet next = m_config;
    if (auto allowed = m_parts->gate->mayHave(next, id, value); !allowed) return allowed;
    if (auto set = next.set(id, std::move(value)); !set) return set;
    adopt(std::move(next), id);
    return {};
}

void Controller::setConfig(const core::ParamSet& config) { adopt(core::withAutomaticThreads(config), {}); }

void Controller::resetParam(const std::string& id) {
    core::ParamSet next = m_config;
    next.reset(id);
    if (const auto limits = preset()) (void)next.set(id, limits->start().value(id));
    adopt(std::move(next), id);
}

std::shared_ptr<const core::PresetLimits> Controller::preset() const { return m_parts->gate->limits(); }

PresetGate& Controller::presetGate() const { return *m_parts->gate; }

void Controller::setPreset(std::shared_ptr<const core::PresetLimits> given) {
    const auto before = preset();
    const bool another = given && (!before || before->preset().hash != given->preset().hash); // else a student has said who it is
    m_parts->gate->open(given);
    emit presetChanged();
    if (another) {
        core::ParamSet start = given->start();
        if (start.isDefault("data")) (void)start.set("data", m_config.value("data")); // where they lie is for each machine to say
        adopt(std::move(start), {});
    } else if (given) {
        adopt(core::ParamSet(m_config), {});
    }
    emit problemsChanged();
    followForm();
}

void Controller::setSketched(bool sketched) {
    m_parts->gate->setSketched(sketched);
    emit problemsChanged();
    emit liveChanged();
}

void Controller::adopt(core::ParamSet next, const std::string& changed) {
    if (const auto limits = preset()) limits->fix(next); // settings that are taken over from a run too
    if (next == m_config) return;
    m_config = std::move(next);
    emit configChanged(QString::fromStdString(changed));
    emit problemsChanged();
    loadData();
}

std::vector<core::ParamError> Controller::problems() const {
    std::vector<core::ParamError> found = m_config.validate();
    if (m_dataset) std::ranges::move(core::dataConflicts(m_config, *m_dataset), std::back_inserter(found));
    const std::string fingerprint = m_dataset ? core::fingerprintText(m_dataset->fingerprint) : std::string();
    std::ranges::move(m_parts->gate->problems(m_config, fingerprint), std::back_inserter(found));
    return found;
}

QString Controller::commandLine() const { return QString::fromStdString(core::commandLine(m_config)); }

void Controller::reloadData() {
    m_parts->cache->forget();
    m_parts->dataKey.clear();
    loadData();
}

void Controller::loadData() {
    const std::string key = core::dataKey(m_config);
    if (key == m_parts->dataKey) return;
    m_parts->dataKey = key;
    m_dataLoading = true;
    const std::int64_t generation = ++m_parts->dataGeneration;
    m_parts->loader.submit([this, generation, config = m_config, load = m_parts->services.loadData] {
        LoadedData loaded = loadWithCard(load, config);
        const auto take = [this, generation, loaded = std::move(loaded)] {
            if (generation != m_parts->dataGeneration) return;
            m_dataLoading = false;
            m_dataset = loaded.dataset ? loaded.dataset.value() : nullptr;
            m_dataCard = loaded.card;
            m_dataError.reset();
            if (!loaded.dataset) m_dataError = loaded.dataset.error();
            emit dataChanged();
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
    emit dataChanged();
}

core::RunEstimate Controller::estimate() const {
    if (!m_dataset) return {};
    const core::DataSize size = core::dataSizeOf(*m_dataset);
    const auto& memory = m_parts->services.speed;
    return core::estimateRun(m_config, size, memory ? memory->speedFor(m_config, size) : 1.0);
}

const core::RunServices& Controller::services() const { return m_parts->services; }
const core::RunServices& Controller::runServices() const { return m_parts->runServices; }

const RunRecord* Controller::run(const core::RunId& id) const {
    const auto found = std::ranges::find(m_runs, id, &RunRecord::id);
    if (found != m_runs.end()) return &*found;
    return draft() && draft()->id == id ? draft() : nullptr;
}

/// A draft too that is not on the screen yet.
RunRecord* Controller::find(const core::RunId& id) {
    for (RunRecord* draft : {m_parts->draft.shown.get(), m_parts->draft.next.get()}) {
        if (draft && draft->id == id) return draft;
    }
    const auto found = std::ranges::find(m_runs, id, &RunRecord::id);
    return found == m_runs.end() ? nullptr : &*found;
}

const RunRecord* Controller::current() const { return run(m_parts->current); }

bool Controller::canTrain() const {
    const RunRecord* now = current();
    return m_dataset && !m_dataLoading && problems().empty() && (!now || !now->live());
}

void Controller::setTicked(const core::RunId& id, bool ticked) {
    RunRecord* record = find(id);
    if (!record || record->ticked == ticked) return;
    record->ticked = ticked;
    emit ticksChanged();
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_controller.cpp"
