#pragma once

#include "handin/preset_limits.h"
#include "run/branch.h"
#include "run/events.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace epochlab::ui {

/// Another way from a checkpoint of a run, as it is put together: where it begins, and with which fields changed. GUI thread.
class BranchDraft {
public:
    /// checkpoints: at least one, oldest first. Begins with the best one where epochs are left after it, else with the last, and with as
    /// many epochs more as the run had where none is left after that.
    BranchDraft(core::RunId run, QString name, const core::ParamSet& config, std::vector<core::KeptCheckpoint> checkpoints);

    const core::RunId& run() const { return m_run; }
    const QString& name() const { return m_name; }
    const core::ParamSet& config() const { return m_config; }
    /// Ids of the fields that may change, basic ones first.
    const std::vector<std::string>& fields() const { return m_fields; }
    /// "Best: after epoch 12 (step 228)", one each checkpoint.
    QStringList places() const;
    int place() const { return m_place; }
    void setPlace(int place) { m_place = place; }
    std::int64_t step() const { return m_checkpoints[static_cast<std::size_t>(m_place)].step; }
    /// Keeps to a lab preset too; null: to none.
    void keepTo(std::shared_ptr<const core::PresetLimits> preset) { m_preset = std::move(preset); }
    /// The field's own error; then the value before stays.
    core::Result<void> setText(const std::string& id, const std::string& text);
    /// Why it cannot begin like this.
    core::Result<void> possible() const;
    /// "From epoch 12 on: learning rate 0.001 → 0.0005"; what is wrong where it is not possible.
    QString summary() const;

private:
    core::RunId m_run;
    QString m_name;
    core::ParamSet m_before;
    core::ParamSet m_config;
    std::vector<core::KeptCheckpoint> m_checkpoints;
    std::vector<std::string> m_fields;
    int m_place = 0;
    std::shared_ptr<const core::PresetLimits> m_preset;
};

} // namespace epochlab::ui
