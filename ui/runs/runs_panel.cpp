#include "runs/runs_panel.h"

#include "runs/run_row.h"
#include "theme/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QVBoxLayout>

namespace epochlab::ui {

namespace {

constexpr int panelWidth = 260;

QString rowSheet(const Palette& palette) {
    return QStringLiteral("#runRow { border: none; border-bottom: 1px solid %1; background: %2; }"
                          "#runRow[current=\"true\"] { background: %3; }"
                          "#runRow:hover { background: %3; }")
        .arg(palette.border.name(), palette.surface.name(), palette.tint.name());
}

} // namespace

RunsPanel::RunsPanel(Controller& controller, QWidget* parent)
    : QWidget(parent), m_controller(controller), m_list(new QVBoxLayout),
      m_empty(new QLabel(tr("No runs yet. Press Train, and each run stands here with its name and its best value."))) {
    setAccessibleName(tr("Runs"));
    m_empty->setWordWrap(true);
    m_empty->setProperty("muted", true);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_empty->setContentsMargins(space::m, space::m, space::m, space::m);
    auto* inner = new QWidget;
    auto* innerLayout = new QVBoxLayout(inner);
    innerLayout->setContentsMargins(0, 0, 0, 0);
    innerLayout->setSpacing(0);
    m_list->setSpacing(0);
    innerLayout->addWidget(m_empty);
    innerLayout->addLayout(m_list);
    innerLayout->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);

    const auto restyle = [this] { setStyleSheet(rowSheet(Theme::instance().palette())); };
    restyle();
    connect(&Theme::instance(), &Theme::changed, this, restyle);
    connect(&controller, &Controller::runAdded, this, &RunsPanel::addRow);
    connect(&controller, &Controller::runRemoved, this, &RunsPanel::removeRow);
    connect(&controller, &Controller::runUpdated, this, &RunsPanel::updateRow);
    connect(&controller, &Controller::runFinished, this, &RunsPanel::updateRow);
    connect(&controller, &Controller::ticksChanged, this, &RunsPanel::updateAll);
    connect(&controller, &Controller::currentChanged, this, &RunsPanel::updateAll);
    for (const RunRecord& record : controller.runs()) addRow(record.id);
}

QSize RunsPanel::sizeHint() const { return {panelWidth, 400}; }

QString RunsPanel::rowText(const core::RunId& id) const {
    const RunRow* found = row(id);
    return found ? found->text() : QString();
}

RunRow* RunsPanel::row(const core::RunId& id) const {
    const auto found = m_rows.find(id);
    return found == m_rows.end() ? nullptr : found->second;
}

QString RunsPanel::emptyText() const { return m_rows.empty() ? m_empty->text() : QString(); }

void RunsPanel::addRow(const core::RunId& id) {
    const RunRecord* record = m_controller.run(id);
    if (!record || m_rows.contains(id)) return;
    auto* row = new RunRow(*record);
    connect(row, &RunRow::tickToggled, this, [this, id](bool ticked) { m_controller.setTicked(id, ticked); });
    connect(row, &RunRow::resumeRequested, this, [this, id] { m_controller.resumeRun(id); });
    connect(row, &RunRow::menuOpening, this, [this, id](QMenu* menu) { fillMenu(*menu, id); });
    // Queued: the row must not go while it handles the key that removes it.
    connect(
        row, &RunRow::removeRequested, this, [this, id] { m_controller.removeRun(id); }, Qt::QueuedConnection);
    m_list->insertWidget(0, row);
    m_rows[id] = row;
    m_empty->hide();
    chainFocus();
    updateAll();
}

void RunsPanel::fillMenu(QMenu& menu, const core::RunId& id) {
    menu.addAction(tr("Resume"), this, [this, id] { m_controller.resumeRun(id); })->setEnabled(m_controller.canResume(id));
    QAction* further = menu.addAction(tr("Train further…"), this, [this, id] { emit trainFurtherRequested(id); });
    further->setEnabled(m_controller.canTrainFurther(id));
    QAction* again = menu.addAction(tr("Run again"), this, [this, id] { m_controller.rerun(id); });
    again->setEnabled(!isLive(m_controller.current()));
    menu.addAction(tr("Copy as command"), this, [this, id] { QGuiApplication::clipboard()->setText(m_controller.commandLineOf(id)); });
    menu.addSeparator();
}

void RunsPanel::chainFocus() {
    for (int i = 1; i < m_list->count(); ++i) {
        const auto* above = static_cast<RunRow*>(m_list->itemAt(i - 1)->widget());
        const auto* below = static_cast<RunRow*>(m_list->itemAt(i)->widget());
        setTabOrder(above->tick(), below->tick());
    }
}

void RunsPanel::removeRow(const core::RunId& id) {
    const auto found = m_rows.find(id);
    if (found == m_rows.end()) return;
    delete found->second;
    m_rows.erase(found);
    m_empty->setVisible(m_rows.empty());
}

void RunsPanel::updateRow(const core::RunId& id) {
    const auto found = m_rows.find(id);
    const RunRecord* record = m_controller.run(id);
    if (found != m_rows.end() && record) found->second->update(*record, m_controller.current() == record, m_controller.canResume(id));
}

void RunsPanel::updateAll() {
    for (const auto& [id, row] : m_rows) updateRow(id);
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_runs_panel.cpp"
