#include "insight/side_views.h"

#include "bridge/latest_worker.h"
#include "bridge/stored_runs.h"
#include "compare/differences.h"
#include "compare/titled_box.h"
#include "insight/outline_card.h"
#include "insight/sweep_cards.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QTimer>

#include <algorithm>
#include <map>

namespace epochlab::ui {
namespace {

constexpr int pauseMs = 300; ///< between two reckonings while runs train

QString title(SideView view) {
    switch (view) {
    case SideView::Overlay: return QObject::tr("&Overlay of curves");
    case SideView::Layers: return QObject::tr("&Model as layers");
    case SideView::Calibration: return QObject::tr("&Calibration");
    case SideView::Roc: return QObject::tr("&ROC curve");
    case SideView::Importance: return QObject::tr("What &matters (importance)");
    case SideView::Parallel: return QObject::tr("&Parallel coordinates");
    }
    return {};
}

constexpr SideView allViews[] = {SideView::Overlay, SideView::Layers,     SideView::Calibration,
                                 SideView::Roc,     SideView::Importance, SideView::Parallel};

bool isOf(SideView view, std::initializer_list<SideView> views) { return std::ranges::find(views, view) != views.end(); }

} // namespace

struct SideViews::Parts {
    Parts(SideViews& owner, Controller& shared, StoredRuns& kept);
    Q_DISABLE_COPY(Parts)

    template <typename Made> Made* add(SideView view);
    TitledBox* addBox(const char* name, const QString& heading, const QString& purpose, const QList<std::pair<QString, QVariant>>& items);
    void makeChoices();
    void makeMenu();
    void connectAll();
    void schedule(int milliseconds);
    void offerModels();
    void offerClasses(const QStringList& classes);
    void refreshMenu();
    void refreshChoices();
    SideQuestion question() const;
    void reckon();
    void show(SideView of, SideAnswer answer, CompareSubject subject);

    SideViews& view;
    Controller& controller;
    StoredRuns& stored;
    SideView shown = SideView::Overlay;
    QStackedLayout* pages;
    std::map<SideView, FigureCard*> cards;
    OutlineCard* layers;
    CalibrationCard* calibration;
    RocCard* roc;
    ImportanceCard* importance;
    ParallelCard* parallel;
    QMenu* menu;
    std::map<SideView, QAction*> actions;
    QWidget* choices;
    TitledBox *model = nullptr, *rows = nullptr, *positive = nullptr, *bins = nullptr, *metric = nullptr;
    QTimer timer;
    bool wanted = true;  ///< something changed since the last reckoning began
    int pending = 0;     ///< answers that are on their way
    LatestWorker worker; ///< last: it is joined first
};

SideViews::Parts::Parts(SideViews& owner, Controller& shared, StoredRuns& kept)
    : view(owner), controller(shared), stored(kept), pages(new QStackedLayout(&owner)), layers(add<OutlineCard>(SideView::Layers)),
      calibration(add<CalibrationCard>(SideView::Calibration)), roc(add<RocCard>(SideView::Roc)),
      importance(add<ImportanceCard>(SideView::Importance)), parallel(add<ParallelCard>(SideView::Parallel)), menu(new QMenu(&owner)),
      choices(new QWidget(&owner)) {
    timer.setSingleShot(true);
    makeChoices();
    makeMenu();
    connectAll();
    refreshChoices();
}

template <typename Made> Made* SideViews::Parts::add(SideView of) {
    auto* card = new Made(&view);
    pages->addWidget(card);
    cards[of] = card;
    connect(card, &FigureCard::enlargeRequested, &view, &SideViews::enlargeRequested);
    return card;
}

TitledBox* SideViews::Parts::addBox(const char* name, const QString& heading, const QString& purpose,
                                    const QList<std::pair<QString, QVariant>>& items) {
    auto* box = new TitledBox(heading, purpose, choices);
    box->setObjectName(QLatin1String(name));
    for (const auto& [words, value] : items) box->addItem(words, value);
    connect(box, &QComboBox::currentIndexChanged, &view, [this] { schedule(0); });
    choices->layout()->addWidget(box);
    return box;
}

void SideViews::Parts::makeChoices() {
    auto* row = new QHBoxLayout(choices);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    model = addBox("model", tr("Model"), tr("Whose layers are drawn"), {{tr("of the form"), QString()}});
    rows = addBox(
        "rows", tr("Rows"), tr("Which rows were answered"),
        {{tr("test, else validation"), QString()}, {tr("validation"), QStringLiteral("validation")}, {tr("test"), QStringLiteral("test")}});
    positive = addBox("positive", tr("Class"), tr("Whose probability it is"), {});
    bins = addBox("bins", tr("Bins"), tr("How many bins the probabilities are put into"),
                  {{QStringLiteral("10"), 10}, {QStringLiteral("5"), 5}, {QStringLiteral("15"), 15}, {QStringLiteral("20"), 20}});
    metric = addBox("metric", {}, tr("Metric"),
                    {{tr("Validation accuracy"), QStringLiteral("validation_accuracy")},
                     {tr("Validation loss"), QStringLiteral("validation_loss")},
                     {tr("Training accuracy"), QStringLiteral("training_accuracy")},
                     {tr("Test accuracy"), QStringLiteral("test_accuracy")}});
    row->addStretch(1);
}

void SideViews::Parts::makeMenu() {
    auto* group = new QActionGroup(menu);
    for (const SideView each : allViews) {
        QAction* action = actions[each] = group->addAction(title(each));
        action->setCheckable(true);
        action->setChecked(each == shown);
        menu->addAction(action);
        if (each == SideView::Overlay) menu->addSeparator();
        connect(action, &QAction::triggered, &view, [this, each] { view.show(each); });
    }
    connect(menu, &QMenu::aboutToShow, &view, [this] { refreshMenu(); });
    refreshMenu();
}

void SideViews::Parts::connectAll() {
    const auto soon = [this] { schedule(pauseMs); };
    const auto now = [this] { schedule(0); };
    connect(&controller, &Controller::ticksChanged, &view, now);
    connect(&controller, &Controller::runRemoved, &view, now);
    connect(&controller, &Controller::runFinished, &view, soon);
    connect(&controller, &Controller::configChanged, &view, now);
    connect(&controller, &Controller::dataChanged, &view, now);
    connect(&stored, &StoredRuns::changed, &view, soon);
    connect(&timer, &QTimer::timeout, &view, [this] { reckon(); });
    connect(parallel, &ParallelCard::runChosen, &view, &SideViews::runChosen);
}

void SideViews::Parts::schedule(int milliseconds) {
    wanted = true;
    if (!view.isVisible() || shown == SideView::Overlay) return; // show() and showEvent() come back to it
    if (!timer.isActive() || timer.remainingTime() > milliseconds) timer.start(milliseconds);
}

/// The ticked runs behind the form's; the choice stays while it can.
void SideViews::Parts::offerModels() {
    const QVariant chosen = model->currentData();
    const QSignalBlocker quiet(model);
    while (model->count() > 1) model->removeItem(1);
    for (const RunRecord& record : controller.runs())
        if (record.ticked && !record.imported) model->addItem(record.name, QString::fromStdString(record.id));
    model->setCurrentIndex(std::max(0, model->findData(chosen)));
    model->update();
}

void SideViews::Parts::offerClasses(const QStringList& classes) {
    QStringList offered;
    for (int i = 0; i < positive->count(); ++i) offered << positive->itemText(i);
    if (offered != classes) {
        const QSignalBlocker quiet(positive);
        positive->clear();
        for (int i = 0; i < classes.size(); ++i) positive->addItem(classes[i], i);
        positive->setCurrentIndex(static_cast<int>(classes.size()) - 1);
    }
    refreshChoices();
}

void SideViews::Parts::refreshMenu() {
    for (const auto& [each, action] : actions) {
        const QString reason = view.obstacle(each);
        action->setText(reason.isEmpty() ? title(each) : title(each) + QStringLiteral(" – ") + reason);
        action->setEnabled(reason.isEmpty());
    }
}

void SideViews::Parts::refreshChoices() {
    const bool answers = isOf(shown, {SideView::Calibration, SideView::Roc});
    model->setVisible(shown == SideView::Layers);
    rows->setVisible(answers);
    positive->setVisible(answers && positive->count() == 2);
    bins->setVisible(shown == SideView::Calibration);
    metric->setVisible(isOf(shown, {SideView::Importance, SideView::Parallel}));
}

SideQuestion SideViews::Parts::question() const {
    SideQuestion asked{.view = shown,
                       .subject = subjectOf(controller, {}),
                       .directory = stored.directory(),
                       .model = model->currentData().toString().toStdString(),
                       .config = controller.config(),
                       .dataset = controller.dataset(),
                       .split = std::nullopt,
                       .positive = std::max(0, positive->count() == 2 ? positive->currentIndex() : 1),
                       .bins = bins->currentData().toInt(),
                       .metric = {metric->currentData().toString().toStdString()}};
    for (const core::Split each : {core::Split::Validation, core::Split::Test})
        if (rows->currentData().toString().toStdString() == core::splitName(each)) asked.split = each;
    if (const RunRecord* run = controller.run(asked.model)) {
        asked.config = run->config;
        asked.dataset = run->started ? run->started->dataset : nullptr;
    }
    return asked;
}

void SideViews::Parts::reckon() {
    if (pending > 0) return; // its answer asks again
    wanted = false;
    offerModels();
    if (const QString reason = view.obstacle(shown); !reason.isEmpty()) {
        SideAnswer none;
        none.reason = reason.left(1).toUpper() + reason.mid(1);
        return show(shown, std::move(none), {});
    }
    ++pending;
    // What the job holds of the controller's series comes back with the answer.
    auto asked = std::make_shared<SideQuestion>(question());
    worker.submit([this, asked]() mutable {
        auto done = std::make_shared<SideAnswer>(answerOf(*asked));
        QMetaObject::invokeMethod(&view, [this, done, asked = std::move(asked)] {
            --pending;
            show(asked->view, std::move(*done), std::move(asked->subject));
            if (wanted) schedule(0);
        });
    });
}

void SideViews::Parts::show(SideView of, SideAnswer answer, CompareSubject subject) {
    switch (of) {
    case SideView::Overlay: break;
    case SideView::Layers: layers->setOutline(std::move(answer.outline), answer.reason); break;
    case SideView::Calibration:
        calibration->setRuns(std::move(answer.calibration), answer.what, answer.subtitle, answer.reason);
        offerClasses(answer.classes);
        break;
    case SideView::Roc:
        roc->setRuns(std::move(answer.roc), answer.what, answer.subtitle, answer.reason);
        offerClasses(answer.classes);
        break;
    case SideView::Importance: importance->setImportance(std::move(answer.importance), answer.reason); break;
    case SideView::Parallel:
        for (core::ComparedRun& run : subject.runs) run.series.clear(); // the controller's own
        parallel->setPlot(std::move(answer.parallel), std::move(subject.runs), answer.reason);
        break;
    }
}

SideViews::SideViews(Controller& controller, StoredRuns& stored, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller, stored)) {}

SideViews::~SideViews() = default;

QMenu* SideViews::menu() const { return m_parts->menu; }
QWidget* SideViews::choices() const { return m_parts->choices; }
SideView SideViews::shown() const { return m_parts->shown; }

void SideViews::show(SideView view) {
    m_parts->shown = view;
    m_parts->actions.at(view)->setChecked(true);
    if (FigureCard* card = figure()) m_parts->pages->setCurrentWidget(card);
    m_parts->refreshChoices();
    emit shownChanged();
    m_parts->schedule(0);
}

QString SideViews::obstacle(SideView view) const {
    const core::ComparedRuns runs = subjectOf(m_parts->controller, {}).runs;
    const auto ended = std::ranges::count_if(runs, [](const core::ComparedRun& run) { return run.best && !run.underWay(); });
    switch (view) {
    case SideView::Overlay:
    case SideView::Layers: return {};
    case SideView::Calibration:
    case SideView::Roc: {
        if (ended == 0) return tr("needs a ticked run that has ended");
        if (view == SideView::Calibration) return {};
        std::size_t classes = 0;
        for (const RunRecord& record : m_parts->controller.runs()) {
            if (!record.ticked || !record.started || !record.started->data) continue;
            classes = record.started->data->classes.size();
            if (classes == 2) return {};
        }
        return classes == 0 ? tr("needs two classes") : tr("needs two classes; these data have %1").arg(classes);
    }
    case SideView::Importance:
    case SideView::Parallel:
        if (runs.size() < core::leastRunsOfSweep) return tr("needs %1 ticked runs; %2 are").arg(core::leastRunsOfSweep).arg(runs.size());
        return core::differingFields(runs).empty() ? tr("the ticked runs differ in no setting") : QString();
    }
    return {};
}

bool SideViews::choose(const QString& name, const QVariant& value) {
    auto* box = m_parts->choices->findChild<TitledBox*>(name);
    const int at = box == nullptr ? -1 : box->findData(value);
    if (at >= 0) box->setCurrentIndex(at);
    return at >= 0;
}

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

OutlineCard* SideViews::layers() const { return m_parts->layers; }
CalibrationCard* SideViews::calibration() const { return m_parts->calibration; }
RocCard* SideViews::roc() const { return m_parts->roc; }
ImportanceCard* SideViews::importance() const { return m_parts->importance; }
ParallelCard* SideViews::parallel() const { return m_parts->parallel; }

void SideViews::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_parts->wanted) m_parts->timer.start(0);
}

} // namespace epochlab::ui
