#include "compare/compare_view.h"
#include "compare/compare_view_parts.h"
#include "compare/method_table_view.h"

#include "bridge/run_names.h"
#include "compare/caption.h"
#include "compare/plain_table.h"
#include "plot/curve_choices.h"
#include "theme/card.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace epochlab::ui {
namespace {

const QString averageSuffix = QStringLiteral("/average");
constexpr int pauseMs = 200;            ///< between two reckonings while runs train
constexpr std::size_t markedCurves = 3; ///< more best epochs would cover each other

} // namespace

CompareView::Parts::Parts(CompareView& owner, Controller& shared)
    : view(owner), controller(shared), choices(new CompareChoices(&owner)),
      plot(new CurvePlot(QStringLiteral("compare"), tr("Comparison"), tr("epoch"), tr("validation accuracy"), &owner)) {
    plot->setCrowdGrey(true);
    plot->setChoices(choices->curves());
    plot->setCaption([this] { return caption(); });
    timer.setSingleShot(true);
    column = new QVBoxLayout(&owner);
    column->setContentsMargins(space::m, space::s, space::m, space::s);
    column->setSpacing(space::s);
    head = new QHBoxLayout;
    head->setSpacing(space::xs);
    head->addWidget(choices, 1);
    column->addLayout(head);
    top = new QStackedWidget(&owner);
    top->addWidget(plot);
    column->addWidget(top, 3);
    column->addWidget(makeBelow(), 2);
    connectAll();
}

QString CompareView::Parts::caption() const {
    const std::string metric = question.metric.words();
    core::CaptionedFigure figure{
        capitalised(QString::fromStdString(metric)).toStdString(), choices->curves()->axisTitle().toStdString(), {}, {}};
    const bool single = question.grouping == CompareQuestion::Grouping::EachRun;
    if (!single) figure.quantity += ", " + choices->bandText().toStdString() + " over runs,";
    figure.note = choices->curves()->note().toStdString();
    for (const RunRecord& record : controller.runs())
        for (const core::Split split : core::allSplits) {
            const bool of = metric.starts_with(core::splitName(split)) && record.ticked && record.started && record.started->data;
            if (of) figure.rows[static_cast<std::size_t>(split)] = record.started->data->rows[static_cast<std::size_t>(split)];
        }
    return QString::fromStdString(core::captionOf(subjectOf(controller, question).runs, figure));
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
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, &view, [this] { highlight(); });
    connect(plot, &CurvePlot::curveClicked, &view, [this](const QString& key) { choose(key); });
    connect(plot, &CurvePlot::legendClicked, &view, [this](const QString& key, bool visible) { setHidden(key, !visible); });
    connect(plot, &CurvePlot::enlargeRequested, &view, [this] { enlarge(); });
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
    offerReferences();
    const CompareQuestion asked = choices->question();
    // What the job holds of the controller's series comes back with the answer.
    auto subject = std::make_shared<CompareSubject>(subjectOf(controller, asked));
    worker.submit([this, asked, subject = std::move(subject)]() mutable {
        auto done = std::make_shared<Comparison>(compare(*subject, asked));
        QMetaObject::invokeMethod(&view, [this, asked, done, held = std::move(subject)] {
            --pending;
            question = asked;
            show(std::move(*done));
            if (wanted) schedule(0);
        });
    });
}

/// The ticked ones first.
void CompareView::Parts::offerReferences() {
    QList<std::pair<QString, QString>> offered;
    for (const bool ticked : {true, false})
        for (const RunRecord& record : controller.runs())
            if (record.ticked == ticked) offered.append({QString::fromStdString(record.id), record.name});
    choices->offerReferences(offered);
}

void CompareView::Parts::show(Comparison newest) {
    const int before = chosenGroup();
    const QString chosen = before < 0 ? QString() : answer.curves[static_cast<std::size_t>(before)].key;
    answer = std::move(newest);
    choices->offerFields(answer.differing);
    showTables(question.metric);
    words->setText(QString::fromStdString(answer.reading));
    words->setVisible(!answer.reading.empty() && pages->currentWidget() != grid);
    const QString metric = QString::fromStdString(question.metric.words());
    plot->setTitles(capitalised(metric), choices->curves()->axisTitle(), metric);
    if (question.metric.largerIsBetter())
        plot->setYBounds(0, 1);
    else
        plot->setYBounds(0, 1e300);
    showReferences();
    showCurves();
    choose(chosen);
    highlight();
}

void CompareView::Parts::showTables(const core::Metric& metric) {
    rows.setRows(answer.rows, answer.curves, metric, answer.reference);
    table->setColumnHidden(CompareTable::Difference, !answer.reference);
    settingRows.setSettings(answer.settings, answer.runNames);
    table->setColumnHidden(CompareTable::Runs, question.grouping == CompareQuestion::Grouping::EachRun);
    table->setColumnHidden(CompareTable::Ends, std::ranges::all_of(answer.rows, [](const auto& row) { return row.ends().empty(); }));
    fitColumns(*table, CompareTable::Label);
    fitSettings();
}

/// A hundred runs are a hundred columns: measured only to be seen.
void CompareView::Parts::fitSettings() {
    if (pages->currentWidget() == settings) settings->resizeColumnsToContents();
}

void CompareView::Parts::showCurves() {
    std::set<QString> wantedKeys;
    for (ComparedCurve& curve : answer.curves) {
        CurveStyle style = curve.style;
        style.faint = !curve.average.empty();
        addCurve(curve.key, curve.label, style, wantedKeys);
        if (style.faint) {
            style.faint = false;
            style.average = true;
            addCurve(curve.key + averageSuffix, curve.label, style, wantedKeys);
            plot->setPoints(curve.key + averageSuffix, curve.x, std::move(curve.average), std::exchange(curve.band, {}));
        }
        plot->setPoints(curve.key, std::move(curve.x), std::move(curve.y), std::move(curve.band));
        markBest(curve);
    }
    for (const QString& key : drawn)
        if (!wantedKeys.contains(key)) plot->removeCurve(key);
    drawn = std::move(wantedKeys);
    plot->setSubtitle(choices->subtitle(answer));
    const bool untimed = question.axis == core::ComparedAxis::Time && !answer.curves.empty();
    plot->setEmptyReason(untimed ? tr("The ticked runs were measured without times: choose x: epoch")
                                 : tr("Tick runs in the list at the right: their curves stand here over each other"));
    plot->setNote(choices->curves()->note());
}

/// A smoothed line with what was measured behind it.
void CompareView::Parts::setHidden(const QString& key, bool on) {
    const QString own = key.endsWith(averageSuffix) ? key.chopped(averageSuffix.size()) : key;
    for (const QString& each : {own, own + averageSuffix}) {
        if (on)
            hidden.insert(each);
        else
            hidden.erase(each);
        plot->setCurveVisible(each, !on);
    }
}

/// What was hidden stays so when it comes back; but a grey crowd has no legend to show it again.
void CompareView::Parts::addCurve(const QString& key, const QString& label, const CurveStyle& style, std::set<QString>& wantedKeys) {
    plot->addCurve(key, label, style);
    const bool legend = answer.colouring || answer.curves.size() <= std::size_t(toldApart);
    plot->setCurveVisible(key, !legend || !hidden.contains(key));
    wantedKeys.insert(key);
}

void CompareView::Parts::markBest(const ComparedCurve& curve) {
    const core::SummaryRow& row = answer.rows[curve.group];
    const bool marked = question.axis == core::ComparedAxis::Epoch && answer.curves.size() <= markedCurves &&
                        answer.groups[curve.group].members.size() == 1 && std::isfinite(row.epoch.mean);
    plot->setBestMarker(curve.key, marked ? std::optional(row.epoch.mean) : std::nullopt,
                        QString::fromStdString(core::spreadText(row.best)));
}

void CompareView::Parts::highlight() {
    const int chosen = chosenGroup();
    const bool smoothed = choices->curves()->halfLife() > 0.0;
    const QString suffix = smoothed ? averageSuffix : QString();
    plot->setHighlighted(chosen < 0 ? QString() : answer.curves[static_cast<std::size_t>(chosen)].key + suffix);
}

/// Guessing by the data of the first ticked run that knows them, and the run that is the reference.
void CompareView::Parts::showReferences() {
    const core::DataCard* card = nullptr;
    for (const RunRecord& record : controller.runs())
        if (record.ticked && record.started && record.started->data && card == nullptr) card = record.started->data.get();
    const bool known = card != nullptr && question.metric.largerIsBetter();
    const auto line = [&](const QString& name, double level) {
        plot->setReferenceLine(name, known && level > 0.0 ? std::optional(level) : std::nullopt,
                               name + QLatin1Char(' ') + accuracyText(level));
    };
    line(tr("chance"), card != nullptr ? card->chance : 0.0);
    line(tr("majority"), card != nullptr && card->rows[1] > 0 ? card->majority : 0.0);
    const auto& reference = answer.reference;
    plot->setReferenceLine(QStringLiteral("reference"), reference ? std::optional(reference->value) : std::nullopt,
                           reference ? QString::fromStdString(reference->name) + QStringLiteral(" · ") + accuracyText(reference->value)
                                     : QString());
}

int CompareView::Parts::chosenGroup() const {
    const QModelIndexList chosen = table->selectionModel()->selectedRows();
    return chosen.isEmpty() ? -1 : chosen.front().data(CompareTable::groupRole).toInt();
}

/// The row of the curve, or none.
void CompareView::Parts::choose(const QString& key) {
    for (int row = 0; row < rows.rowCount() && !key.isEmpty(); ++row) {
        const auto group = static_cast<std::size_t>(rows.index(row, 0).data(CompareTable::groupRole).toInt());
        if (answer.curves[group].key == key || answer.curves[group].key + averageSuffix == key) table->selectRow(row);
    }
}

CompareView::CompareView(Controller& controller, QWidget* parent) : QWidget(parent), m_parts(std::make_unique<Parts>(*this, controller)) {}

CompareView::~CompareView() = default;

CurvePlot* CompareView::plot() const { return m_parts->plot; }
QTableView* CompareView::table() const { return m_parts->table; }
QTableView* CompareView::settings() const { return m_parts->settings; }
CompareChoices* CompareView::choices() const { return m_parts->choices; }
QString CompareView::reading() const { return m_parts->words->text(); }
bool CompareView::upToDate() const { return !m_parts->wanted && m_parts->pending == 0 && m_parts->plot->upToDate(); }
QString CompareView::tableText(core::TableFormat format) const { return m_parts->shownText(format); }
void CompareView::showSettings(bool on) { m_parts->showPage(on ? m_parts->settings : m_parts->table); }
void CompareView::setMethodTable(MethodTableView* grid) { m_parts->setMethodTable(grid); }
MethodTableView* CompareView::methodTable() const { return m_parts->grid; }
void CompareView::setSideViews(SideViews* views) { m_parts->setSideViews(views); }
SideViews* CompareView::sideViews() const { return m_parts->side; }
void CompareView::showMethodTable() { m_parts->showPage(m_parts->grid); }

void CompareView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_parts->wanted) m_parts->timer.start(0);
}

} // namespace epochlab::ui
