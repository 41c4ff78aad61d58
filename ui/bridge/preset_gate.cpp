#include "bridge/preset_gate.h"

#include <algorithm>
#include <iterator>

namespace epochlab::ui {

using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

Result<void> firstOf(const std::vector<core::ParamError>& errors) {
    return errors.empty() ? Result<void>() : Result<void>(errors.front().error);
}

} // namespace

std::shared_ptr<const core::PresetLimits> PresetGate::limits() const {
    const std::lock_guard lock(m_mutex);
    return m_limits;
}

void PresetGate::open(std::shared_ptr<const core::PresetLimits> limits) {
    const std::shared_ptr<const core::PresetLimits> before = this->limits();
    if (!before || !limits || before->preset().hash != limits->preset().hash) m_sketched = false;
    const std::lock_guard lock(m_mutex);
    m_limits = std::move(limits);
}

Result<void> PresetGate::keeps(const core::ParamSet& config) const {
    const auto limits = this->limits();
    return limits ? firstOf(limits->check(config)) : Result<void>();
}

Result<void> PresetGate::mayHave(core::ParamSet config, const std::string& id, const core::ParamValue& value) const {
    const auto limits = this->limits();
    if (Result<void> set = config.set(id, value); !limits || !set) return set;
    for (const core::ParamError& broken : limits->check(config))
        if (broken.id == id) return broken.error;
    return {};
}

Result<void> PresetGate::mayBegin(const core::ParamSet& config) const {
    const Result<void> kept = keeps(config);
    return kept ? firstOf(missing()) : kept;
}

Result<void> PresetGate::mayChange(const core::ParamSet& config, const core::RateChange& change) const {
    const auto limits = this->limits();
    return limits ? limits->checkChange(config, change) : Result<void>();
}

std::vector<core::ParamError> PresetGate::missing() const {
    std::vector<core::ParamError> found;
    const auto limits = this->limits();
    if (!limits) return found;
    const std::string who = "the preset “" + limits->preset().title + "” ";
    if (wantsStudent())
        found.push_back({"seed", {ErrorCode::Usage, who + "gives each student a seed", "", "say who you are: the field in its banner"}});
    if (wantsSketch())
        found.push_back({{},
                         {ErrorCode::Usage, who + "wants a sketch of what you expect before each training", "",
                          "draw it: Predict first in its banner"}});
    return found;
}

std::vector<core::ParamError> PresetGate::problems(const core::ParamSet& config, const std::string& fingerprint) const {
    const auto limits = this->limits();
    if (!limits) return {};
    std::vector<core::ParamError> found = limits->check(config);
    if (!fingerprint.empty())
        if (const Result<void> same = limits->checkData(fingerprint); !same) found.push_back({"data", same.error()});
    std::ranges::move(missing(), std::back_inserter(found));
    return found;
}

std::string PresetGate::draftObstacle() const {
    const auto limits = this->limits();
    if (!limits || !limits->preset().wantsSketch) return {};
    return "The preset “" + limits->preset().title + "” wants a sketch before each training, so no draft is trained";
}

bool PresetGate::wantsSketch() const {
    const auto limits = this->limits();
    return limits && limits->preset().wantsSketch && !m_sketched;
}

bool PresetGate::wantsStudent() const {
    const auto limits = this->limits();
    return limits && limits->preset().seedPerStudent && limits->student().empty();
}

std::string PresetGate::began() {
    m_sketched = false;
    const auto limits = this->limits();
    return limits ? limits->tag() : std::string();
}

core::DatasetLoader PresetGate::guarded(const std::shared_ptr<const PresetGate>& gate, core::DatasetLoader load) {
    return [gate, load = std::move(load)](const core::ParamSet& config) -> Result<core::DatasetPointer> {
        const auto limits = gate->limits();
        if (!limits) return load(config);
        if (const auto broken = limits->check(config); !broken.empty()) return broken.front().error;
        return limits->loaderOf(load)(config);
    };
}

} // namespace epochlab::ui
