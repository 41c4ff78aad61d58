#include "runs/queue_panel.h"

#include "runs/queue_model.h"
#include "theme/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace epochlab::ui {

QueuePanel::QueuePanel(RunQueue& queue, QWidget* parent)
    : QWidget(parent), m_queue(queue), m_model(new QueueModel(queue, this)), m_list(new QListView(this)), m_summary(new QLabel(this)),
      m_empty(new QLabel(tr("Nothing is queued. Sweep… trains many networks, one per core: every combination of the values you type, "
                            "with several seeds."),
                         this)) {
    setAccessibleName(tr("Queue"));
    m_empty->setWordWrap(true);
    m_empty->setProperty("muted", true);
    m_empty->setContentsMargins(space::m, space::s, space::m, space::m);
    m_summary->setProperty("muted", true);
    m_summary->setFont(Theme::instance().labelFont());
    m_summary->setContentsMargins(space::m, 0, space::m, space::s);
    m_summary->setWordWrap(true);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new QueueDelegate(m_list));
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("Queue of runs"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setStyleSheet(QStringLiteral("QListView { border: none; border-radius: 0; }"));
    m_list->installEventFilter(this);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(buildButtons());
    layout->addWidget(buildOffer());
    layout->addWidget(m_summary);
    layout->addWidget(m_empty);
    layout->addWidget(m_list, 1);
    layout->addStretch();
    connect(m_list, &QWidget::customContextMenuRequested, this, &QueuePanel::showMenu);
    connect(m_model, &QueueModel::rearranged, this, [this] { mark(m_marked); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (now.isValid()) m_marked = m_model->idAt(now);
        refresh();
    });
    connect(&queue, &RunQueue::changed, this, &QueuePanel::refresh);
    refresh();
}

QPushButton* QueuePanel::button(const char* id, const QString& text, const QString& tip) {
    auto* made = new QPushButton(text, this);
    made->setObjectName(QLatin1String(id));
    made->setToolTip(tip);
    made->setStyleSheet(QStringLiteral("QPushButton { padding-left: 2px; padding-right: 2px; }"));
    return made;
}

QWidget* QueuePanel::buildButtons() {
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(space::m, space::m, space::m, space::s);
    column->setSpacing(space::xs);
    const auto addRow = [column](std::initializer_list<QPushButton*> buttons) {
        auto* row = new QHBoxLayout;
        row->setSpacing(space::xs);
        for (QPushButton* each : buttons) row->addWidget(each, 1);
        column->addLayout(row);
    };
    auto* sweep = button("queue-sweep", tr("Sweep…"), tr("Train many networks: fields, values, seeds (Ctrl+Shift+W)"));
    m_stopAll = button("queue-stop-all", tr("Stop all"), tr("Stop what trains, and drop what waits"));
    m_repeat = button("queue-repeat", tr("Repeat failed"), tr("Queue those that failed or diverged again"));
    m_up = button("queue-up", tr("Up"), tr("Train the marked run earlier (Alt+Up)"));
    m_down = button("queue-down", tr("Down"), tr("Train the marked run later (Alt+Down)"));
    m_edit = button("queue-edit", tr("Edit"), tr("The marked run's settings, and the form's"));
    m_remove = button("queue-remove", tr("Remove"), tr("Drop the marked run, or stop it (Delete)"));
    addRow({sweep, m_repeat, m_stopAll});
    addRow({m_up, m_down, m_edit, m_remove});
    connect(sweep, &QPushButton::clicked, this, &QueuePanel::sweepRequested);
    connect(m_stopAll, &QPushButton::clicked, &m_queue, &RunQueue::stopAll);
    connect(m_repeat, &QPushButton::clicked, &m_queue, &RunQueue::repeatFailed);
    connect(m_up, &QPushButton::clicked, this, [this] { moveMarked(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveMarked(1); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_queue.removeOrStop(m_marked); });
    auto* menu = new QMenu(m_edit);
    menu->addAction(tr("Show its settings in the form"), this, [this] { m_queue.showSettings(m_marked); });
    menu->addAction(tr("Give it the form's settings"), this, [this] {
        if (const core::Result<void> done = m_queue.takeForm(m_marked); !done) emit failed(done.error());
    });
    m_edit->setMenu(menu);
    return holder;
}

QWidget* QueuePanel::buildOffer() {
    m_offer = new QWidget(this);
    auto* column = new QVBoxLayout(m_offer);
    column->setContentsMargins(space::m, 0, space::m, space::s);
    column->setSpacing(space::xs);
    m_left = new QLabel(m_offer);
    m_left->setWordWrap(true);
    column->addWidget(m_left);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::xs);
    m_goOn = button("queue-go-on", tr("Go on"), tr("Resume what had begun, and start what was waiting"));
    m_discard = button("queue-discard", tr("Discard"), discardTip());
    row->addWidget(m_goOn, 1);
    row->addWidget(m_discard, 1);
    column->addLayout(row);
    return m_offer;
}

QString QueuePanel::discardTip() { return tr("Forget what was waiting; what had begun stays in the list of runs"); }

QString QueuePanel::summaryText() const { return m_summary->text(); }
QString QueuePanel::emptyText() const { return m_model->rowCount() == 0 ? m_empty->text() : QString(); }
core::RunId QueuePanel::marked() const { return m_marked; }

void QueuePanel::mark(const core::RunId& id) {
    const QModelIndex index = m_model->indexOf(id);
    if (index.isValid()) m_list->setCurrentIndex(index);
    refresh();
}

void QueuePanel::moveMarked(int steps) { m_queue.move(m_marked, steps); }

void QueuePanel::refresh() {
    const QueueRow* row = m_queue.row(m_marked);
    const bool left = row && row->left;
    const bool waits = row && row->state == core::QueueState::Waiting && !left;
    const bool runs = row && row->state == core::QueueState::Running;
    m_up->setEnabled(waits);
    m_down->setEnabled(waits);
    m_edit->setEnabled(row != nullptr);
    m_edit->menu()->actions().last()->setEnabled(waits);
    m_remove->setEnabled(waits || runs || left);
    m_remove->setText(runs ? tr("Stop") : tr("Remove"));
    m_repeat->setEnabled(m_queue.canRepeatFailed());
    m_stopAll->setEnabled(m_queue.active());
    m_left->setText(m_queue.leftText() + QLatin1Char('.'));
    m_offer->setVisible(!m_queue.left().empty());
    m_summary->setText(m_queue.summary());
    m_summary->setVisible(!m_summary->text().isEmpty());
    m_empty->setVisible(m_model->rowCount() == 0);
    m_list->setVisible(m_model->rowCount() > 0);
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool alt = key->modifiers().testFlag(Qt::AltModifier);
        if (key->key() == Qt::Key_Delete) {
            m_queue.removeOrStop(m_marked);
            return true;
        }
        if (alt && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            moveMarked(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void QueuePanel::showMenu(const QPoint& place) {
    const QModelIndex under = m_list->indexAt(place);
    if (under.isValid()) m_list->setCurrentIndex(under);
    QMenu menu(this);
    for (QPushButton* each : {m_up, m_down, m_remove}) {
        QAction* action = menu.addAction(each->text(), each, &QPushButton::click);
        action->setEnabled(each->isEnabled());
    }
    menu.addSeparator();
    if (m_edit->isEnabled()) menu.addActions(m_edit->menu()->actions());
    menu.exec(m_list->viewport()->mapToGlobal(place));
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_queue_panel.cpp"
