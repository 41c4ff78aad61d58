#include "run/sweep.h"

#include "base/random.h"
#include "run/sweep_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace epochlab::core {
namespace {

/// One step of the expansion: each run so far is repeated with each of these.
struct Axis {
    std::vector<std::vector<Setting>> bundles;
    std::string part; ///< "the grid"
    std::string where;
};

Error tooMany(const std::string& where) {
    return {ErrorCode::ConfigRange, "there would be more than " + std::to_string(mostSweepRuns) + " runs", where,
            "split them among several sweeps"};
}

std::string joinedLabels(const std::vector<Setting>& settings) {
    std::string text;
    for (const Setting& setting : settings) text += (text.empty() ? "" : ", ") + settingLabel(setting);
    return text;
}

/// Writes a sweep out, run by run.
class Expansion {
public:
    explicit Expansion(const Sweep& sweep) : m_sweep(sweep), m_runs(sweep.runs) {
        if (m_runs.empty()) m_runs.push_back({});
        for (const ListedRun& run : m_runs)
            for (const Setting& setting : run.settings) m_setBy[setting.id] = "a [[run]]";
    }

    Result<std::vector<ListedRun>> expand() {
        if (m_runs.size() > mostSweepRuns) return tooMany(m_runs.back().where);
        for (const GridAxis& axis : m_sweep.grid)
            if (const Result<void> done = multiply(axisOf(axis)); !done) return done.error();
        if (const Result<void> done = multiplyDraws(); !done) return done.error();
        if (m_sweep.seeds != 1)
            if (const Result<void> done = multiplySeeds(); !done) return done.error();
        if (const Result<void> done = nameRuns(); !done) return done.error();
        return std::move(m_runs);
    }

private:
    static Axis axisOf(const GridAxis& axis) {
        Axis made{{}, "the grid", axis.where};
        for (const ParamValue& value : axis.values) made.bundles.push_back({{axis.id, value}});
        return made;
    }

    Result<void> multiply(const Axis& axis) {
        if (axis.bundles.empty()) return {};
        if (axis.bundles.size() > mostSweepRuns / m_runs.size()) return tooMany(axis.where);
        for (const Setting& setting : axis.bundles.front()) {
            const auto [earlier, isNew] = m_setBy.emplace(setting.id, axis.part);
            if (!isNew)
                return Error{ErrorCode::ConfigConflict, earlier->second + " sets " + setting.id + ", and so does " + axis.part, axis.where,
                             "leave it out of one of them"};
        }
        std::vector<ListedRun> runs;
        for (const ListedRun& run : m_runs) {
            for (const std::vector<Setting>& bundle : axis.bundles) {
                runs.push_back({run.name, run.settings, axis.where});
                runs.back().settings.insert(runs.back().settings.end(), bundle.begin(), bundle.end());
                if (!run.name.empty()) runs.back().name += ", " + joinedLabels(bundle); // a run's own name stays in front
            }
        }
        m_runs = std::move(runs);
        return {};
    }

    /// The first so many draws that differ: a sweep of more draws begins with those of a smaller one.
    Result<void> multiplyDraws() {
        if (m_sweep.random.empty() && m_sweep.draws == 0) return {};
        const std::string where = m_sweep.random.empty() ? std::string("draws") : m_sweep.random.front().where;
        if (m_sweep.random.empty() || m_sweep.draws < 1)
            return Error{ErrorCode::ConfigConflict, "random fields and the number of draws go together", where,
                         "give both: fields to draw, and how many draws"};
        if (m_sweep.draws > static_cast<std::int64_t>(mostSweepRuns)) return tooMany(where);
        Axis axis{{}, "the random part", where};
        std::set<std::string> seen;
        const std::int64_t attempts = 100 * m_sweep.draws + 1000;
        for (std::int64_t k = 0; k < attempts && std::ssize(axis.bundles) < m_sweep.draws; ++k) {
            std::vector<Setting> bundle;
            for (const RandomAxis& field : m_sweep.random) bundle.push_back({field.id, drawnValue(field, m_sweep.drawSeed, k)});
            if (seen.insert(joinedLabels(bundle)).second) axis.bundles.push_back(std::move(bundle));
        }
        if (std::ssize(axis.bundles) == m_sweep.draws) return multiply(axis);
        const std::string found = std::to_string(axis.bundles.size());
        return Error{ErrorCode::ConfigRange, "of " + std::to_string(m_sweep.draws) + " draws only " + found + " differ", where,
                     "ask for " + found + " draws or fewer, or give wider ranges"};
    }

    Result<void> multiplySeeds() {
        if (m_sweep.seeds < 1)
            return Error{ErrorCode::ConfigRange, std::to_string(m_sweep.seeds) + " seeds are no number of seeds", "seeds",
                         "give 1 or more"};
        if (m_sweep.seeds > static_cast<std::int64_t>(mostSweepRuns)) return tooMany("seeds");
        const std::int64_t first = m_sweep.base.integer("seed");
        Axis axis{{}, "seeds", "seeds"};
        for (std::int64_t k = 0; k < m_sweep.seeds; ++k) axis.bundles.push_back({{"seed", first + k}});
        return multiply(axis);
    }

    Result<void> nameRuns() {
        std::set<std::string> names;
        for (ListedRun& run : m_runs) {
            if (run.name.empty()) run.name = joinedLabels(run.settings);
            if (names.insert(run.name).second) continue;
            return Error{ErrorCode::ConfigConflict, "two runs are called \"" + run.name + "\"", run.where, "give each its own name"};
        }
        return {};
    }

    const Sweep& m_sweep;
    std::vector<ListedRun> m_runs;
    std::map<std::string, std::string> m_setBy; ///< which part sets a field
};

Result<void> apply(ParamSet& config, const std::vector<Setting>& settings) {
    for (const Setting& setting : settings)
        if (Result<void> done = config.set(setting.id, setting.value); !done) return done;
    return {};
}

Error inRun(Error error, const ListedRun& run) {
    for (const std::string* part : {&run.name, &run.where})
        if (!part->empty()) error.where = *part + (error.where.empty() ? "" : (part == &run.where ? ": " : ", ")) + error.where;
    return error;
}

Result<ParamSet> configOf(const Sweep& sweep, const ListedRun& run, const std::vector<Setting>& last, SettingTexts overrides) {
    ParamSet config = sweep.base;
    if (const Result<void> done = apply(config, run.settings); !done) return inRun(done.error(), run);
    if (const Result<void> done = apply(config, last); !done) return inRun(done.error(), run);
    for (const auto& [id, text] : overrides) {
        if (id == "seed" && sweep.seeds > 1) continue; // its first, not that of all
        if (const Result<void> done = config.setText(id, text); !done) return done.error();
    }
    if (const std::vector<ParamError> errors = config.validate(); !errors.empty()) return inRun(errors.front().error, run);
    return config;
}

} // namespace

Result<std::vector<PlannedRun>> planRuns(const Sweep& sweep, const std::vector<Setting>& last, SettingTexts overrides) {
    Sweep wanted = sweep;
    for (const auto& [id, text] : overrides)
        if (const Result<void> done = wanted.base.setText(id, text); !done) return done.error();
    const Result<std::vector<ListedRun>> runs = Expansion(wanted).expand();
    if (!runs) return runs.error();
    std::vector<PlannedRun> planned;
    std::map<std::string, std::string> nameOf; ///< by all that a run is asked to do
    for (const ListedRun& run : *runs) {
        Result<ParamSet> config = configOf(wanted, run, last, overrides);
        if (!config) return config.error();
        const auto [same, isNew] = nameOf.emplace(writeRunFile(*config, false), run.name);
        if (!isNew)
            return inRun({ErrorCode::ConfigConflict, "this run is the same as the run \"" + same->second + "\"", "",
                          "leave one of them out, or set a field that they do not differ in"},
                         run);
        const bool named = std::ranges::any_of(
            wanted.runs, [&run](const ListedRun& listed) { return !listed.name.empty() && run.name.starts_with(listed.name); });
        planned.push_back({run.name, *std::move(config), named});
    }
    return planned;
}

ParamValue drawnValue(const RandomAxis& axis, std::int64_t drawSeed, std::int64_t index) {
    std::uint32_t field = 2166136261U; // FNV-1a of the name: a field draws the same whatever else is drawn
    for (const char c : axis.id) field = (field ^ static_cast<unsigned char>(c)) * 16777619U;
    RandomStream stream({.seed = static_cast<std::uint64_t>(drawSeed),
                         .purpose = RandomPurpose::Sweep,
                         .step = static_cast<std::uint32_t>(index),
                         .layer = field & 0xffffffU});
    if (!axis.values.empty()) return axis.values[stream.below(axis.values.size())];
    const bool whole = mlpParams().find(axis.id)->kind == ParamKind::Integer;
    const double widened = whole ? 0.5 : 0.0; // so that the ends are as likely as the others
    const double low = axis.minimum - widened;
    const double high = axis.maximum + widened;
    const bool logarithmic = axis.scale == ParamScale::Logarithmic;
    const double drawn = logarithmic ? std::exp(stream.uniform(std::log(low), std::log(high))) : stream.uniform(low, high);
    const double inside = std::clamp(whole ? std::round(drawn) : fourDigits(drawn), axis.minimum, axis.maximum);
    return numberValue(whole, inside);
}

std::string trainingKey(const ParamSet& config) {
    std::string key;
    for (const ParamSpec& spec : config.table().specs())
        if (spec.id != "report-every" && config.isVisible(spec.id)) key += spec.id + "=" + config.textOf(spec.id) + "\n";
    return key;
}

std::string settingLabel(const Setting& setting) {
    const ParamSpec& spec = *mlpParams().find(setting.id);
    std::string value = valueText(setting.value);
    if (const auto* flag = std::get_if<bool>(&setting.value)) value = *flag ? "on" : "off";
    for (const ParamChoice& choice : spec.choices)
        if (choice.value == value) value = choice.label;
    return spec.label + " " + value;
}

} // namespace epochlab::core
