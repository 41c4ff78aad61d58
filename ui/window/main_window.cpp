#include "window/main_window.h"

#include "bridge/queue_keeper.h"
#include "bridge/run_follow_ups.h"
#include "bridge/run_mover.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "compare/compare_choices.h"
#include "compare/compare_view.h"
#include "compare/method_table_view.h"
#include "gallery/mistakes_view.h"
#include "insight/side_views.h"
#include "params/field_row.h"
#include "params/model_fields.h"
#include "params/setup_form.h"
#include "pictures/sight_strip.h"
#include "pictures/weights_card.h"
#include "plot/curve_choices.h"
#include "runs/queue_panel.h"
#include "runs/runs_panel.h"
#include "theme/style_sheet.h"
#include "theme/theme.h"
#include "watch/epoch_views.h"
#include "watch/watch_view.h"
#include "window/branch_dialog.h"
#include "window/csv_dialog.h"
#include "window/data_header.h"
#include "window/export_commands.h"
#include "window/notice_bar.h"
#include "window/preset_bar.h"
#include "window/preset_commands.h"
#include "window/picture_commands.h"
#include "window/rate_dialog.h"
#include "window/tab_pages.h"
#include "window/top_bar.h"
#include "window/words.h"

#include <QCloseEvent>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int kSetupWidth = 280;
constexpr int kRunsWidth = 260;

QFrame* separator(QWidget* parent, bool vertical) {
    auto* line = new QFrame(parent);
    line->setProperty("rule", true);
    vertical ? line->setFixedWidth(1) : line->setFixedHeight(1);
    return line;
}

} // namespace

MainWindow::MainWindow(Controller& controller, const QString& settingsPath, const std::string& store)
    : m_controller(controller), m_settingsPath(settingsPath), m_actions(this),
      m_queue(new RunQueue(controller, core::Scheduler::coresOfMachine(), this)),
      m_keeper(new QueueKeeper(controller, *m_queue, store, this)), m_stored(new StoredRuns(controller, store, this)),
      m_mover(new RunMover(store, this)), m_followUps(new RunFollowUps(controller, *m_stored, *m_queue, this)) {
    setWindowTitle(QStringLiteral("EpochLab"));
    setAcceptDrops(true);
    build();
    connectActions();
    connectTraining();
    connectQueue();
    connectController();
    connectMover();
    connectFollowUps();
    connectTable();
    m_presets->connectWindow(*m_form, *m_compare->sideViews());
    resize(1280, 800);
    restore();
    refreshActions();
    refreshStatus();
    m_stored->start();
    m_keeper->start();
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
    addActions(m_actions.all());
    m_actions.fillMenus(*menuBar());
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    // Made in the order in which Tab visits them.
    m_export = new ExportCommands(
        m_actions, [this] { return settings(); }, this);
    m_top = new TopBar(m_controller, m_actions, m_export->menu(), page);
    column->addWidget(m_top);
    column->addWidget(separator(page, false));
    m_notice = new NoticeBar(page);
    column->addWidget(m_notice);
    m_presets = new PresetCommands(m_controller, *m_stored, *m_queue, this);
    column->addWidget(m_presets->bar());
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    m_left = buildSetup();
    row->addWidget(m_left);
    m_watch = new WatchView(m_controller, m_stored->directory(), page);
    m_compare = new CompareView(m_controller, page);
    m_watch->curveChoices()->link(*m_compare->choices()->curves());
    m_compare->setMethodTable(new MethodTableView(m_controller, *m_stored, *m_queue, m_compare));
    m_compare->setSideViews(new SideViews(m_controller, *m_stored, m_compare));
    m_actions.morePlots->setMenu(m_compare->sideViews()->menu());
    m_mistakes = new MistakesView(m_controller, *m_stored, page);
    m_centre = new TabPages(tr("Watch, compare, mistakes and recipe"), false, page);
    m_centre->addPage(tr("Watch"), m_watch);
    m_centre->addPage(tr("Compare"), m_compare);
    m_centre->addPage(tr("Mistakes"), m_mistakes);
    connect(m_mistakes, &MistakesView::said, this, &MainWindow::notice);
    connect(m_compare->sideViews(), &SideViews::shownChanged, m_centre, [this] { m_centre->show(m_compare); });
    connect(m_watch->epochViews(), &EpochViews::said, this, &MainWindow::notice);
    fillExportMenu();
    row->addWidget(m_centre, 1);
    m_right = buildRuns();
    row->addWidget(m_right);
    column->addLayout(row, 1);
    setCentralWidget(page);
    page->setFocusPolicy(Qt::ClickFocus); // no control has the focus until one is chosen
    page->setFocus();
    buildStatus();
}

QWidget* MainWindow::buildRuns() {
    auto* side = new QWidget(this);
    side->setProperty("bar", true);
    side->setAttribute(Qt::WA_StyledBackground);
    side->setFixedWidth(kRunsWidth);
    auto* row = new QHBoxLayout(side);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(separator(side, true));
    m_side = new TabPages(tr("Runs, recipes and queue"), true, side);
    m_runs = new RunsPanel(m_controller, *m_stored, *m_followUps, m_side);
    m_queuePanel = new QueuePanel(*m_queue, m_side);
    m_side->addPage(tr("Runs"), m_runs);
    buildRecipes();
    m_side->addPage(tr("Queue"), m_queuePanel);
    row->addWidget(m_side, 1);
    return side;
}

void MainWindow::buildStatus() {
    m_status = new QLabel(this);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setProperty("muted", true);
    m_status->setContentsMargins(space::s, 0, space::s, 0);
    m_status->setObjectName(QStringLiteral("status-text"));
    statusBar()->addWidget(m_status, 1);
    statusBar()->setSizeGripEnabled(false);
}

QWidget* MainWindow::buildSetup() {
    auto* side = new QWidget(this);
    side->setProperty("bar", true);
    side->setAttribute(Qt::WA_StyledBackground);
    side->setFixedWidth(kSetupWidth);
    auto* row = new QHBoxLayout(side);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* column = new QVBoxLayout;
    column->setSpacing(space::xs);
    auto* holder = new QVBoxLayout;
    holder->setContentsMargins(space::m, space::m, space::m, 0);
    m_header = new DataHeader(m_controller, side);
    holder->addWidget(m_header);
    holder->addWidget(new WeightsCard(m_controller, side));
    column->addLayout(holder);
    m_form = new SetupForm(
        m_controller.config(), [this](const std::string& id, core::ParamValue value) { return setField(id, std::move(value)); }, side);
    FieldRow* rate = m_form->field("learning-rate");
    rate->addTool(Glyph::Curve, m_actions.findRate);
    for (const FieldRow* field : {rate, m_form->field("eta")}) connect(field->slider(), &QSlider::sliderReleased, this, &MainWindow::steer);
    column->addWidget(m_form, 1);
    auto* strip = new SightStrip(m_controller, side);
    auto* below = new QVBoxLayout;
    below->setContentsMargins(space::m, 0, space::m, space::s);
    below->addWidget(strip);
    column->addLayout(below);
    m_pictures = new PictureCommands(m_controller, *m_stored, m_actions, this);
    connect(strip, &QPushButton::clicked, m_pictures, &PictureCommands::openSight);
    connect(m_header, &DataHeader::sightRequested, m_pictures, &PictureCommands::openSight);
    connect(m_header, &DataHeader::reportRequested, m_pictures, &PictureCommands::openReport);
    row->addLayout(column, 1);
    row->addWidget(separator(side, true));
    return side;
}

core::Result<void> MainWindow::setField(const std::string& id, core::ParamValue value) {
    const core::Result<void> outcome = m_controller.setParam(id, std::move(value));
    // A slider in motion says no rate yet: each place it passes would be a change of its own.
    if (outcome && id == core::rateField(m_controller.config()) && !m_form->field(id)->slider()->isSliderDown()) steer();
    return outcome;
}

/// The running training takes the rate that the form says.
void MainWindow::steer() {
    if (!isLive(m_controller.current())) return;
    const auto steered = m_controller.setLearningRate(core::baseRateOf(m_controller.config()));
    if (!steered) return showError(steered.error());
    statusBar()->showMessage(tr("The running training takes the new learning rate from its next batch on"), 4000);
}

void MainWindow::connectController() {
    const auto show = [this] {
        m_form->showValues(m_controller.config());
        refreshStatus();
    };
    const auto problems = [this] { m_form->showProblems(m_controller.problems()); };
    connect(&m_controller, &Controller::configChanged, this, show);
    connect(&m_controller, &Controller::problemsChanged, this, problems);
    connect(&m_controller, &Controller::dataChanged, this, problems); // some rules ask what the data hold
    connect(&m_controller, &Controller::dataChanged, this, [this] {
        const auto dataset = m_controller.dataset();
        if (dataset) m_form->hideFields(dataset->pictures ? "csv-" : "picture-");
    });
    for (const auto signal : {&Controller::runUpdated, &Controller::runFinished, &Controller::runAdded}) {
        connect(&m_controller, signal, this, [this] {
            refreshActions();
            refreshStatus();
        });
    }
    // Every change of the form or the data ends in liveChanged too.
    for (const auto signal : {&Controller::currentChanged, &Controller::liveChanged, &Controller::draftChanged}) {
        connect(&m_controller, signal, this, &MainWindow::refreshActions);
    }
    connect(m_form, &SetupForm::refusalChanged, this, &MainWindow::refreshActions);
    const auto countTicks = [this] {
        const auto ticked = std::ranges::count_if(m_controller.runs(), &RunRecord::ticked);
        m_centre->setTitle(m_compare, ticked > 0 ? tr("Compare (%1)").arg(ticked) : tr("Compare"));
    };
    connect(&m_controller, &Controller::ticksChanged, this, countTicks);
    connect(&m_controller, &Controller::runAdded, this, countTicks);
    connect(&m_controller, &Controller::runRemoved, this, countTicks);
    connect(m_stored, &StoredRuns::failed, this, &MainWindow::showError);
    problems();
}

void MainWindow::refreshActions() {
    const RunRecord* run = m_controller.current();
    const bool live = run != nullptr && run->live();
    const bool paused = live && run->phase == core::RunPhase::Paused && run->pausedByHand;
    const QString refusal = m_form->refusal();
    const bool ready = m_controller.canTrain() && refusal.isEmpty(); // never with a value other than the one in sight
    m_actions.train->setEnabled(ready);
    m_actions.pause->setEnabled(live);
    m_actions.pause->setText(paused ? tr("&Resume") : tr("&Pause"));
    m_actions.stop->setEnabled(live);
    m_actions.changeSchedule->setEnabled(live && run->started);
    m_actions.step->setEnabled(live || ready);
    const QString rateKept = m_presets->reasonOf("learning-rate");
    m_actions.findRate->setEnabled(!core::isTreeModel(m_controller.config()) && rateKept.isEmpty());
    m_actions.findRate->setToolTip(rateKept.isEmpty() ? m_actions.findRate->text().remove(QLatin1Char('&')).remove(QStringLiteral("…"))
                                                      : rateKept);
    m_actions.trainFurther->setEnabled(run != nullptr && m_controller.canTrainFurther(run->id));
    m_actions.rewind->setEnabled(run != nullptr && (live || ready));
    refreshFollowUps();
    QString why = tr("Train with these settings (Ctrl+Return)");
    if (m_controller.dataError()) {
        why = QString::fromStdString(core::errorLine(*m_controller.dataError()));
    } else if (m_controller.dataLoading()) {
        why = tr("The data is being read");
    } else if (const auto problems = m_controller.problems(); !problems.empty()) {
        why = QString::fromStdString(core::describe(problems.front().error));
    } else if (!refusal.isEmpty()) {
        why = refusal;
    }
    m_actions.train->setToolTip(why);
    const QString obstacle = m_controller.liveObstacle();
    m_actions.live->setEnabled(obstacle.isEmpty());
    m_actions.live->setChecked(m_controller.liveOn());
    m_actions.live->setToolTip(obstacle.isEmpty() ? tr("Train a draft anew whenever a field changes (Ctrl+L)") : obstacle);
    m_actions.keep->setEnabled(m_controller.canKeep());
    const bool drawn = run != nullptr || m_controller.draft() != nullptr;
    m_export->menu()->setEnabled(drawn);
    m_actions.exportAll->setEnabled(drawn);
}

void MainWindow::refreshStatus() {
    const RunRecord* run = m_controller.current();
    m_status->setText(statusText(m_controller.config(), run));
    const QString name = QStringLiteral("EpochLab");
    setWindowTitle(run == nullptr ? name : progressText(*run) + QStringLiteral(" — ") + name);
}

void MainWindow::notice(const QString& text, bool bad) { m_notice->say(text, bad); }

void MainWindow::showError(const core::Error& error) { notice(QString::fromStdString(core::errorLine(error)), true); }

QString MainWindow::noticeText() const { return m_notice->text(); }

void MainWindow::closeEvent(QCloseEvent* event) {
    const auto& runs = m_controller.runs();
    if (m_queue->active() || std::any_of(runs.begin(), runs.end(), [](const RunRecord& run) { return run.live(); })) {
        if (!askToClose()) {
            event->ignore();
            return;
        }
        m_keeper->close();
        m_queue->interruptAll();
        m_controller.interruptAll();
    }
    save();
    event->accept();
}

} // namespace epochlab::ui
