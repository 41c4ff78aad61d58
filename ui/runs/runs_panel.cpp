#include "runs/runs_panel.h"

#include "runs/notes_dialog.h"
#include "runs/runs_model.h"
#include "theme/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {

namespace {

constexpr int panelWidth = 260;
constexpr int mostTickedAtOnce = 200; ///< each has its curves fetched

} // namespace

RunsPanel::RunsPanel(Controller& controller, StoredRuns& stored, RunFollowUps& followUps, QWidget* parent)
    : QWidget(parent), m_controller(controller), m_stored(stored), m_followUps(followUps), m_model(new RunsModel(controller, stored, this)),
      m_list(new QListView), m_filter(new QLineEdit), m_problem(new QLabel), m_empty(new QLabel) {
    setAccessibleName(tr("Runs"));
    buildFilter();
    buildList();
    m_empty->setWordWrap(true);
    m_empty->setProperty("muted", true);
    auto* line = new QVBoxLayout;
    line->setContentsMargins(space::m, space::s, space::m, space::s);
    line->setSpacing(space::xs);
    line->addWidget(m_filter);
    line->addWidget(m_problem);
    line->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_list, 1);
    layout->addStretch();
    layout->addWidget(buildBanner());
    connect(&Theme::instance(), &Theme::changed, this, &RunsPanel::restyle);
    for (const auto signal : {&RunsModel::rowsInserted, &RunsModel::rowsRemoved}) connect(m_model, signal, this, &RunsPanel::refresh);
    connect(m_model, &RunsModel::modelReset, this, &RunsPanel::refresh);
    connect(&stored, &StoredRuns::changed, this, &RunsPanel::refresh);
    connect(&stored, &StoredRuns::removedChanged, this, &RunsPanel::showBanner);
    auto* undo = new QShortcut(QKeySequence::Undo, this);
    undo->setContext(Qt::WidgetWithChildrenShortcut); // the painted points have an undo of their own
    connect(undo, &QShortcut::activated, &stored, &StoredRuns::undoRemove);
    restyle();
    refresh();
    showBanner();
}

void RunsPanel::buildFilter() {
    m_filter->setObjectName(QStringLiteral("runs-filter"));
    m_filter->setPlaceholderText(tr("Filter: width=64 accuracy>0.9"));
    m_filter->setAccessibleName(tr("Filter the runs"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setToolTip(
        tr("Words that all must hold, as width=64 accuracy>0.9 state=finished tag=good; any other word stands in the name, "
           "the tags, the note or the data (Ctrl+F)"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setProperty("badText", true);
    m_problem->hide();
    connect(m_filter, &QLineEdit::textChanged, this, &RunsPanel::applyFilter);
    connect(new QShortcut(QKeySequence::Find, this), &QShortcut::activated, this, &RunsPanel::focusFilter);
}

void RunsPanel::buildList() {
    auto* delegate = new RunDelegate(m_list);
    m_list->setObjectName(QStringLiteral("runs-list"));
    m_list->setAccessibleName(tr("List of runs"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(delegate);
    m_list->setUniformItemSizes(true); // or ten thousand rows are measured one by one
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->installEventFilter(this);
    connect(m_list, &QWidget::customContextMenuRequested, this, &RunsPanel::showMenu);
    connect(delegate, &RunDelegate::resumeRequested, this, [this](const QModelIndex& index) { m_stored.resume(m_model->idAt(index)); });
}

QWidget* RunsPanel::buildBanner() {
    m_banner = new QWidget(this);
    m_banner->setProperty("strip", true);
    m_banner->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(m_banner);
    row->setContentsMargins(space::m, space::xs, space::m, space::xs);
    m_removed = new QLabel(m_banner);
    m_removed->setTextFormat(Qt::PlainText);
    auto* undo = new QPushButton(tr("Undo"), m_banner);
    undo->setObjectName(QStringLiteral("runs-undo"));
    undo->setToolTip(tr("Bring them back (Ctrl+Z)"));
    connect(undo, &QPushButton::clicked, &m_stored, &StoredRuns::undoRemove);
    row->addWidget(m_removed, 1);
    row->addWidget(undo);
    return m_banner;
}

void RunsPanel::restyle() {
    m_list->setStyleSheet(QStringLiteral("QListView { border: none; border-top: 1px solid %1; border-radius: 0; }")
                              .arg(Theme::instance().palette().border.name()));
}

QSize RunsPanel::sizeHint() const { return {panelWidth, 400}; }
int RunsPanel::rowCount() const { return m_model->rowCount(); }
QString RunsPanel::rowText(const core::RunId& id) const { return m_model->rowText(m_model->indexOf(id)); }
QString RunsPanel::emptyText() const { return rowCount() == 0 ? m_empty->text() : QString(); }
QString RunsPanel::filterProblem() const { return m_problem->text(); }
QString RunsPanel::bannerText() const { return m_stored.removedLast() == 0 ? QString() : m_removed->text(); }

std::vector<core::RunId> RunsPanel::selected() const {
    QModelIndexList rows = m_list->selectionModel()->selectedIndexes();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    std::vector<core::RunId> ids;
    for (const QModelIndex& row : rows) ids.push_back(m_model->idAt(row));
    return ids;
}

void RunsPanel::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void RunsPanel::applyFilter() {
    const core::Result<void> set = m_stored.setFilter(m_filter->text());
    m_problem->setText(set ? QString() : QString::fromStdString(set.error().what + "; " + set.error().remedy));
    m_problem->setVisible(!set);
}

void RunsPanel::refresh() {
    const bool none = rowCount() == 0;
    m_empty->setText(m_stored.filtered() ? tr("No run matches the filter.")
                                         : tr("No runs yet. Press Train, and each run stands here with its name and its best value."));
    m_empty->setVisible(none);
    m_list->setVisible(!none);
}

void RunsPanel::showBanner() {
    const int count = m_stored.removedLast();
    m_removed->setText(count == 1 ? tr("Deleted 1 run.") : tr("Deleted %1 runs.").arg(count));
    m_banner->setVisible(count > 0);
}

bool RunsPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        m_stored.remove(selected());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void RunsPanel::showMenu(const QPoint& place) {
    const QModelIndex under = m_list->indexAt(place);
    const QModelIndex index = under.isValid() ? under : m_list->currentIndex();
    if (!index.isValid()) return;
    QMenu menu(this);
    fillMenu(menu, m_model->idAt(index));
    menu.exec(m_list->viewport()->mapToGlobal(place));
}

/// One line for each thing that can be done with a run; those that need its curves or settings fetch them first.
void RunsPanel::fillMenu(QMenu& menu, const core::RunId& id) {
    const auto add = [this, &menu, id](const QString& text, bool enabled, auto action) {
        menu.addAction(text, this, [action, id] { action(id); })->setEnabled(enabled);
    };
    const auto withRecord = [this](auto action) {
        return [this, action](const core::RunId& run) { m_stored.withRecord(run, [action, run] { action(run); }); };
    };
    using Id = const core::RunId&;
    const bool settings = m_stored.hasSettings(id);
    add(tr("Resume"), m_stored.canResume(id), [this](Id run) { m_stored.resume(run); });
    add(tr("Train further…"), m_stored.canTrainFurther(id), withRecord([this](Id run) { emit trainFurtherRequested(run); }));
    add(tr("Edit and run"), settings, withRecord([this](Id run) { m_controller.setConfig(m_controller.run(run)->config); }));
    add(tr("Copy as command"), settings,
        [this](Id run) { m_followUps.withCommand(run, [](const QString& command) { QGuiApplication::clipboard()->setText(command); }); });
    menu.addSeparator();
    addFollowUps(menu, id);
    menu.addSeparator();
    add(tr("Rename (F2)"), true, [this](Id run) { m_list->edit(m_model->indexOf(run)); });
    add(tr("Tags and note…"), m_stored.find(id) != nullptr, [this](Id run) { editNotes(run); });
    menu.addSeparator();
    addTicks(menu);
    menu.addSeparator();
    const std::vector<core::RunId> chosen = selected();
    const bool several = chosen.size() > 1 && std::ranges::find(chosen, id) != chosen.end();
    const QString stopFirst = m_stored.canRemove(id) ? QString() : tr(" (stop it first)");
    add((several ? tr("Delete %1 runs").arg(chosen.size()) : tr("Delete") + stopFirst), several || stopFirst.isEmpty(),
        [this, several, chosen](Id run) { m_stored.remove(several ? chosen : std::vector{run}); });
}

void RunsPanel::tickListed(bool ticked) {
    for (int row = 0; row < rowCount(); ++row) m_stored.setTicked(m_model->idAt(m_model->index(row, 0)), ticked);
}

void RunsPanel::addTicks(QMenu& menu) {
    const bool few = rowCount() <= mostTickedAtOnce;
    menu.addAction(few ? tr("Tick all %1 listed").arg(rowCount()) : tr("Tick all listed (over %1: filter first)").arg(mostTickedAtOnce),
                   this, [this] { tickListed(true); })
        ->setEnabled(few);
    menu.addAction(tr("Untick all listed"), this, [this] { tickListed(false); });
}

/// What cannot be done says why, to the mouse and to a screen reader.
void RunsPanel::addFollowUps(QMenu& menu, const core::RunId& id) {
    using Kind = RunFollowUps::Kind;
    menu.setToolTipsVisible(true);
    const auto add = [this, &menu, id](const QString& text, Kind kind, auto action) {
        const QString obstacle = m_followUps.obstacle(kind, id);
        QAction* added = menu.addAction(text, &m_followUps, [this, action, id] { (m_followUps.*action)(id); });
        added->setEnabled(obstacle.isEmpty());
        added->setToolTip(obstacle.isEmpty() ? RunFollowUps::helpOf(kind) : obstacle);
        added->setStatusTip(added->toolTip());
    };
    add(tr("Rerun exactly"), Kind::Rerun, &RunFollowUps::rerun);
    add(tr("Is it luck?"), Kind::Luck, &RunFollowUps::tryLuck);
    add(tr("Branch here…"), Kind::Branch, &RunFollowUps::prepareBranch);
}

void RunsPanel::editNotes(const core::RunId& id) {
    const StoredRun* stored = m_stored.find(id);
    if (!stored) return;
    auto* dialog = new NotesDialog(m_model->indexOf(id).data().toString(), stored->summary, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, id, dialog] { m_stored.annotate(id, dialog->tags(), dialog->note()); });
    dialog->open();
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_runs_panel.cpp"
