#include "compare/compare_choices.h"

#include "params/setting_words.h"
#include "theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

#include <algorithm>

namespace epochlab::ui {
namespace {

const QString eachRun = QStringLiteral("run");
const QString allButSeed = QStringLiteral("all");

} // namespace

CompareChoices::CompareChoices(QWidget* parent) : QWidget(parent) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    m_metric = add("metric", tr("Metric"),
                   {{tr("Validation accuracy"), QStringLiteral("validation_accuracy")},
                    {tr("Validation loss"), QStringLiteral("validation_loss")},
                    {tr("Training accuracy"), QStringLiteral("training_accuracy")},
                    {tr("Training loss"), QStringLiteral("training_loss")},
                    {tr("Test accuracy"), QStringLiteral("test_accuracy")}});
    m_group = add("group", tr("Group by"), {{tr("Each run"), eachRun}, {tr("All but seed"), allButSeed}});
    m_band = add("band", tr("Band"),
                 {{tr("± std"), static_cast<int>(core::Band::StandardDeviation)},
                  {tr("± stderr"), static_cast<int>(core::Band::StandardError)},
                  {tr("min–max"), static_cast<int>(core::Band::MinimumMaximum)}});
    m_band->setEnabled(false);
    m_axis = add("axis", tr("Horizontal axis"),
                 {{tr("epoch"), static_cast<int>(core::ComparedAxis::Epoch)},
                  {tr("step"), static_cast<int>(core::ComparedAxis::Step)},
                  {tr("time"), static_cast<int>(core::ComparedAxis::Time)}});
    m_smoothing = add("smoothing", tr("Smoothing: moving average, without the pull to its start"),
                      {{tr("raw"), 0.0}, {tr("EMA 0.6"), 0.6}, {tr("EMA 0.9"), 0.9}});
    row->addStretch(1);
}

QComboBox* CompareChoices::add(const char* name, const QString& accessibleName, const QList<std::pair<QString, QVariant>>& items) {
    auto* box = new QComboBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessibleName);
    box->setToolTip(accessibleName);
    for (const auto& [text, value] : items) box->addItem(text, value);
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        m_band->setEnabled(m_group->currentData().toString() != eachRun);
        emit changed();
    });
    // The row never makes the window wider: a long choice is cut short, and whole in the list.
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumWidth(64);
    layout()->addWidget(box);
    return box;
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
    question.band = static_cast<core::Band>(m_band->currentData().toInt());
    question.axis = static_cast<core::ComparedAxis>(m_axis->currentData().toInt());
    question.smoothing = m_smoothing->currentData().toDouble();
    return question;
}

void CompareChoices::offerFields(const std::vector<std::string>& ids) {
    if (ids == m_fields) return;
    m_fields = ids;
    const QString chosen = m_group->currentData().toString();
    const QSignalBlocker quiet(m_group);
    while (m_group->count() > 2) m_group->removeItem(2);
    std::vector<std::string> offered = ids;
    const bool builtIn = chosen == eachRun || chosen == allButSeed;
    if (!builtIn && std::ranges::find(offered, chosen.toStdString()) == offered.end()) offered.push_back(chosen.toStdString());
    for (const std::string& id : offered)
        m_group->addItem(QString::fromStdString(core::fieldWords(*core::mlpParams().find(id))), QString::fromStdString(id));
    m_group->setCurrentIndex(m_group->findData(chosen));
}

QString CompareChoices::axisTitle() const {
    switch (question().axis) {
    case core::ComparedAxis::Step: return tr("step");
    case core::ComparedAxis::Time: return tr("seconds");
    default: return tr("epoch");
    }
}

QString CompareChoices::subtitle(std::size_t groups) const {
    if (groups == 0) return {};
    const auto count = static_cast<int>(groups);
    if (question().grouping == CompareQuestion::Grouping::EachRun) return count == 1 ? tr("1 run") : tr("%1 runs").arg(count);
    const QString text = count == 1 ? tr("1 group") : tr("%1 groups").arg(count);
    return text + tr(" · mean, %1").arg(m_band->currentText());
}

} // namespace epochlab::ui
