#include "compare/method_table_view.h"

#include "bridge/latest_worker.h"
#include "bridge/run_names.h"
#include "bridge/run_queue.h"
#include "bridge/stored_runs.h"
#include "compare/method_table_menus.h"
#include "compare/method_table_model.h"
#include "compare/method_table_text.h"
#include "compare/plain_table.h"
#include "params/model_fields.h"
#include "params/setting_words.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QShortcut>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int pauseMs = 300; ///< between two reckonings while runs train
constexpr int leastColumnWidth = 84;
constexpr int leastNameWidth = 104; ///< names go on in further lines

} // namespace

struct MethodTableView::Parts {
    Parts(MethodTableView& owner, Controller& controller, StoredRuns& stored, RunQueue& queue);
    Q_DISABLE_COPY(Parts)

    void makeTable();
    void connectAll();
    void schedule(int milliseconds);
    TableRequest request() const;
    std::vector<QueuedTableRun> queuedRuns() const;
    void reckon();
    void show(TableAnswer answer);
    void fit();
    void tick();
    void open(const QModelIndex& index);
    void train(const std::vector<core::ParamSet>& configs);
    std::vector<core::ParamSet> missing() const;

    MethodTableView& view;
    Controller& controller;
    StoredRuns& stored;
    RunQueue& queue;
    MethodTableModel model;
    QToolButton* runMissing;
    MethodTableMenus* choices;
    QTableView* table;
    QLabel* legend;
    QString subtitle;
    std::vector<core::PlannedRun> plan;
    bool trainWhenThere = false;
    std::vector<QueuedTableRun> queuedBefore;
    QTimer timer;
    bool wanted = true;                  ///< something changed since the last reckoning began
    int pending = 0;                     ///< answers that are on their way
    std::shared_ptr<TableReader> reader; ///< of the worker
    LatestWorker worker;                 ///< last: it is joined first
};

MethodTableView::Parts::Parts(MethodTableView& owner, Controller& shared, StoredRuns& runs, RunQueue& waiting)
    : view(owner), controller(shared), stored(runs), queue(waiting), runMissing(new QToolButton(&owner)),
      choices(new MethodTableMenus(&owner)), table(nullptr), legend(new QLabel(&owner)),
      reader(std::make_shared<TableReader>(runs.directory())) {
    timer.setSingleShot(true);
    auto* column = new QVBoxLayout(&owner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    makeTable();
    column->addWidget(table, 1);
    legend->setTextFormat(Qt::PlainText);
    legend->setWordWrap(true);
    legend->setProperty("muted", true);
    legend->setTextInteractionFlags(Qt::TextSelectableByMouse);
    runMissing->setText(tr("Run missing"));
    runMissing->setToolTip(tr("Queue all that is missing in the table"));
    auto* row = new QHBoxLayout;
    row->addWidget(legend, 1);
    row->addWidget(runMissing, 0, Qt::AlignTop);
    column->addLayout(row);
    connectAll();
}

void MethodTableView::Parts::makeTable() {
    table = makePlainTable(&model, tr("Methods and learning rates"), &view, [this] {
        putOnClipboard([this](core::TableFormat format) { return view.text(format); }, core::TableFormat::TabSeparated);
    });
    table->setSelectionBehavior(QAbstractItemView::SelectItems);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setItemDelegate(new MethodTableDelegate(table));
    table->setMouseTracking(true);
    table->horizontalHeader()->setSectionsClickable(false);
    table->horizontalHeader()->setMinimumSectionSize(leastColumnWidth);
}

void MethodTableView::Parts::connectAll() {
    const auto now = [this] { schedule(0); };
    connect(&stored, &StoredRuns::changed, &view, [this] { schedule(pauseMs); });
    connect(&queue, &RunQueue::changed, &view, [this] {
        if (queuedRuns().size() != queuedBefore.size()) schedule(pauseMs);
    });
    connect(&controller, &Controller::ticksChanged, &view, [this] {
        tick();
        if (choices->source() == MethodTableMenus::tickedRuns) schedule(0);
    });
    connect(&controller, &Controller::runFinished, &view, [this] { schedule(pauseMs); });
    connect(&Theme::instance(), &Theme::changed, &view, now);
    connect(choices, &MethodTableMenus::changed, &view, now);
    connect(&timer, &QTimer::timeout, &view, [this] { reckon(); });
    connect(table, &QTableView::clicked, &view, [this](const QModelIndex& index) { open(index); });
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space}) {
        auto* shortcut = new QShortcut(QKeySequence(key), table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, &view, [this] { open(table->currentIndex()); });
    }
    connect(runMissing, &QToolButton::clicked, &view, [this] { train(missing()); });
}

void MethodTableView::Parts::schedule(int milliseconds) {
    wanted = true;
    if (!view.isVisible()) return; // showEvent comes back to it
    if (!timer.isActive() || timer.remainingTime() > milliseconds) timer.start(milliseconds);
}

std::vector<QueuedTableRun> MethodTableView::Parts::queuedRuns() const {
    std::vector<QueuedTableRun> runs;
    for (const QueueRow& row : queue.rows()) {
        const bool waits = row.state == core::QueueState::Waiting;
        if ((waits || row.state == core::QueueState::Running) && row.config && stored.find(row.id) == nullptr)
            runs.push_back({row.id, row.config, waits ? "waiting" : "running"});
    }
    return runs;
}

TableRequest MethodTableView::Parts::request() const {
    TableRequest asked{.question = choices->question(), .runs = stored.listing().shown, .queued = queuedRuns()};
    if (choices->source() == MethodTableMenus::plannedRuns) {
        asked.planned = plan;
        return asked;
    }
    for (const RunListing::Pointer& run : asked.runs)
        if (asked.alike.empty() && stored.ticked(run->summary.id)) asked.alike = run->summary.id;
    if (choices->source() == MethodTableMenus::tickedRuns) {
        std::erase_if(asked.runs, [this](const RunListing::Pointer& run) { return !stored.ticked(run->summary.id); });
        asked.queued.clear();
    }
    return asked;
}

void MethodTableView::Parts::reckon() {
    if (pending > 0) return; // its answer asks again
    wanted = false;
    ++pending;
    queuedBefore = queuedRuns();
    const bool trainMissing = std::exchange(trainWhenThere, false); // of this table, not of one that was asked for before
    worker.submit([this, trainMissing, asked = std::make_shared<TableRequest>(request()), used = reader] {
        auto done = std::make_shared<TableAnswer>(used->read(*asked));
        QMetaObject::invokeMethod(&view, [this, trainMissing, done] {
            --pending;
            show(std::move(*done));
            if (trainMissing) train(missing());
            if (wanted) schedule(0);
        });
    });
}

void MethodTableView::Parts::show(TableAnswer answer) {
    const QModelIndex before = table->currentIndex();
    const std::optional<core::Error> error = answer.error;
    const QString data = answer.data;
    model.setAnswer(std::move(answer));
    tick();
    fit();
    if (before.isValid()) table->setCurrentIndex(model.index(before.row(), before.column()));
    const QString said = QString::fromStdString(core::subtitleOf(model.table()));
    const bool empty = model.rowCount() == 0;
    subtitle = empty            ? tr("no runs: train some, or choose a recipe from the menu Train")
               : data.isEmpty() ? said
                                : data + QStringLiteral(" · ") + said;
    legend->setText(QString::fromStdString(core::legendOf(model.table())));
    legend->setVisible(!legend->text().isEmpty());
    const auto count = static_cast<int>(missing().size());
    runMissing->setVisible(count > 0);
    runMissing->setText(count == 1 ? tr("Run the missing one") : tr("Run %1 missing").arg(count));
    emit view.titleChanged();
    if (error) emit view.failed(*error);
}

/// Spans, widths and heights as the table needs them.
void MethodTableView::Parts::fit() {
    table->clearSpans();
    const auto columns = static_cast<int>(model.table().columns.size());
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.table().rows[static_cast<std::size_t>(row)].spanning && columns > 1) table->setSpan(row, 1, 1, columns);
    const int line = QFontMetrics(Theme::instance().labelFont()).height();
    table->verticalHeader()->setDefaultSectionSize(metric::controlHeight + (model.lines() - 1) * line);
    fitColumns(*table, 0, leastNameWidth);
}

void MethodTableView::Parts::tick() {
    std::set<core::RunId> ticked;
    for (int row = 0; row < model.rowCount(); ++row)
        for (int column = 1; column < model.columnCount(); ++column)
            for (const core::RunId& id : model.runsOf(model.index(row, column)))
                if (stored.ticked(id)) ticked.insert(id);
    model.setTicked(std::move(ticked));
}

/// Ticks the cell's runs, or unticks them where all are; of an empty cell trains what is missing.
void MethodTableView::Parts::open(const QModelIndex& index) {
    const core::TableCell* cell = model.cell(index);
    if (cell == nullptr) return;
    if (cell->members.empty()) return train(cell->missing);
    const bool all = index.data(MethodTableModel::tickedRole).toBool();
    for (const core::RunId& id : model.runsOf(index))
        if (stored.find(id) != nullptr) stored.setTicked(id, !all);
    tick();
}

/// Of a plan only what it names: not each of its rows takes every column.
std::vector<core::ParamSet> MethodTableView::Parts::missing() const {
    const auto wantedRun = [this](const core::ParamSet& config) {
        return choices->source() != MethodTableMenus::plannedRuns ||
               std::ranges::any_of(plan, [&config](const core::PlannedRun& run) { return run.config == config; });
    };
    std::vector<core::ParamSet> configs;
    for (const core::TableRow& row : model.table().rows)
        for (const core::TableCell& cell : row.cells) std::ranges::copy_if(cell.missing, std::back_inserter(configs), wantedRun);
    return configs;
}

void MethodTableView::Parts::train(const std::vector<core::ParamSet>& configs) {
    std::vector<core::PlannedRun> runs;
    for (const core::ParamSet& config : configs) {
        const auto same = std::ranges::find_if(plan, [&](const core::PlannedRun& run) { return run.config == config; });
        const bool named = choices->source() == MethodTableMenus::plannedRuns && same != plan.end();
        runs.push_back({named ? same->label : core::settingsWords(config, config.changed()), config, named});
    }
    if (runs.empty() || queue.add(runs).empty()) return;
    emit view.queued(static_cast<int>(runs.size()));
    schedule(0);
}

MethodTableView::MethodTableView(Controller& controller, StoredRuns& stored, RunQueue& queue, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller, stored, queue)) {}

MethodTableView::~MethodTableView() = default;

QWidget* MethodTableView::choices() const { return m_parts->choices; }
QTableView* MethodTableView::table() const { return m_parts->table; }
const MethodTableModel& MethodTableView::model() const { return m_parts->model; }
QString MethodTableView::title() const { return capitalised(QString::fromStdString(core::titleOf(m_parts->model.table()))); }
QString MethodTableView::subtitle() const { return m_parts->subtitle; }
QString MethodTableView::legend() const { return m_parts->legend->text(); }
bool MethodTableView::upToDate() const { return !m_parts->wanted && m_parts->pending == 0; }

bool MethodTableView::choose(const QString& name, const QString& value) { return m_parts->choices->choose(name, value); }

void MethodTableView::showPlan(const QString& name, std::vector<core::PlannedRun> runs, const core::TableQuestion& question, bool train) {
    m_parts->plan = std::move(runs);
    for (core::PlannedRun& run : m_parts->plan) run.config = core::withThreads(std::move(run.config)); // as the runs will keep them
    m_parts->trainWhenThere = train;
    m_parts->choices->showPlan(name, question);
}

void MethodTableView::trainMissing() { m_parts->train(m_parts->missing()); }
QString MethodTableView::text(core::TableFormat format) const {
    return QString::fromStdString(core::write(m_parts->model.table(), format));
}

core::Figure MethodTableView::tableFigure() const {
    core::Figure figure{
        .name = "methods", .title = title().toStdString(), .caption = subtitle().toStdString(), .reading = {}, .runs = {}, .content = {}};
    const core::MethodTable& table = m_parts->model.table();
    figure.content = core::TableFigure{core::methodTableText(table), core::methodTableNumbers(table), legend().toStdString()};
    return figure;
}

void MethodTableView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_parts->wanted) m_parts->timer.start(0);
}

} // namespace epochlab::ui
