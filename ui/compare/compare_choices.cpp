#include "compare/compare_choices.h"

#include "compare/titled_box.h"
#include "params/setting_words.h"
#include "plot/curve_choices.h"
#include "theme/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace epochlab::ui {
namespace {

const QString eachRun = QStringLiteral("run");
const QString allButSeed = QStringLiteral("all");

QString fieldName(const std::string& id) { return QString::fromStdString(core::fieldWords(*core::mlpParams().find(id))); }

template <typename Value> QVariant number(Value value) { return static_cast<int>(value); }

} // namespace

CompareChoices::CompareChoices(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::xs);
    m_metric = addBox("metric", {}, tr("Metric"),
                      {{tr("Validation accuracy"), QStringLiteral("validation_accuracy")},
                       {tr("Validation loss"), QStringLiteral("validation_loss")},
                       {tr("Training accuracy"), QStringLiteral("training_accuracy")},
                       {tr("Training loss"), QStringLiteral("training_loss")},
                       {tr("Test accuracy"), QStringLiteral("test_accuracy")}});
    m_group = addBox("group", tr("Group"), tr("Group by"), {{tr("each run"), eachRun}, {tr("all but seed"), allButSeed}});
    m_colour = addBox("colour", tr("Colour"), tr("Colour by"), {{tr("curve"), QString()}});
    m_reference =
        addBox("reference", tr("Reference"), tr("Run that the others are held against, at its best epoch"), {{tr("none"), QString()}});
    auto* button = new QToolButton(this);
    button->setText(tr("View ▾"));
    button->setToolTip(tr("Horizontal axis, band and smoothing"));
    button->setPopupMode(QToolButton::InstantPopup);
    m_view = new QMenu(button);
    button->setMenu(m_view);
    using core::Band;
    m_curves = new CurveChoices(this);
    m_curves->addAxes(m_view);
    m_band = addActions("band", tr("Band: %1"),
                        {{tr("± std"), number(Band::StandardDeviation)},
                         {tr("± stderr"), number(Band::StandardError)},
                         {tr("min–max"), number(Band::MinimumMaximum)}});
    m_band->setEnabled(false);
    m_view->addSeparator();
    m_curves->addHalfLives(m_view);
    connect(m_curves, &CurveChoices::changed, this, &CompareChoices::changed);
    row->addWidget(button);
    row->addStretch(1);
}

TitledBox* CompareChoices::addBox(const char* name, const QString& title, const QString& purpose, const Items& items) {
    auto* box = new TitledBox(title, purpose, this);
    box->setObjectName(QLatin1String(name));
    for (const auto& [text, value] : items) box->addItem(text, value);
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        m_band->setEnabled(m_group->currentData().toString() != eachRun);
        emit changed();
    });
    layout()->addWidget(box);
    return box;
}

QActionGroup* CompareChoices::addActions(const char* name, const QString& title, const Items& items) {
    if (!m_view->isEmpty()) m_view->addSeparator();
    auto* group = new QActionGroup(m_view);
    group->setObjectName(QLatin1String(name));
    for (const auto& [text, value] : items) {
        QAction* action = group->addAction(title.arg(text));
        action->setCheckable(true);
        action->setData(value);
        action->setChecked(group->actions().size() == 1);
        action->setProperty("short", text);
        m_view->addAction(action);
    }
    connect(group, &QActionGroup::triggered, this, &CompareChoices::changed);
    return group;
}

CompareQuestion CompareChoices::question() const {
    CompareQuestion question;
    question.metric.series = m_metric->currentData().toString().toStdString();
    const QString group = m_group->currentData().toString();
    if (group == allButSeed)
        question.grouping = CompareQuestion::Grouping::AllButSeed;
    else if (group != eachRun)
        question.grouping = CompareQuestion::Grouping::Field;
    question.field = question.grouping == CompareQuestion::Grouping::Field ? group.toStdString() : std::string();
    question.colourBy = m_colour->currentData().toString().toStdString();
    question.reference = m_reference->currentData().toString().toStdString();
    question.band = static_cast<core::Band>(m_band->checkedAction()->data().toInt());
    question.axis = m_curves->axis();
    question.halfLife = m_curves->halfLife();
    return question;
}

/// In the place of all but the first ones; what is chosen stays, offered or not.
void CompareChoices::offer(TitledBox* box, int builtIn, const Items& items) {
    const QVariant chosen = box->currentData();
    const QString text = box->currentText();
    const QSignalBlocker quiet(box);
    while (box->count() > builtIn) box->removeItem(box->count() - 1);
    for (const auto& [name, value] : items) box->addItem(name, value);
    if (box->findData(chosen) < 0) box->addItem(text, chosen);
    box->setCurrentIndex(box->findData(chosen));
    box->update(); // its text may be another
}

void CompareChoices::offerFields(const std::vector<std::string>& ids) {
    if (ids == m_fields) return;
    m_fields = ids;
    Items items;
    for (const std::string& id : ids) items.append({fieldName(id), QString::fromStdString(id)});
    offer(m_group, 2, items);
    offer(m_colour, 1, items);
}

void CompareChoices::offerReferences(const QList<std::pair<QString, QString>>& runs) {
    if (runs == m_references) return;
    m_references = runs;
    Items items;
    for (const auto& [id, name] : runs) items.append({name, id});
    const QString chosen = m_reference->currentData().toString();
    const bool gone = !chosen.isEmpty() && std::ranges::none_of(runs, [&](const auto& run) { return run.first == chosen; });
    if (gone) m_reference->setCurrentIndex(0);
    offer(m_reference, 1, items);
}

QString CompareChoices::bandText() const { return tr("mean %1").arg(m_band->checkedAction()->property("short").toString()); }

QString CompareChoices::subtitle(const Comparison& answer) const {
    const auto count = static_cast<int>(answer.groups.size());
    if (count == 0) return {};
    QStringList parts;
    if (question().grouping == CompareQuestion::Grouping::EachRun)
        parts << (count == 1 ? tr("1 run") : tr("%1 runs").arg(count));
    else
        parts << (count == 1 ? tr("1 group") : tr("%1 groups").arg(count)) << bandText();
    if (answer.colouring)
        parts << tr("colour: %1").arg(fieldName(answer.colouring->field)) + (answer.colouring->logarithmic ? tr(" (log)") : QString());
    return parts.join(QStringLiteral(" · "));
}

bool CompareChoices::choose(const QString& name, const QVariant& value) {
    if (auto* box = findChild<TitledBox*>(name)) {
        const int at = box->findData(value);
        if (at >= 0) box->setCurrentIndex(at);
        return at >= 0;
    }
    const auto* group = m_view->findChild<QActionGroup*>(name);
    if (group == nullptr) return false;
    for (QAction* action : group->actions())
        if (action->data() == value) {
            action->trigger();
            return true;
        }
    return false;
}

bool CompareChoices::applies(const QString& name) const { return name != m_band->objectName() || m_band->isEnabled(); }

} // namespace epochlab::ui
