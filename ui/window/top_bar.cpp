#include "window/top_bar.h"

#include "bridge/run_names.h"
#include "params/switch.h"
#include "theme/fitting_label.h"
#include "theme/theme.h"
#include "window/chip.h"
#include "window/words.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr int kLeastProgress = 160;
constexpr int kMostProgress = 420;
constexpr std::int64_t kWorthAWord = 100'000'000; ///< bytes
constexpr std::int64_t kGigabyte = 1'000'000'000;

QString sizeText(const core::RunEstimate& estimate) {
    if (estimate.trees > 0) return TopBar::tr("%1 trees").arg(QLocale().toString(qlonglong(estimate.trees)));
    return estimate.parameters > 0 ? TopBar::tr("%1 parameters").arg(QLocale().toString(qlonglong(estimate.parameters))) : QString();
}

/// "about 2 min, 1.3 GB of memory"; what small models take is not worth a word, nor what features do that are made in no time.
QString costText(const core::RunEstimate& estimate) {
    constexpr double secondsWorthAWord = 1.0;
    QString about = estimate.seconds > 0 ? aboutText(estimate.seconds) : QString();
    if (estimate.featureSeconds >= secondsWorthAWord && !about.isEmpty())
        about = TopBar::tr("%1 (features once: %2)").arg(about, durationText(estimate.featureSeconds));
    if (about.isEmpty() || estimate.memoryBytes < kWorthAWord) return about;
    const int digits = estimate.memoryBytes < kGigabyte ? 0 : 1;
    return TopBar::tr("%1, %2 of memory").arg(about, QLocale().formattedDataSize(estimate.memoryBytes, digits, QLocale::DataSizeSIFormat));
}

/// Why the preset does not allow a field this value; empty: it does.
QString obstacleOf(const Controller& controller, const std::string& id, const std::string& value) {
    const core::Result<void> allowed = controller.presetGate().mayHave(controller.config(), id, value);
    return allowed ? QString() : QString::fromStdString(core::describe(allowed.error()));
}

QString plainText(const QAction* action) { return action->text().remove(QLatin1Char('&')); }

} // namespace

TopBar::TopBar(Controller& controller, const Actions& actions, QMenu* exportMenu, QWidget* parent)
    : QWidget(parent), m_controller(controller), m_actions(actions) {
    setProperty("bar", true);
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(metric::topBarHeight);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::m, 0, space::m, 0);
    row->setSpacing(space::s);
    addChips(row);
    m_train = addButton(row, actions.train);
    m_train->setProperty("primary", true);
    m_pause = addButton(row, actions.pause);
    m_pause->setMinimumWidth(m_pause->fontMetrics().horizontalAdvance(tr("Resume")) + 2 * space::m + 4); // its two names take turns
    m_liveButtons = {m_pause, addButton(row, actions.stop), addButton(row, actions.step), addButton(row, actions.rewind)};
    for (QPushButton* button : m_liveButtons) {
        button->hide();
    }
    addLive(row);
    addProgress(row);
    auto* exporting = new QPushButton(tr("Export…"), this);
    exporting->setObjectName(QStringLiteral("export"));
    exporting->setAccessibleName(tr("Export plots"));
    exporting->setMenu(exportMenu);
    row->addWidget(exporting);

    connect(&controller, &Controller::configChanged, this, &TopBar::refreshChips);
    connect(&controller, &Controller::dataChanged, this, &TopBar::refreshChips);
    connect(&controller, &Controller::runAdded, this, &TopBar::refreshRun); // before the actions change and move the focus
    connect(&controller, &Controller::currentChanged, this, &TopBar::refreshRun);
    connect(&controller, &Controller::runUpdated, this, &TopBar::refreshRun);
    connect(&controller, &Controller::runFinished, this, &TopBar::refreshChips);
    connect(&controller, &Controller::liveChanged, this, &TopBar::refreshRun);
    refreshChips();
}

void TopBar::addChips(QHBoxLayout* row) {
    m_data = new Chip(this);
    m_data->setObjectName(QStringLiteral("data-chip"));
    m_data->setMenu(makeDataMenu());
    row->addWidget(m_data);
    m_model = new Chip(this);
    m_model->setObjectName(QStringLiteral("model-chip"));
    m_model->setMenu(makeModelMenu());
    row->addWidget(m_model);
}

void TopBar::addLive(QHBoxLayout* row) {
    row->addSpacing(space::xs);
    auto* live = new Switch(this);
    auto* label = new QLabel(tr("Live"), this);
    label->setBuddy(live);
    const QAction* action = m_actions.live;
    live->setObjectName(action->objectName());
    live->setAccessibleName(tr("Live"));
    connect(live, &QAbstractButton::clicked, action, &QAction::trigger);
    const auto show = [live, label, action] {
        live->setEnabled(action->isEnabled());
        live->setChecked(action->isChecked());
        label->setEnabled(action->isEnabled());
        for (QWidget* part : {static_cast<QWidget*>(live), static_cast<QWidget*>(label)}) part->setToolTip(action->toolTip());
        live->setAccessibleDescription(action->toolTip());
    };
    connect(action, &QAction::changed, live, show);
    show();
    row->addWidget(live);
    row->addWidget(label);
    m_keep = addButton(row, m_actions.keep);
    m_keep->hide();
}

void TopBar::addProgress(QHBoxLayout* row) {
    auto* column = new QVBoxLayout;
    column->setSpacing(3);
    column->setContentsMargins(space::xs, 0, 0, 0);
    column->addStretch(1);
    m_progress = new FittingLabel(this);
    m_progress->setProperty("muted", true);
    m_progress->setObjectName(QStringLiteral("progress-text"));
    m_progress->setMinimumWidth(kLeastProgress);
    m_progress->setMaximumWidth(kMostProgress);
    column->addWidget(m_progress);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_bar->setMaximumWidth(kMostProgress);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of the run"));
    QSizePolicy keepsItsPlace = m_bar->sizePolicy();
    keepsItsPlace.setRetainSizeWhenHidden(true);
    m_bar->setSizePolicy(keepsItsPlace);
    column->addWidget(m_bar);
    column->addStretch(1);
    row->addLayout(column, 1000); // up to its most; only what is left beyond goes to the gap
    row->addStretch(1);
}

QPushButton* TopBar::addButton(QHBoxLayout* row, QAction* action) {
    auto* button = new QPushButton(plainText(action), this);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    button->setToolTip(action->toolTip() == plainText(action) ? QStringLiteral("%1 (%2)").arg(plainText(action), keys) : action->toolTip());
    button->setAccessibleName(plainText(action));
    button->setObjectName(action->objectName());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] {
        button->setEnabled(action->isEnabled());
        button->setText(plainText(action));
        button->setAccessibleName(plainText(action));
        if (action->toolTip() != plainText(action)) button->setToolTip(action->toolTip());
    });
    row->addWidget(button);
    return button;
}

QMenu* TopBar::makeModelMenu() {
    auto* menu = new QMenu(m_model);
    menu->setToolTipsVisible(true); // why a preset does not allow one
    auto* kinds = new QActionGroup(menu);
    for (const core::ParamChoice& choice : m_controller.config().table().find("model")->choices) {
        QAction* kind = menu->addAction(QString::fromStdString(choice.label));
        kind->setObjectName(QStringLiteral("model-") + QString::fromStdString(choice.value));
        kind->setCheckable(true);
        kind->setActionGroup(kinds);
        connect(kind, &QAction::triggered, this,
                [this, value = choice.value] { static_cast<void>(m_controller.setParam("model", value)); });
        connect(menu, &QMenu::aboutToShow, kind, [this, kind, value = choice.value] {
            kind->setChecked(m_controller.config().text("model") == value);
            const QString why = obstacleOf(m_controller, "model", value);
            kind->setEnabled(why.isEmpty());
            kind->setToolTip(why.isEmpty() ? kind->text() : why);
        });
    }
    return menu;
}

QMenu* TopBar::makeDataMenu() {
    auto* menu = new QMenu(m_data);
    menu->addActions({m_actions.cities, m_actions.fashion});
    menu->addSeparator();
    menu->addActions(m_actions.toys);
    menu->addSeparator();
    menu->addActions({m_actions.openCsv, m_actions.openFolder});
    return menu;
}

void TopBar::refreshChips() {
    const core::ParamSet& config = m_controller.config();
    const auto card = m_controller.dataCard();
    const QString source = dataTitle(config.text("data"));
    QString detail = tr("loading…");
    if (m_controller.dataError()) {
        detail = tr("cannot be read");
    } else if (card && (!m_controller.dataLoading() || card->source == config.text("data"))) { // read anew: nothing flickers
        detail = tr("%1 classes").arg(card->classes.size());
    }
    m_data->setWords(source, detail);
    m_data->setToolTip(source);
    m_data->setAccessibleName(tr("Data: %1, %2").arg(source, detail));
    const QString size = sizeText(m_controller.estimate());
    m_model->setWords(modelTitle(config), size);
    m_model->setAccessibleName(tr("Model: %1, %2").arg(modelTitle(config), size));
    refreshRun();
}

void TopBar::showButtons(bool live) {
    const auto focused = [](const QPushButton* button) { return button->hasFocus(); };
    const bool held = m_train->hasFocus() || std::any_of(m_liveButtons.begin(), m_liveButtons.end(), focused);
    if (live == m_train->isHidden()) {
        return;
    }
    m_train->setVisible(!live);
    for (QPushButton* button : m_liveButtons) {
        button->setVisible(live);
    }
    if (held) { // the focus goes to what has come in place; its action is enabled only after this signal
        QMetaObject::invokeMethod(
            this, [this] { (m_train->isVisible() ? m_train : m_pause)->setFocus(); }, Qt::QueuedConnection);
    }
}

void TopBar::refreshRun() {
    const RunRecord* run = m_controller.current();
    const bool live = run != nullptr && run->live();
    showButtons(live);
    m_bar->setVisible(live);
    m_keep->setVisible(m_controller.liveOn());
    if (live) {
        const std::int64_t total = run->progress.totalSteps;
        m_bar->setValue(total > 0 ? static_cast<int>(1000 * run->progress.step / total) : 0);
        m_progress->setWordings(progressWordings(*run));
        return;
    }
    const QString about = costText(m_controller.estimate());
    QStringList wordings{about};
    if (const RunRecord* draft = m_controller.draft(); draft != nullptr || run != nullptr) {
        const QString last = draft != nullptr ? tr("draft: %1").arg(progressText(*draft)) : tr("last run: %1").arg(progressText(*run));
        wordings = about.isEmpty() ? QStringList{last} : QStringList{about + QStringLiteral("     ") + last, last};
    }
    m_progress->setWordings(wordings);
}

QString TopBar::dataText() const { return m_data->words(); }
QString TopBar::modelText() const { return m_model->words(); }
QString TopBar::progress() const { return m_progress->longest(); }

} // namespace epochlab::ui
