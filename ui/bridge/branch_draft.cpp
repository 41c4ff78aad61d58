#include "bridge/branch_draft.h"

#include "bridge/run_names.h"
#include "params/model_fields.h"

#include <QObject>

#include <algorithm>

namespace epochlab::ui {

BranchDraft::BranchDraft(core::RunId run, QString name, const core::ParamSet& config, std::vector<core::KeptCheckpoint> checkpoints)
    : m_run(std::move(run)), m_name(std::move(name)), m_before(config), m_config(config), m_checkpoints(std::move(checkpoints)) {
    for (const core::ParamLevel level : {core::ParamLevel::Basic, core::ParamLevel::Advanced})
        for (const core::ParamSpec& spec : config.table().specs())
            if (spec.level == level && core::branchObstacle(spec).empty()) m_fields.push_back(spec.id);
    m_place = static_cast<int>(m_checkpoints.size()) - 1;
    for (std::size_t i = 0; i < m_checkpoints.size(); ++i)
        if (m_checkpoints[i].best && m_checkpoints[i].epoch < core::trainingLength(config)) m_place = static_cast<int>(i);
    const std::int64_t done = m_checkpoints[static_cast<std::size_t>(m_place)].epoch;
    const std::int64_t epochs = core::trainingLength(config);
    if (done >= epochs)
        static_cast<void>(m_config.set(core::lengthField(config), done + epochs)); // refused beyond the most, and then summary() says so
}

QStringList BranchDraft::places() const {
    QStringList places;
    for (const core::KeptCheckpoint& each : m_checkpoints) {
        const QString kind = each.best && each.last ? QObject::tr("Best and last")
                             : each.best            ? QObject::tr("Best")
                             : each.last            ? QObject::tr("Last")
                                                    : QObject::tr("Kept");
        const QString epochs = each.epoch == 0 ? QObject::tr("in the first epoch") : QObject::tr("after epoch %1").arg(each.epoch);
        places << QObject::tr("%1: %2 (step %3)").arg(kind, epochs).arg(each.step);
    }
    return places;
}

core::Result<void> BranchDraft::setText(const std::string& id, const std::string& text) { return m_config.setText(id, text); }

core::Result<void> BranchDraft::possible() const {
    if (const auto problems = m_config.validate(); !problems.empty()) return problems.front().error;
    if (m_preset)
        if (const auto broken = m_preset->check(m_config); !broken.empty()) return broken.front().error;
    return core::checkBranch(m_before, m_config, m_checkpoints[static_cast<std::size_t>(m_place)].epoch);
}

QString BranchDraft::summary() const {
    if (const core::Result<void> outcome = possible(); !outcome)
        return capitalised(QString::fromStdString(outcome.error().what + "; " + outcome.error().remedy));
    QStringList changes;
    for (const std::string& id : core::ParamSet::differences(m_before, m_config)) {
        const core::ParamSpec& spec = *m_config.table().find(id);
        changes << QObject::tr("%1 %2 → %3")
                       .arg(QString::fromStdString(spec.label).toLower(), valueLabel(spec, m_before.value(id)),
                            valueLabel(spec, m_config.value(id)));
    }
    if (changes.isEmpty()) return QObject::tr("With nothing changed the branch is the run's own continuation, bit for bit.");
    return QObject::tr("From step %1 on: %2").arg(step() + 1).arg(changes.join(QStringLiteral(", ")));
}

} // namespace epochlab::ui
