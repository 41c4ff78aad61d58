#include "window/top_bar.h"

#include "bridge/run_names.h"
#include "theme/theme.h"
#include "window/words.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>

namespace epochlab::ui {
namespace {

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
    m_data = new QPushButton(this);
    m_data->setObjectName(QStringLiteral("data-chip"));
    m_data->setMenu(makeDataMenu(actions));
    row->addWidget(m_data);
    m_model = new QPushButton(this);
    m_model->setObjectName(QStringLiteral("model-chip"));
    auto* models = new QMenu(m_model);
    QAction* mlp = models->addAction(tr("Multilayer perceptron"));
    mlp->setCheckable(true);
    mlp->setChecked(true);
    connect(mlp, &QAction::triggered, mlp, [mlp] { mlp->setChecked(true); });
    m_model->setMenu(models);
    row->addWidget(m_model);
    m_train = addButton(row, actions.train);
    m_train->setProperty("primary", true);
    m_pause = addButton(row, actions.pause);
    m_liveButtons = {m_pause, addButton(row, actions.stop), addButton(row, actions.step), addButton(row, actions.rewind)};
    auto* column = new QVBoxLayout;
    column->setSpacing(3);
    column->setContentsMargins(space::xs, 0, 0, 0);
    column->addStretch(1);
    m_progress = new QLabel(this);
    m_progress->setTextFormat(Qt::PlainText);
    m_progress->setProperty("muted", true);
    m_progress->setObjectName(QStringLiteral("progress-text"));
    m_progress->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_progress);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_bar->setMaximumWidth(260);
    m_bar->setRange(0, 1000);
    m_bar->setAccessibleName(tr("Progress of the run"));
    column->addWidget(m_bar);
    column->addStretch(1);
    row->addLayout(column, 1);
    auto* exporting = new QPushButton(tr("Export ▾"), this);
    exporting->setObjectName(QStringLiteral("export"));
    exporting->setAccessibleName(tr("Export plots"));
    exporting->setMenu(exportMenu);
    row->addWidget(exporting);

    connect(&controller, &Controller::configChanged, this, &TopBar::refreshChips);
    connect(&controller, &Controller::dataChanged, this, &TopBar::refreshChips);
    connect(&controller, &Controller::problemsChanged, this, &TopBar::refreshChips);
    connect(&controller, &Controller::currentChanged, this, &TopBar::refreshRun);
    connect(&controller, &Controller::runUpdated, this, &TopBar::refreshRun);
    connect(&controller, &Controller::runFinished, this, &TopBar::refreshChips);
    refreshChips();
}

QPushButton* TopBar::addButton(QHBoxLayout* row, QAction* action) {
    auto* button = new QPushButton(plainText(action), this);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    button->setToolTip(action->toolTip() == plainText(action) ? QStringLiteral("%1 (%2)").arg(plainText(action), keys) : action->toolTip());
    button->setAccessibleName(plainText(action));
    button->setObjectName(plainText(action).toLower());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::changed, button, [button, action] {
        button->setEnabled(action->isEnabled());
        button->setText(plainText(action));
        button->setAccessibleName(plainText(action));
    });
    row->addWidget(button);
    return button;
}

QMenu* TopBar::makeDataMenu(const Actions& actions) {
    auto* menu = new QMenu(m_data);
    menu->addAction(actions.cities);
    menu->addSection(tr("Toys"));
    menu->addActions(actions.toys);
    menu->addSeparator();
    menu->addActions({actions.openCsv, actions.openFolder});
    return menu;
}

void TopBar::refreshChips() {
    const core::ParamSet& config = m_controller.config();
    const auto card = m_controller.dataCard();
    const QString source = dataTitle(config.text("data"));
    QString detail = tr("loading…");
    if (m_controller.dataError()) {
        detail = tr("cannot be read");
    } else if (card && !m_controller.dataLoading()) {
        detail = tr("%1 classes").arg(card->classes.size());
    }
    const QString name = fontMetrics().elidedText(source, Qt::ElideMiddle, 130);
    m_data->setText(QStringLiteral("%1 · %2 ▾").arg(name, detail).replace(QLatin1Char('&'), QLatin1String("&&")));
    m_data->setToolTip(source);
    m_data->setAccessibleName(tr("Data: %1, %2").arg(source, detail));
    const core::RunEstimate estimate = m_controller.estimate();
    const QString size =
        estimate.parameters > 0 ? tr(" · %1 parameters").arg(QLocale().toString(qlonglong(estimate.parameters))) : QString();
    m_model->setText(modelTitle(config) + size + QStringLiteral(" ▾"));
    m_model->setAccessibleName(tr("Model: %1%2").arg(modelTitle(config), size));
    refreshRun();
}

void TopBar::refreshRun() {
    const RunRecord* run = m_controller.current();
    const bool live = run != nullptr && run->live();
    m_train->setVisible(!live);
    for (QPushButton* button : m_liveButtons) {
        button->setVisible(live);
    }
    m_bar->setVisible(live);
    const core::RunEstimate estimate = m_controller.estimate();
    QString text = estimate.seconds > 0 ? tr("about %1").arg(durationText(estimate.seconds)) : QString();
    if (live) {
        text = progressText(*run);
        const std::int64_t total = run->progress.totalSteps;
        m_bar->setValue(total > 0 ? static_cast<int>(1000 * run->progress.step / total) : 0);
    } else if (run != nullptr) {
        text += (text.isEmpty() ? QString() : QStringLiteral("     ")) + tr("last run: %1").arg(progressText(*run));
    }
    m_progress->setText(text);
    m_progress->setToolTip(text);
}

QString TopBar::dataText() const { return m_data->text(); }
QString TopBar::modelText() const { return m_model->text(); }
QString TopBar::progress() const { return m_progress->text(); }

} // namespace epochlab::ui
