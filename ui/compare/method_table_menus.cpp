#include "compare/method_table_menus.h"

#include "params/setting_words.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace epochlab::ui {

MethodTableMenus::MethodTableMenus(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    for (const auto& [name, purpose] : {std::pair{"runs", tr("Which runs stand in the table")}, std::pair{"metric", tr("What is measured")},
                                        std::pair{"rows", tr("What the rows are")}, std::pair{"columns", tr("What the columns are")}}) {
        auto* button = new QToolButton(this);
        button->setToolTip(purpose);
        button->setAccessibleDescription(purpose);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(new QMenu(button));
        m_buttons[QLatin1String(name)] = button;
        row->addWidget(button);
    }
    row->addStretch(1);
    offerAll();
}

/// On the button stands `shown`, or where that is empty what is chosen.
void MethodTableMenus::offer(const QString& name, const Items& items, const QString& chosen, const QString& shown) {
    QMenu* menu = m_buttons.at(name)->menu();
    menu->clear();
    auto* group = new QActionGroup(menu);
    for (const auto& [text, value] : items) {
        QAction* action = group->addAction(menu->addAction(text));
        action->setCheckable(true);
        action->setData(value);
        action->setChecked(value == chosen);
        if (value == chosen) m_buttons.at(name)->setText((shown.isEmpty() ? text : shown) + QStringLiteral(" ▾"));
        connect(action, &QAction::triggered, this, [this, name, value = value] { take(name, value); });
    }
}

void MethodTableMenus::offerAll() {
    Items runs{{tr("Runs: listed"), listedRuns}, {tr("Runs: ticked"), tickedRuns}};
    if (!m_plan.isEmpty()) runs.append({m_plan, plannedRuns});
    offer(QStringLiteral("runs"), runs, m_source);
    Items metrics;
    for (const char* series : {"test_accuracy", "validation_accuracy", "validation_loss", "training_accuracy"})
        metrics.append({QString::fromStdString(core::Metric{series}.words()), QLatin1String(series)});
    offer(QStringLiteral("metric"), metrics, QString::fromStdString(m_question.metric.series));
    Items rows{{tr("by itself"), QString()}}, columns;
    for (const core::ParamSpec& spec : core::mlpParams().specs()) {
        if (spec.id == "seed" || spec.id == "report-every") continue;
        const std::pair item{QString::fromStdString(core::fieldWords(spec)), QString::fromStdString(spec.id)};
        if (spec.id != m_question.columns) rows.append(item);
        if (spec.id != m_question.rows) columns.append(item);
    }
    offer(QStringLiteral("rows"), rows, QString::fromStdString(m_question.rows), tr("Rows"));
    offer(QStringLiteral("columns"), columns, QString::fromStdString(m_question.columns), tr("Columns"));
}

void MethodTableMenus::take(const QString& name, const QString& value) {
    if (name == QLatin1String("runs")) m_source = value;
    if (name == QLatin1String("metric")) m_question.metric.series = value.toStdString();
    if (name == QLatin1String("rows")) m_question.rows = value.toStdString();
    if (name == QLatin1String("columns")) m_question.columns = value.toStdString();
    // The menu that was clicked may not go while it tells so.
    QMetaObject::invokeMethod(
        this, [this] { offerAll(); }, Qt::QueuedConnection);
    emit changed();
}

void MethodTableMenus::showPlan(const QString& name, const core::TableQuestion& question) {
    m_plan = name;
    m_source = plannedRuns;
    m_question = question;
    offerAll();
    emit changed();
}

bool MethodTableMenus::choose(const QString& name, const QString& value) {
    if (!m_buttons.contains(name)) return false;
    for (const QAction* action : m_buttons.at(name)->menu()->actions())
        if (action->data().toString() == value) {
            take(name, value);
            return true;
        }
    return false;
}

} // namespace epochlab::ui
