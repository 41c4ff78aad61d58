#include "plot/curve_choices.h"

#include <QActionGroup>
#include <QInputDialog>
#include <QLocale>
#include <QMenu>

#include <algorithm>

namespace epochlab::ui {
namespace {

constexpr double offered[] = {10, 50, 200, 1000, 5000};
constexpr double mostSteps = 1e9;
constexpr const char* axisWords[] = {"step", "epoch", "time"}; ///< in the enumeration's order

QString stepsText(double steps) { return QObject::tr("%1 steps").arg(QLocale::c().toString(steps, 'g', 6)); }

QString nameOf(core::ComparedAxis axis) {
    switch (axis) {
    case core::ComparedAxis::Step: return QObject::tr("step");
    case core::ComparedAxis::Time: return QObject::tr("time");
    case core::ComparedAxis::Epoch: break;
    }
    return QObject::tr("epoch");
}

/// A choice that is ticked while `chosen` says so.
template <typename Chosen>
QAction* add(QActionGroup* group, const QString& text, const QVariant& data, CurveChoices* choices, Chosen chosen) {
    QAction* action = group->addAction(text);
    action->setCheckable(true);
    action->setData(data);
    action->setChecked(chosen());
    QObject::connect(choices, &CurveChoices::changed, action, [action, chosen] { action->setChecked(chosen()); });
    return action;
}

} // namespace

void CurveChoices::setAxis(core::ComparedAxis axis) {
    if (axis == m_axis) return;
    m_axis = axis;
    emit changed();
}

void CurveChoices::setHalfLife(double steps) {
    if (steps == m_halfLife || !(steps >= 0.0 && steps <= mostSteps)) return;
    m_halfLife = steps;
    emit changed();
}

QString CurveChoices::axisWord() const { return QLatin1String(axisWords[static_cast<std::size_t>(m_axis)]); }

void CurveChoices::setAxisWord(const QString& word) {
    const auto* const found = std::ranges::find_if(axisWords, [&word](const char* each) { return word == QLatin1String(each); });
    if (found != std::end(axisWords)) setAxis(static_cast<core::ComparedAxis>(found - std::begin(axisWords)));
}

QString CurveChoices::axisTitle() const { return m_axis == core::ComparedAxis::Time ? tr("seconds") : nameOf(m_axis); }
QString CurveChoices::note() const { return m_halfLife > 0.0 ? tr("smoothed, half-life %1").arg(stepsText(m_halfLife)) : QString(); }
QString CurveChoices::smoothingText() const { return tr("Smoothing: %1").arg(m_halfLife > 0.0 ? stepsText(m_halfLife) : tr("off")); }
QString CurveChoices::axisText() const { return tr("x: %1").arg(nameOf(m_axis)); }

QActionGroup* CurveChoices::addAxes(QMenu* menu) {
    using core::ComparedAxis;
    auto* group = new QActionGroup(menu);
    group->setObjectName(QStringLiteral("axis"));
    for (const ComparedAxis axis : {ComparedAxis::Epoch, ComparedAxis::Step, ComparedAxis::Time})
        add(group, tr("x: %1").arg(nameOf(axis)), static_cast<int>(axis), this, [this, axis] { return m_axis == axis; });
    connect(group, &QActionGroup::triggered, this,
            [this](const QAction* action) { setAxis(static_cast<ComparedAxis>(action->data().toInt())); });
    menu->addActions(group->actions());
    return group;
}

QActionGroup* CurveChoices::addHalfLives(QMenu* menu) {
    auto* group = new QActionGroup(menu);
    group->setObjectName(QStringLiteral("smoothing"));
    add(group, tr("Smoothing: off"), 0.0, this, [this] { return m_halfLife <= 0.0; });
    for (const double steps : offered)
        add(group, tr("Smoothing: half-life %1").arg(stepsText(steps)), steps, this, [this, steps] { return m_halfLife == steps; });
    const auto other = [this] { return m_halfLife > 0.0 && std::ranges::find(offered, m_halfLife) == std::end(offered); };
    QAction* asked = add(group, tr("Smoothing: another half-life…"), -1.0, this, other);
    connect(group, &QActionGroup::triggered, this, [this, asked, menu](const QAction* action) {
        if (action == asked)
            askHalfLife(menu->parentWidget());
        else
            setHalfLife(action->data().toDouble());
    });
    menu->addActions(group->actions());
    return group;
}

void CurveChoices::askHalfLife(QWidget* parent) {
    auto* dialog = new QInputDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Smoothing"));
    dialog->setLabelText(tr("Steps after which a value counts half as much (0: no smoothing)"));
    dialog->setInputMode(QInputDialog::DoubleInput);
    dialog->setDoubleDecimals(1);
    dialog->setDoubleRange(0.0, mostSteps);
    dialog->setDoubleValue(m_halfLife > 0.0 ? m_halfLife : 100.0);
    connect(dialog, &QInputDialog::doubleValueSelected, this, &CurveChoices::setHalfLife);
    connect(dialog, &QDialog::finished, this, &CurveChoices::changed); // the tick goes back to what is true
    dialog->open();
}

void CurveChoices::link(CurveChoices& other) {
    const auto follow = [](CurveChoices* from, CurveChoices* to) {
        connect(from, &CurveChoices::changed, to, [from, to] {
            to->setAxis(from->axis());
            to->setHalfLife(from->halfLife());
        });
    };
    follow(this, &other);
    follow(&other, this);
    other.setAxis(axis());
    other.setHalfLife(halfLife());
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_curve_choices.cpp"
