#include "run/sweep.h"

#include "params/setting_words.h"
#include "base/random.h"
#include "params/model_fields.h"
#include "run/sweep_parts.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
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

/// A listed run with one of the combinations of what varies.
struct Combination {
    const ListedRun* listed = nullptr; ///< in the sweep, or a run of its own that says nothing
    std::vector<Setting> varied;
    std::string where;

    /// A run's own name stays in front.
    std::string name() const {
        std::vector<Setting> settings = listed->name.empty() ? listed->settings : std::vector<Setting>();
        settings.insert(settings.end(), varied.begin(), varied.end());
        const std::string made = joinedLabels(settings);
        return listed->name + (listed->name.empty() || made.empty() ? "" : ", ") + made;
    }
};

/// Writes a sweep out, run by run.
class Expansion {
public:
    explicit Expansion(const Sweep& sweep) : m_sweep(sweep) {
        static const ListedRun plain;
        for (const ListedRun& run : sweep.runs) {
            m_runs.push_back({&run, {}, run.where});
            for (const Setting& setting : run.settings) m_setBy[setting.id] = "a [[run]]";
        }
        if (m_runs.empty()) m_runs.push_back({&plain, {}, {}});
    }

    /// They point into the sweep.
    Result<std::vector<Combination>> expand() {
        if (m_runs.size() > mostSweepRuns) return tooMany(m_runs.back().where);
        for (const GridAxis& axis : m_sweep.grid)
            if (const Result<void> done = multiply(axisOf(axis)); !done) return done.error();
        if (const Result<void> done = multiplyDraws(); !done) return done.error();
        if (m_sweep.seeds != 1)
            if (const Result<void> done = multiplySeeds(); !done) return done.error();
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
        std::vector<Combination> runs;
        for (const Combination& run : m_runs) {
            for (const std::vector<Setting>& bundle : axis.bundles) {
                runs.push_back({run.listed, run.varied, axis.where});
                runs.back().varied.insert(runs.back().varied.end(), bundle.begin(), bundle.end());
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

    const Sweep& m_sweep;
    std::vector<Combination> m_runs;
    std::map<std::string, std::string> m_setBy; ///< which part sets a field
};

Result<void> apply(ParamSet& config, const std::vector<Setting>& settings) {
    for (const Setting& setting : settings)
        if (Result<void> done = config.set(setting.id, setting.value); !done) return done;
    return {};
}

Error inRun(Error error, const Combination& run) {
    const std::string name = run.name();
    for (const std::string* part : {&name, &run.where})
        if (!part->empty()) error.where = *part + (error.where.empty() ? "" : (part == &run.where ? ": " : ", ")) + error.where;
    return error;
}

/// What wins over all that a sweep says.
struct Above {
    const std::vector<Setting>& last;
    SettingTexts overrides;
};

Result<ParamSet> configOf(const Sweep& sweep, const Combination& run, const Above& above) {
    ParamSet config = sweep.base;
    for (const std::vector<Setting>* settings : {&run.listed->settings, &run.varied, &above.last})
        if (const Result<void> done = apply(config, *settings); !done) return inRun(done.error(), run);
    for (const auto& [id, text] : above.overrides) {
        if (id == "seed" && sweep.seeds > 1) continue; // its first, not that of all
        if (const Result<void> done = config.setText(id, text); !done) return done.error();
    }
    if (const std::vector<ParamError> errors = config.validate(); !errors.empty()) return inRun(errors.front().error, run);
    return config;
}

/// Makes the planned runs of combinations. What varies and does not count in a run (trees have no learning rate) does not multiply it.
class Planner {
public:
    Planner(const Sweep& sweep, const Above& above) : m_sweep(sweep), m_above(above) {}

    Result<void> add(Combination run) {
        Result<ParamSet> config = configOf(m_sweep, run, m_above);
        if (!config) return config.error();
        std::vector<Setting> counting;
        for (const Setting& setting : run.varied) {
            if (!config->isVisible(setting.id)) {
                m_hidden.emplace(setting.id, "while " + config->hiddenWhile(setting.id));
                continue;
            }
            m_counted.insert(setting.id);
            counting.push_back(setting);
        }
        if (counting.size() < run.varied.size()) {
            run.varied = std::move(counting);
            config = configOf(m_sweep, run, m_above);
            if (!config) return config.error();
            if (!m_once.emplace(run.listed, trainingKey(*config)).second) return {};
        }
        return take(run, *std::move(config));
    }

    Result<std::vector<PlannedRun>> runs() && {
        for (const GridAxis& axis : m_sweep.grid)
            if (axis.values.size() > 1 && !m_counted.contains(axis.id)) return countsNowhere(axis.id, axis.where);
        for (const RandomAxis& axis : m_sweep.random)
            if (!m_counted.contains(axis.id)) return countsNowhere(axis.id, axis.where);
        return std::move(m_planned);
    }

private:
    Result<void> take(const Combination& run, ParamSet config) {
        std::string name = run.name();
        if (!m_names.insert(name).second)
            return Error{ErrorCode::ConfigConflict, "two runs are called \"" + name + "\"", run.where, "give each its own name"};
        const auto [same, isNew] = m_nameOf.emplace(writeRunFile(config, false), name);
        if (!isNew)
            return inRun({ErrorCode::ConfigConflict, "this run is the same as the run \"" + same->second + "\"", "",
                          "leave one of them out, or set a field that they do not differ in"},
                         run);
        m_planned.push_back({std::move(name), std::move(config), !run.listed->name.empty()});
        return {};
    }

    Error countsNowhere(const std::string& id, const std::string& where) const {
        return {ErrorCode::ConfigConflict, id + " varies and counts in none of the runs " + m_hidden.at(id), where,
                "leave it out, or change what hides it"};
    }

    const Sweep& m_sweep;
    const Above& m_above;
    std::vector<PlannedRun> m_planned;
    std::set<std::string> m_names;
    std::map<std::string, std::string> m_nameOf;               ///< by all that a run is asked to do
    std::set<std::pair<const ListedRun*, std::string>> m_once; ///< those in which something that varies does not count
    std::set<std::string> m_counted;                           ///< ids of what varies, where it counts in a run
    std::map<std::string, std::string> m_hidden;               ///< why it does not, of the others
};

} // namespace

Result<std::vector<PlannedRun>> planRuns(const Sweep& sweep, const std::vector<Setting>& last, SettingTexts overrides) {
    Sweep wanted = sweep;
    for (const auto& [id, text] : overrides)
        if (const Result<void> done = wanted.base.setText(id, text); !done) return done.error();
    Result<std::vector<Combination>> runs = Expansion(wanted).expand();
    if (!runs) return runs.error();
    const Above above{last, overrides};
    Planner planner(wanted, above);
    for (Combination& run : *runs)
        if (const Result<void> done = planner.add(std::move(run)); !done) return done.error();
    return std::move(planner).runs();
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

namespace {

/// However a path is written, from this folder on or with a slash at its end: one text for one place.
std::string placeOf(const std::string& data) {
    if (data.find('/') == std::string::npos) return data;
    std::error_code ignored;
    std::string path = std::filesystem::absolute(data, ignored).lexically_normal().string();
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}

} // namespace

std::string trainingKey(const ParamSet& given) {
    const ParamSet config = withThreads(given); // as a run keeps it
    std::string key;
    for (const ParamSpec& spec : config.table().specs()) {
        if (spec.id == "report-every" || !config.isVisible(spec.id)) continue;
        const std::string text = config.textOf(spec.id);
        key += spec.id + "=" + (spec.id == "data" ? placeOf(text) : text) + "\n";
    }
    return key;
}

std::vector<std::string> keysOfTrained(const ParamSet& config) {
    std::vector<std::string> keys{trainingKey(config)};
    ParamSet open = config;
    static_cast<void>(open.set("precision", std::string("auto")));
    if (open != config && open.isVisible("precision")) keys.push_back(trainingKey(open));
    return keys;
}

std::string settingLabel(const Setting& setting) {
    const ParamSpec& spec = *mlpParams().find(setting.id);
    std::string value = valueText(setting.value);
    if (const auto* real = std::get_if<double>(&setting.value)) // "0.0001" reads better than "1e-04", where it says the same
        if (const std::string text = shortNumber(*real); std::strtod(text.c_str(), nullptr) == *real) value = text;
    if (const auto* flag = std::get_if<bool>(&setting.value)) value = *flag ? "on" : "off";
    for (const ParamChoice& choice : spec.choices)
        if (choice.value == value) value = choice.label;
    return spec.label + " " + value;
}

} // namespace epochlab::core
