#include "handin/lab_preset.h"

#include "base/file_writer.h"
#include "base/sha256.h"
#include "handin/preset_limits.h"
#include "params/toml_parts.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace epochlab::core {
namespace {

constexpr std::size_t mostText = 4096;
constexpr std::size_t mostQuestions = 200;

Error wrong(ErrorCode code, std::string what, std::string place, std::string remedy) {
    return {code, std::move(what), std::move(place), std::move(remedy)};
}

bool isName(const std::string& text, std::string_view letters) {
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(letters) == std::string::npos;
}

/// Walks over the file's keys once.
class Reader {
public:
    Reader(const toml::table& document, std::string_view origin) : m_document(document), m_origin(origin), m_trial(mlpParams()) {}

    Result<LabPreset> read() {
        for (const TomlEntry& entry : entriesOf(m_document))
            if (const Result<void> done = takeKey(entry); !done) return done.error();
        if (m_preset.title.empty())
            return wrong(ErrorCode::ConfigSyntax, "the preset has no title", std::string(m_origin), "write title = \"…\"");
        return std::move(m_preset);
    }

private:
    std::string placeOf(const TomlEntry& entry) const { return tomlPlace(m_origin, entry.position) + ": " + entry.key; }

    Result<void> takeKey(const TomlEntry& entry) {
        if (entry.key == "title") return takeText(entry, m_preset.title);
        if (entry.key == "banner") return takeText(entry, m_preset.banner);
        if (entry.key == "data-name") return takeText(entry, m_preset.dataName);
        if (entry.key == "data-fingerprint") return takeFingerprint(entry);
        if (entry.key == "hide-readings") return takeSwitch(entry, m_preset.hidesReadings);
        if (entry.key == "sketch-first") return takeSwitch(entry, m_preset.wantsSketch);
        if (entry.key == "seed-per-student") return takeSwitch(entry, m_preset.seedPerStudent);
        if (entry.key == "start") return takeValues(entry, m_preset.start);
        if (entry.key == "fixed") return takeValues(entry, m_preset.fixed);
        if (entry.key == "hidden") return takeValues(entry, m_preset.hidden);
        if (entry.key == "limited") return takeLimits(entry);
        if (entry.key == "ask") return takeQuestions(entry);
        static const std::vector<std::string> keys{"title",         "banner",       "data-name",        "data-fingerprint",
                                                   "hide-readings", "sketch-first", "seed-per-student", "start",
                                                   "fixed",         "hidden",       "limited",          "ask"};
        return wrong(ErrorCode::ConfigUnknownParameter, "a preset has no key \"" + entry.key.substr(0, 60) + "\"",
                     tomlPlace(m_origin, entry.position), didYouMean(keys, entry.key));
    }

    Result<void> takeText(const TomlEntry& entry, std::string& text) const {
        const auto* value = entry.node->as_string();
        if (!value) return wrong(ErrorCode::ConfigType, "this is not a text", placeOf(entry), "write it in quotes");
        if (value->get().size() > mostText)
            return wrong(ErrorCode::ConfigRange, "the text is too long", placeOf(entry), "give at most 4096 letters");
        text = value->get();
        return {};
    }

    Result<void> takeSwitch(const TomlEntry& entry, bool& flag) const {
        const auto* value = entry.node->as_boolean();
        if (!value) return wrong(ErrorCode::ConfigType, "this is not true or false", placeOf(entry), "give true or false");
        flag = value->get();
        return {};
    }

    Result<void> takeFingerprint(const TomlEntry& entry) {
        constexpr std::size_t digits = 16;
        if (Result<void> done = takeText(entry, m_preset.dataFingerprint); !done) return done;
        if (m_preset.dataFingerprint.size() == digits && isName(m_preset.dataFingerprint, "0123456789abcdef")) return {};
        return wrong(ErrorCode::ConfigRange, "this is not the fingerprint of data", placeOf(entry),
                     "give the 16 digits that epochlab-cli data inspect says");
    }

    Result<const toml::table*> tableOf(const TomlEntry& entry) const {
        const toml::table* table = entry.node->as_table();
        if (table) return table;
        return wrong(ErrorCode::ConfigType, "this is not a table", placeOf(entry), "write [" + entry.key.substr(0, 60) + "]");
    }

    Result<void> claim(const TomlEntry& entry) {
        if (m_named.insert(entry.key).second) return {};
        return wrong(ErrorCode::ConfigConflict, "the field is named twice: of start, fixed, hidden and limited it may stand in one",
                     placeOf(entry), "leave one of them out; a limited field may have a value in start");
    }

    Result<void> takeValues(const TomlEntry& entry, LabPreset::Values& values) {
        const Result<const toml::table*> table = tableOf(entry);
        if (!table) return table.error();
        for (const TomlEntry& field : entriesOf(**table)) {
            const std::string id = dashed(field.key);
            if (const Result<void> done = setFromToml(m_trial, id, *field.node, placeOf(field)); !done) return done;
            if (&values != &m_preset.start)
                if (const Result<void> done = claim(field); !done) return done;
            values.emplace_back(id, m_trial.value(id));
        }
        return {};
    }

    static std::string dashed(const std::string& key) {
        const ParamSpec* spec = mlpParams().find(key);
        return spec ? spec->id : key;
    }

    Result<void> takeLimits(const TomlEntry& entry) {
        const Result<const toml::table*> table = tableOf(entry);
        if (!table) return table.error();
        for (const TomlEntry& field : entriesOf(**table)) {
            const ParamSpec* spec = m_trial.table().find(field.key);
            if (!spec) return setFromToml(m_trial, field.key, *field.node, placeOf(field));
            if (const Result<void> done = claim(field); !done) return done;
            const Result<const toml::table*> ends = tableOf(field);
            if (!ends) return ends.error();
            const Result<LabPreset::Limit> limit = limitOf(*spec, **ends, placeOf(field));
            if (!limit) return limit.error();
            m_preset.limits.push_back(*limit);
        }
        return {};
    }

    Result<LabPreset::Limit> limitOf(const ParamSpec& spec, const toml::table& ends, const std::string& place) const {
        LabPreset::Limit limit{.id = spec.id, .minimum = spec.minimum, .maximum = spec.maximum, .choices = {}};
        const bool number = spec.kind == ParamKind::Integer || spec.kind == ParamKind::Real;
        if (!number && spec.kind != ParamKind::Choice)
            return wrong(ErrorCode::ConfigType, "only numbers and choices can be limited", place, "fix or hide the field");
        for (const TomlEntry& end : entriesOf(ends)) {
            const Result<void> taken = number ? takeEnd(end, limit) : takeChoices(end, limit);
            if (!taken) return taken.error();
        }
        const std::string problem = brokenLimit(spec, limit);
        if (problem.empty()) return limit;
        return wrong(ErrorCode::ConfigRange, problem, place, "give a part of what the field takes; see epochlab-cli params mlp");
    }

    Result<void> takeEnd(const TomlEntry& end, LabPreset::Limit& limit) const {
        const std::optional<double> value = end.node->value<double>();
        if (end.key != "from" && end.key != "to")
            return wrong(ErrorCode::ConfigUnknownParameter, "a limit of a number has no key \"" + end.key.substr(0, 60) + "\"",
                         placeOf(end), "write from = … and to = …");
        if (!value || !std::isfinite(*value) || !end.node->is_number())
            return wrong(ErrorCode::ConfigType, "this is not a number", placeOf(end), "give a number");
        (end.key == "from" ? limit.minimum : limit.maximum) = *value;
        return {};
    }

    Result<void> takeChoices(const TomlEntry& end, LabPreset::Limit& limit) const {
        const toml::array* list = end.node->as_array();
        if (end.key != "choices" || !list)
            return wrong(ErrorCode::ConfigType, "this is not a list of choices", placeOf(end), "write choices = [\"…\", \"…\"]");
        for (const toml::node& node : *list) {
            const auto* text = node.as_string();
            if (!text) return wrong(ErrorCode::ConfigType, "a choice is not a text", placeOf(end), "write it in quotes");
            limit.choices.push_back(text->get());
        }
        return {};
    }

    Result<void> takeQuestions(const TomlEntry& entry) {
        const toml::array* list = entry.node->as_array();
        if (!list || list->size() > mostQuestions)
            return wrong(ErrorCode::ConfigType, "these are not questions", placeOf(entry), "write [[ask]] with id and text, 200 at most");
        for (const toml::node& node : *list) {
            const toml::table* table = node.as_table();
            if (!table) return wrong(ErrorCode::ConfigType, "this is not a question", placeOf(entry), "write [[ask]] with id and text");
            LabPreset::Question question;
            for (const TomlEntry& part : entriesOf(*table)) {
                if (part.key != "id" && part.key != "text")
                    return wrong(ErrorCode::ConfigUnknownParameter, "a question has no key \"" + part.key.substr(0, 60) + "\"",
                                 placeOf(part), "write id and text");
                if (Result<void> done = takeText(part, part.key == "id" ? question.id : question.text); !done) return done;
            }
            const bool known = std::ranges::any_of(m_preset.questions, [&](const auto& other) { return other.id == question.id; });
            constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
            if (!isName(question.id, letters) || question.text.empty() || known)
                return wrong(ErrorCode::ConfigRange, "a question has no text, or no id of its own of letters, digits and hyphens",
                             placeOf(entry), "give each question an id and a text");
            m_preset.questions.push_back(std::move(question));
        }
        return {};
    }

    const toml::table& m_document;
    std::string_view m_origin;
    ParamSet m_trial; ///< takes each value once, so that it is checked
    std::set<std::string> m_named;
    LabPreset m_preset;
};

} // namespace

Result<LabPreset> readLabPreset(std::string_view text, std::string_view origin) {
    const Result<toml::table> document = parseToml(text, origin);
    if (!document) return document.error();
    Result<LabPreset> preset = Reader(*document, origin).read();
    if (!preset) return preset;
    preset->hash = sha256Text(text);
    const std::vector<ParamError> broken = PresetLimits(*preset).check(PresetLimits(*preset).start());
    if (broken.empty()) return preset;
    Error error = broken.front().error;
    return wrong(ErrorCode::ConfigConflict, "the preset begins outside its own limits: " + error.what,
                 std::string(origin) + ": " + broken.front().id, "give the field a value within them in [start]");
}

Result<LabPreset> loadLabPreset(const std::string& path) {
    const Result<std::string> text = readRegularFile(path, std::size_t{1} << 20);
    if (text) return readLabPreset(*text, path);
    Error error = text.error();
    error.code = ErrorCode::ConfigSyntax;
    return error;
}

bool looksLikeLabPreset(std::string_view path) { return path.ends_with(labPresetEnding); }

} // namespace epochlab::core
