#pragma once

#include "handin/lab_preset.h"
#include "run/live_run.h"
#include "run/rate_change.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

enum class FieldFreedom { Free, Limited, Fixed, Hidden };

/// What a lab preset allows: the one judge for the form and the command line. An immutable value; any thread.
class PresetLimits {
public:
    /// student: of whom a seed per student is made; empty: the field's default.
    explicit PresetLimits(LabPreset preset, std::string student = {});

    const LabPreset& preset() const { return m_preset; }
    const std::string& student() const { return m_student; }

    FieldFreedom freedomOf(std::string_view id) const;
    /// Why a field cannot be changed, or how far: "The preset “…” fixes it at 0.01". Empty where it is free.
    std::string reasonOf(std::string_view id) const;
    /// The field as a form should offer it: a narrower range, slider and choices.
    ParamSpec narrowed(const ParamSpec& spec) const;

    /// What a form begins with.
    ParamSet start() const;
    /// Puts the fixed and hidden values, and the student's seed, into a set.
    void fix(ParamSet& set) const;
    /// A sentence with code and remedy for each field that breaks the preset, in the table's order; empty: it is kept.
    std::vector<ParamError> check(const ParamSet& set) const;
    /// A change of the learning rate or schedule while a run of these settings is trained: the first of its fields that breaks the preset.
    Result<void> checkChange(const ParamSet& config, const RateChange& change) const;
    /// ConfigConflict where these are other data than the preset's. `fingerprint` as a run keeps it.
    Result<void> checkData(const std::string& fingerprint) const;
    /// A loader that refuses other data, so that no run begins on them.
    DatasetLoader loaderOf(DatasetLoader load) const;

    /// "preset-" and 16 digits of the file's hash: the tag of the runs that were made with it.
    std::string tag() const;

private:
    const ParamValue* fixedValue(std::string_view id) const;
    const LabPreset::Limit* limitOf(std::string_view id) const;
    Result<void> checkField(const ParamSpec& spec, const ParamSet& set) const;

    LabPreset m_preset;
    std::string m_student;
    LabPreset::Values m_fixed; ///< fixed, hidden, and the student's seed
};

/// The seed of a student: from SHA-256 of the id, the same on every machine, from 1 to 2^31 - 1.
std::int64_t seedOfStudent(std::string_view student);
/// What is wrong with a limit, empty: nothing.
std::string brokenLimit(const ParamSpec& spec, const LabPreset::Limit& limit);

} // namespace epochlab::core
