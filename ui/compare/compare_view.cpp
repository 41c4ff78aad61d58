#include "compare/compare_view.h"

#include "bridge/latest_worker.h"
#include "bridge/run_names.h"
#include "compare/compare_choices.h"
#include "compare/compare_table.h"
#include "compare/settings_table.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace epochlab::ui {
namespace {

constexpr int pauseMs = 200;            ///< between two reckonings while runs train
constexpr std::size_t markedCurves = 3; ///< more best epochs would cover each other

QString keyOf(const core::RunGroup& group) { return QString::fromStdString(group.label); }

QTableView* makeTable(QAbstractItemModel* model, const QString& name, QWidget* parent) {
    auto* table = new QTableView(parent);
    table->setModel(model);
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setProperty("plain", true); // the card has a border
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(metric::controlHeight);
    table->horizontalHeader()->setHighlightSections(false);
    table->setTabKeyNavigation(false);
    return table;
}

} // namespace

struct CompareView::Parts {
    Parts(CompareView& owner, Controller& shared);
    Q_DISABLE_COPY(Parts)

    QWidget* makeBelow();
    QToolButton* makeSettingsButton(QWidget* parent);
    QToolButton* makeCopyButton(QWidget* parent);
    void connectAll();
    void schedule(int milliseconds);
    void reckon();
    void show(Comparison answer);
    void showCurves();
    void addCurve(const ComparedCurve& curve, bool faint, std::set<QString>& wanted);
    void showReferences();
    void copy(core::TableFormat format) const;
    core::TextTable summary() const;
    /// The group of the chosen row; −1: none.
    int chosenGroup() const;

    CompareView& view;
    Controller& controller;
    CompareChoices* choices;
    CurvePlot* plot;
    CompareTable rows;
    SettingsTable settingRows;
    Card* below = nullptr;
    QStackedWidget* pages = nullptr;
    QTableView* table = nullptr;
    QTableView* settings = nullptr;
    QLabel* words = nullptr;
    Comparison answer;
    std::set<QString> drawn; ///< keys in the plot
    QTimer timer;
    bool wanted = true;  ///< something changed since the last reckoning began
    int pending = 0;     ///< answers that are on their way
    LatestWorker worker; ///< last: it is joined first
};

CompareView::Parts::Parts(CompareView& owner, Controller& shared)
    : view(owner), controller(shared), choices(new CompareChoices(&owner)),
      plot(new CurvePlot(QStringLiteral("compare"), tr("Comparison"), tr("epoch"), tr("validation accuracy"), &owner)) {
    plot->setEmptyReason(tr("Tick runs in the list at the right: their curves stand here over each other"));
    timer.setSingleShot(true);
    auto* layout = new QVBoxLayout(&owner);
    layout->setContentsMargins(space::m, space::s, space::m, space::s);
    layout->setSpacing(space::s);
    layout->addWidget(choices);
    layout->addWidget(plot, 3);
    layout->addWidget(makeBelow(), 2);
    connectAll();
}

QWidget* CompareView::Parts::makeBelow() {
    below = new Card(tr("Table"), &view);
    pages = new QStackedWidget(below);
    table = makeTable(&rows, tr("What the runs came to"), pages);
    table->setSortingEnabled(true);
    table->sortByColumn(CompareTable::Label, Qt::AscendingOrder);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    settings = makeTable(&settingRows, tr("Settings of the runs"), pages);
    pages->addWidget(table);
    pages->addWidget(settings);
    words = new QLabel(below);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setProperty("muted", true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* content = new QWidget(below);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(pages, 1);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(words, 1);
    for (QToolButton* button : {makeSettingsButton(content), makeCopyButton(content)}) bottom->addWidget(button, 0, Qt::AlignBottom);
    column->addLayout(bottom);
    below->setContent(content);
    return below;
}

QToolButton* CompareView::Parts::makeSettingsButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(tr("Settings"));
    button->setToolTip(tr("Show the runs' settings beside each other instead of the table"));
    button->setCheckable(true);
    connect(button, &QToolButton::toggled, &view, [this](bool on) {
        pages->setCurrentWidget(on ? settings : table);
        below->setTitle(on ? tr("Settings, those that differ first") : tr("Table"));
    });
    return button;
}

QToolButton* CompareView::Parts::makeCopyButton(QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(tr("Copy table ▾"));
    button->setToolTip(tr("Copy what the runs came to"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    using core::TableFormat;
    for (const auto& [text, format] :
         {std::pair{tr("For a spreadsheet or document"), TableFormat::TabSeparated}, std::pair{tr("As CSV"), TableFormat::Csv},
          std::pair{tr("As Markdown"), TableFormat::Markdown}, std::pair{tr("As LaTeX"), TableFormat::Latex}})
        menu->addAction(text, &view, [this, format = format] { copy(format); });
    button->setMenu(menu);
    return button;
}

void CompareView::Parts::connectAll() {
    const auto now = [this] { schedule(0); };
    connect(choices, &CompareChoices::changed, &view, now);
    connect(&controller, &Controller::ticksChanged, &view, now);
    connect(&controller, &Controller::runAdded, &view, now);
    connect(&controller, &Controller::runRemoved, &view, now);
    connect(&controller, &Controller::runFinished, &view, now);
    connect(&controller, &Controller::runUpdated, &view, [this](const core::RunId& id) {
        const RunRecord* record = controller.run(id);
        if (record != nullptr && record->ticked) schedule(pauseMs);
    });
    connect(&timer, &QTimer::timeout, &view, [this] { reckon(); });
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, &view, [this] { showCurves(); });
    connect(&Theme::instance(), &Theme::changed, &view, now);
}

void CompareView::Parts::schedule(int milliseconds) {
    wanted = true;
    if (!view.isVisible()) return; // showEvent comes back to it
    if (!timer.isActive() || timer.remainingTime() > milliseconds) timer.start(milliseconds);
}

void CompareView::Parts::reckon() {
    if (pending > 0) return; // its answer asks again
    wanted = false;
    ++pending;
    const CompareQuestion question = choices->question();
    std::vector<int> colours;
    core::ComparedRuns runs = comparedRuns(controller, question, colours);
    worker.submit([this, question, runs = std::move(runs), colours = std::move(colours)] {
        auto done = std::make_shared<Comparison>(compare(runs, colours, question));
        QMetaObject::invokeMethod(&view, [this, done] {
            --pending;
            show(std::move(*done));
            if (wanted) schedule(0);
        });
    });
}

void CompareView::Parts::show(Comparison newest) {
    answer = std::move(newest);
    const CompareQuestion question = choices->question();
    choices->offerFields(answer.differing);
    const int chosen = chosenGroup();
    rows.setRows(answer.rows, answer.curves, question.metric);
    settingRows.setSettings(answer.settings, answer.runNames);
    table->resizeColumnsToContents();
    table->horizontalHeader()->setSectionResizeMode(CompareTable::Label, QHeaderView::Stretch);
    settings->resizeColumnsToContents();
    for (int row = 0; row < rows.rowCount() && chosen >= 0; ++row)
        if (rows.index(row, 0).data(CompareTable::groupRole) == chosen) table->selectRow(row);
    words->setText(QString::fromStdString(answer.reading));
    words->setVisible(!answer.reading.empty());
    const QString metric = QString::fromStdString(question.metric.words());
    plot->setTitles(metric.left(1).toUpper() + metric.mid(1), choices->axisTitle(), metric);
    if (question.metric.largerIsBetter())
        plot->setYBounds(0, 1);
    else
        plot->setYBounds(0, 1e300);
    showReferences();
    showCurves();
}

void CompareView::Parts::showCurves() {
    std::set<QString> wantedKeys;
    for (const ComparedCurve& curve : answer.curves) {
        if (!curve.raw.empty()) addCurve(curve, true, wantedKeys);
        addCurve(curve, false, wantedKeys);
    }
    for (const QString& key : drawn)
        if (!wantedKeys.contains(key)) plot->removeCurve(key);
    drawn = std::move(wantedKeys);
    plot->setSubtitle(choices->subtitle(answer.groups.size()));
}

void CompareView::Parts::addCurve(const ComparedCurve& curve, bool faint, std::set<QString>& wantedKeys) {
    const core::RunGroup& group = answer.groups[curve.group];
    const QString key = keyOf(group) + (faint ? QStringLiteral("/raw") : QString());
    const int chosen = chosenGroup();
    CurveStyle style{.series = curve.colour, .faint = faint};
    style.ghost = chosen >= 0 && chosen != static_cast<int>(curve.group); // the chosen one stands out
    QString label = keyOf(group);
    if (group.members.size() > 1) label += QStringLiteral(", n = %1").arg(group.members.size());
    plot->addCurve(key, faint ? label + tr(", as measured") : label, style);
    plot->setPoints(key, curve.x, faint ? curve.raw : curve.y, faint ? CurveBand{} : CurveBand{curve.lower, curve.upper, curve.count});
    const core::SummaryRow& row = answer.rows[curve.group];
    const bool marked = !faint && choices->question().axis == core::ComparedAxis::Epoch && answer.curves.size() <= markedCurves &&
                        group.members.size() == 1 && std::isfinite(row.epoch.mean);
    plot->setBestMarker(key, marked ? std::optional(row.epoch.mean) : std::nullopt, QString::fromStdString(core::spreadText(row.best)));
    wantedKeys.insert(key);
}

/// Of the data of the first ticked run that knows them.
void CompareView::Parts::showReferences() {
    const core::DataCard* card = nullptr;
    for (const RunRecord& record : controller.runs())
        if (record.ticked && record.started && record.started->data && card == nullptr) card = record.started->data.get();
    const core::Metric metric = choices->question().metric;
    const bool known = card != nullptr && metric.largerIsBetter();
    const auto line = [&](const QString& name, double level) {
        plot->setReferenceLine(name, known && level > 0.0 ? std::optional(level) : std::nullopt,
                               name + QLatin1Char(' ') + accuracyText(level));
    };
    line(tr("chance"), card != nullptr ? card->chance : 0.0);
    line(tr("majority"), card != nullptr && card->rows[1] > 0 ? card->majority : 0.0);
}

int CompareView::Parts::chosenGroup() const {
    const QModelIndexList chosen = table->selectionModel()->selectedRows();
    return chosen.isEmpty() ? -1 : chosen.front().data(CompareTable::groupRole).toInt();
}

core::TextTable CompareView::Parts::summary() const {
    std::vector<std::string> labels;
    for (const std::string& id : answer.fields) labels.push_back(core::mlpParams().find(id)->label);
    return core::summaryTable(rows.rows(), labels, choices->question().metric);
}

void CompareView::Parts::copy(core::TableFormat format) const {
    auto* content = new QMimeData; // the clipboard's own
    content->setText(view.tableText(format));
    if (format == core::TableFormat::TabSeparated) content->setHtml(view.tableText(core::TableFormat::Html));
    QGuiApplication::clipboard()->setMimeData(content);
}

CompareView::CompareView(Controller& controller, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller)) {}

CompareView::~CompareView() = default;

CurvePlot* CompareView::plot() const { return m_parts->plot; }
QTableView* CompareView::table() const { return m_parts->table; }
QTableView* CompareView::settings() const { return m_parts->settings; }
QComboBox* CompareView::choice(const QString& name) const { return m_parts->choices->findChild<QComboBox*>(name); }
QString CompareView::reading() const { return m_parts->words->text(); }
bool CompareView::upToDate() const { return !m_parts->wanted && m_parts->pending == 0 && m_parts->plot->upToDate(); }
QString CompareView::tableText(core::TableFormat format) const { return QString::fromStdString(core::write(m_parts->summary(), format)); }

void CompareView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_parts->wanted) m_parts->timer.start(0);
}

} // namespace epochlab::ui
