#include "insight/side_views.h"

#include "bridge/latest_worker.h"
#include "bridge/run_names.h"
#include "bridge/stored_runs.h"
#include "insight/maps_card.h"
#include "insight/neurons_card.h"
#include "insight/outline_card.h"
#include "insight/side_choices.h"
#include "insight/side_obstacles.h"
#include "insight/sketch_card.h"
#include "insight/sweep_cards.h"
#include "params/model_fields.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QDateTime>
#include <QMenu>
#include <QStackedLayout>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <map>

namespace epochlab::ui {
namespace {

constexpr int pauseMs = 300; ///< between two reckonings while runs end and the store changes
constexpr int liveMs = 100;  ///< while a run trains

} // namespace

struct SideViews::Parts {
    Parts(SideViews& owner, Controller& shared, StoredRuns& kept);
    Q_DISABLE_COPY(Parts)

    template <typename Made> Made* add(SideView view);
    void makeMenu();
    void connectAll();
    void schedule(int milliseconds);
    void offerModels();
    void refreshMenu();
    SideQuestion question() const;
    void askOfNetwork(SideQuestion& asked) const;
    void reckon();
    void show(const SideQuestion& asked, SideAnswer answer);
    void readSketch();
    void showSketch();
    std::vector<SketchCard::Run> sketchedRuns(const core::Sketch& sketch) const;
    void keepSketch(core::Sketch sketch);

    SideViews& view;
    Controller& controller;
    StoredRuns& stored;
    SideView shown = SideView::Overlay;
    QStackedLayout* pages;
    std::map<SideView, PaintedCard*> cards;
    MapsCard* maps;
    OutlineCard* layers;
    NeuronsCard* neurons;
    CalibrationCard* calibration;
    RocCard* roc;
    ImportanceCard* importance;
    ParallelCard* parallel;
    SketchCard* sketch;
    QMenu* menu;
    std::map<SideView, QAction*> actions;
    SideChoices* choices;
    std::map<std::string, core::Sketch> sketches;                 ///< by series, as far as they have been read
    std::pair<core::RunId, core::DatasetPointer> dataOfNetwork{}; ///< of a run of the store
    QTimer timer;
    bool wanted = true;  ///< something changed since the last reckoning began
    int pending = 0;     ///< answers that are on their way
    LatestWorker saver;  ///< of sketches
    LatestWorker worker; ///< last: it is joined first
};

SideViews::Parts::Parts(SideViews& owner, Controller& shared, StoredRuns& kept)
    : view(owner), controller(shared), stored(kept), pages(new QStackedLayout(&owner)), maps(add<MapsCard>(SideView::Maps)),
      layers(add<OutlineCard>(SideView::Layers)), neurons(add<NeuronsCard>(SideView::Neurons)),
      calibration(add<CalibrationCard>(SideView::Calibration)), roc(add<RocCard>(SideView::Roc)),
      importance(add<ImportanceCard>(SideView::Importance)), parallel(add<ParallelCard>(SideView::Parallel)),
      sketch(add<SketchCard>(SideView::Sketch)), menu(new QMenu(&owner)), choices(new SideChoices(&owner)) {
    timer.setSingleShot(true);
    makeMenu();
    connectAll();
}

template <typename Made> Made* SideViews::Parts::add(SideView of) {
    auto* card = new Made(&view);
    pages->addWidget(card);
    cards[of] = card;
    connect(card, &FigureCard::enlargeRequested, &view, &SideViews::enlargeRequested);
    return card;
}

void SideViews::Parts::makeMenu() {
    auto* group = new QActionGroup(menu);
    for (const SideEntry& entry : sideEntries) {
        QAction* action = actions[entry.view] = group->addAction(QString());
        action->setCheckable(true);
        action->setChecked(entry.view == shown);
        menu->addAction(action);
        if (entry.view == SideView::Overlay) menu->addSeparator();
        connect(action, &QAction::triggered, &view, [this, each = entry.view] { view.show(each); });
    }
    connect(menu, &QMenu::aboutToShow, &view, [this] { refreshMenu(); });
    refreshMenu();
}

void SideViews::Parts::refreshMenu() {
    for (const SideEntry& entry : sideEntries) {
        const QString reason = sideObstacle(controller, entry.view, choices->model()), title = SideViews::tr(entry.title);
        actions[entry.view]->setText(reason.isEmpty() ? title : title + QStringLiteral(" – ") + reason);
        actions[entry.view]->setEnabled(reason.isEmpty());
    }
}

void SideViews::Parts::connectAll() {
    const auto soon = [this] { schedule(pauseMs); };
    const auto now = [this] { schedule(0); };
    connect(&controller, &Controller::ticksChanged, &view, now);
    connect(&controller, &Controller::runRemoved, &view, now);
    connect(&controller, &Controller::runFinished, &view, soon);
    connect(&controller, &Controller::configChanged, &view, now);
    connect(&controller, &Controller::dataChanged, &view, now);
    connect(&controller, &Controller::draftChanged, &view, [this] { schedule(liveMs); });
    connect(&controller, &Controller::runUpdated, &view, [this] {
        if (shown == SideView::Neurons || shown == SideView::Sketch) schedule(liveMs);
    });
    connect(&stored, &StoredRuns::changed, &view, soon);
    connect(&timer, &QTimer::timeout, &view, [this] { reckon(); });
    connect(choices, &SideChoices::changed, &view, now);
    connect(choices, &SideChoices::clearSketch, &view, [this] { keepSketch({.metric = choices->metric()}); });
    connect(sketch, &SketchCard::sketched, &view, [this] { keepSketch(sketch->sketch()); });
    connect(parallel, &ParallelCard::runChosen, &view, &SideViews::runChosen);
}

void SideViews::Parts::schedule(int milliseconds) {
    wanted = true;
    if (!view.isVisible() || shown == SideView::Overlay) return; // show() and showEvent() come back to it
    if (!timer.isActive() || timer.remainingTime() > milliseconds) timer.start(milliseconds);
}

void SideViews::Parts::offerModels() {
    SideChoices::Items runs;
    for (const RunRecord& record : controller.runs())
        if (record.ticked && !record.imported) runs.append({record.name, QString::fromStdString(record.id)});
    choices->offerModels(runs);
}

SideQuestion SideViews::Parts::question() const {
    SideQuestion asked{.view = shown,
                       .subject = subjectOf(controller, {}),
                       .directory = stored.directory(),
                       .model = choices->model(),
                       .config = controller.config(),
                       .dataset = controller.dataset(),
                       .split = choices->split(),
                       .positive = choices->positive(),
                       .bins = choices->bins(),
                       .metric = choices->metric()};
    if (shown == SideView::Neurons) askOfNetwork(asked);
    if (shown == SideView::Maps) asked.maps = mapsQuestionOf(controller, stored.directory());
    if (const RunRecord* run = controller.run(asked.model); run != nullptr && shown == SideView::Layers) {
        asked.config = run->config;
        asked.dataset = run->started ? run->started->dataset : nullptr;
    }
    return asked;
}

/// Of a run that is not a view's obstacle: its newest weights, and what the plane is taken from.
void SideViews::Parts::askOfNetwork(SideQuestion& asked) const {
    const RunRecord* run = networkRun(controller, asked.model);
    asked.config = run->config;
    asked.epoch = run->latestWeightsEpoch;
    asked.dataset = run->started ? run->started->dataset : nullptr;
    asked.loadData = controller.services().loadData;
    asked.network = run->model; // of the store; else its data are here
    if (asked.dataset)
        asked.network = std::make_shared<const core::Model>(core::makeModel(run->config, *asked.dataset, run->latestWeights));
    if (!asked.dataset && dataOfNetwork.first == run->id) asked.dataset = dataOfNetwork.second;
    asked.model = run->id;
}

void SideViews::Parts::reckon() {
    if (pending > 0) return; // its answer asks again
    wanted = false;
    offerModels();
    if (shown == SideView::Sketch) return readSketch();
    if (const QString reason = sideObstacle(controller, shown, choices->model()); !reason.isEmpty()) {
        SideAnswer none;
        none.reason = capitalised(reason);
        return show({.view = shown, .config = controller.config()}, std::move(none));
    }
    ++pending;
    // What the job holds of the controller's series comes back with the answer.
    auto asked = std::make_shared<SideQuestion>(question());
    worker.submit([this, asked]() mutable {
        auto done = std::make_shared<SideAnswer>(answerOf(*asked));
        QMetaObject::invokeMethod(&view, [this, done, asked = std::move(asked)] {
            --pending;
            if (done->dataset) dataOfNetwork = {asked->model, done->dataset};
            show(*asked, std::move(*done));
            if (wanted) schedule(0);
        });
    });
}

void SideViews::Parts::show(const SideQuestion& asked, SideAnswer answer) {
    switch (asked.view) {
    case SideView::Overlay:
    case SideView::Sketch: break;
    case SideView::Maps: maps->setMaps(std::move(answer.maps.maps), answer.maps.subtitle, answer.maps.reason); break;
    case SideView::Layers: layers->setOutline(std::move(answer.outline), answer.reason); break;
    case SideView::Neurons: neurons->setMaps(std::move(answer.neurons), asked.epoch, answer.reason); break;
    case SideView::Calibration:
        calibration->setRuns(std::move(answer.calibration), answer.what, answer.subtitle, answer.reason);
        choices->offerClasses(answer.classes);
        break;
    case SideView::Roc:
        roc->setRuns(std::move(answer.roc), answer.what, answer.subtitle, answer.reason);
        choices->offerClasses(answer.classes);
        break;
    case SideView::Importance: importance->setImportance(std::move(answer.importance), answer.reason); break;
    case SideView::Parallel: parallel->setPlot(std::move(answer.parallel), asked.subject.runs, answer.reason); break;
    }
}

/// The project's own, once; then it is shown.
void SideViews::Parts::readSketch() {
    const core::Metric metric = choices->metric();
    if (sketches.contains(metric.series)) return showSketch();
    ++pending;
    worker.submit([this, metric, directory = stored.directory()] {
        core::Result<core::Sketch> read = core::Sketch{.metric = metric};
        if (!directory.empty()) read = core::loadSketch(core::sketchPath(directory, metric), metric);
        QMetaObject::invokeMethod(&view, [this, metric, read = std::move(read)] {
            --pending;
            sketches.emplace(metric.series, read ? *read : core::Sketch{.metric = metric});
            if (!read) emit view.failed(read.error());
            schedule(0);
        });
    });
}

void SideViews::Parts::showSketch() {
    const core::Metric metric = choices->metric();
    const core::Sketch& drawn = sketches.at(metric.series);
    std::vector<SketchCard::Run> runs = sketchedRuns(drawn);
    double epochs = static_cast<double>(core::trainingLength(controller.config())), top = 1.0;
    if (!metric.largerIsBetter()) {
        const core::DatasetPointer data = controller.dataset();
        top = 1.25 * std::log(std::max(2.0, static_cast<double>(data ? data->classCount() : 2))); // what guessing costs, and some more
    }
    for (const SketchCard::Run& run : runs)
        if (run.curve && !run.curve->x.empty()) epochs = std::max(epochs, run.curve->x.back());
    sketch->setAxes(metric, epochs, top);
    sketch->setSketch(drawn);
    sketch->setRuns(std::move(runs));
}

/// The current run, and the ticked ones.
std::vector<SketchCard::Run> SideViews::Parts::sketchedRuns(const core::Sketch& drawn) const {
    std::vector<SketchCard::Run> runs;
    for (const RunRecord& record : controller.runs()) {
        if (!record.ticked && &record != controller.current()) continue;
        const auto series = record.series.find(choices->metric().series);
        const StoredRun* kept = stored.find(record.id);
        const bool before = kept != nullptr && drawn.made > 0 && kept->summary.created < drawn.made;
        runs.push_back({record.name, record.colour, series == record.series.end() ? nullptr : series->second.share(), before});
    }
    return runs;
}

void SideViews::Parts::keepSketch(core::Sketch drawn) {
    drawn.made = QDateTime::currentMSecsSinceEpoch();
    sketches[drawn.metric.series] = drawn;
    if (!stored.directory().empty())
        saver.submit([this, drawn, path = core::sketchPath(stored.directory(), drawn.metric)] {
            const core::Result<void> written = core::saveSketch(drawn, path);
            if (!written) QMetaObject::invokeMethod(&view, [this, error = written.error()] { emit view.failed(error); });
        });
    schedule(0);
}

SideViews::SideViews(Controller& controller, StoredRuns& stored, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller, stored)) {}

SideViews::~SideViews() = default;

QMenu* SideViews::menu() const { return m_parts->menu; }
SideChoices* SideViews::choices() const { return m_parts->choices; }
SideView SideViews::shown() const { return m_parts->shown; }

void SideViews::show(SideView view) {
    m_parts->shown = view;
    m_parts->actions.at(view)->setChecked(true);
    if (FigureCard* card = figure()) m_parts->pages->setCurrentWidget(card);
    m_parts->choices->showFor(view);
    emit shownChanged();
    m_parts->schedule(0);
}

QString SideViews::obstacle(SideView view) const { return sideObstacle(m_parts->controller, view, m_parts->choices->model()); }

bool SideViews::upToDate() const { return (!m_parts->wanted || m_parts->shown == SideView::Overlay) && m_parts->pending == 0; }

std::vector<FigureCard*> SideViews::figures() const {
    std::vector<FigureCard*> figures;
    for (const auto& [view, card] : m_parts->cards) figures.push_back(card);
    return figures;
}

FigureCard* SideViews::figure() const {
    const auto card = m_parts->cards.find(m_parts->shown);
    return card == m_parts->cards.end() ? nullptr : card->second;
}

MapsCard* SideViews::maps() const { return m_parts->maps; }
OutlineCard* SideViews::layers() const { return m_parts->layers; }
NeuronsCard* SideViews::neurons() const { return m_parts->neurons; }
CalibrationCard* SideViews::calibration() const { return m_parts->calibration; }
RocCard* SideViews::roc() const { return m_parts->roc; }
ImportanceCard* SideViews::importance() const { return m_parts->importance; }
ParallelCard* SideViews::parallel() const { return m_parts->parallel; }
SketchCard* SideViews::sketch() const { return m_parts->sketch; }

void SideViews::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_parts->wanted) m_parts->timer.start(0);
}

} // namespace epochlab::ui
