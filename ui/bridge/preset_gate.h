#pragma once

#include "handin/preset_limits.h"
#include "run/rate_change.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace epochlab::ui {

/// The one judge of the window: what the lab preset that is open allows, asked wherever a run begins, goes on or is steered. What a run
/// loads its data with asks it too, so that none gets around it. limits(), keeps() and guarded(): any thread; the rest: GUI thread.
class PresetGate {
public:
    /// Null: none is open.
    std::shared_ptr<const core::PresetLimits> limits() const;
    /// Null closes it. The sketch before is none for another preset.
    void open(std::shared_ptr<const core::PresetLimits> limits);

    /// Why the preset does not allow these settings: the command line's sentence.
    core::Result<void> keeps(const core::ParamSet& config) const;
    /// The same of one field alone.
    core::Result<void> mayHave(core::ParamSet config, const std::string& id, const core::ParamValue& value) const;
    /// As keeps(), of a run that begins, which wants the student's id and a sketch where the preset does.
    core::Result<void> mayBegin(const core::ParamSet& config) const;
    /// Of a run that is trained with these settings.
    core::Result<void> mayChange(const core::ParamSet& config, const core::RateChange& change) const;
    /// All that stands against a run of the form. fingerprint: of its data as a run keeps it; empty: they are not loaded.
    std::vector<core::ParamError> problems(const core::ParamSet& config, const std::string& fingerprint) const;
    /// A preset that wants a sketch shows no draft, from which it could be copied. Empty: one may be trained.
    std::string draftObstacle() const;

    /// The training to come has been drawn; or no longer.
    void setSketched(bool sketched) { m_sketched = sketched; }
    bool wantsSketch() const;
    bool wantsStudent() const;
    /// A run has begun: the next one wants a sketch of its own. Its tag; empty: no preset is open.
    std::string began();

    /// A loader for runs: refuses settings and data that the preset does not allow. It keeps the gate.
    static core::DatasetLoader guarded(const std::shared_ptr<const PresetGate>& gate, core::DatasetLoader load);

private:
    std::vector<core::ParamError> missing() const;

    mutable std::mutex m_mutex; ///< of m_limits
    std::shared_ptr<const core::PresetLimits> m_limits;
    bool m_sketched = false;
};

} // namespace epochlab::ui
