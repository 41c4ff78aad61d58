#include "verbs/arguments.h"

#include "handin/lab_preset.h"
#include "params/param_set.h"
#include "params/presets.h"

#include <charconv>
#include <optional>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

const std::vector<FlagSpec>& commonFlags() {
    static const std::vector<FlagSpec> flags{{"store", "DIR", "the folder of finished runs"},
                                             {"json", "", "print JSON"},
                                             {"help", "", "explain the verb"},
                                             {"version", "", "print the version"}};
    return flags;
}

const FlagSpec* findFlag(const VerbSpec* verb, std::string_view name) {
    for (const FlagSpec& flag : commonFlags())
        if (flag.name == name) return &flag;
    if (verb)
        for (const FlagSpec& flag : verb->flags)
            if (flag.name == name) return &flag;
    return nullptr;
}

std::string meant(const std::vector<std::string>& names, std::string_view misspelt, std::string_view dashes) {
    const std::string text = core::didYouMean(names, misspelt, dashes);
    return text.empty() ? "see epochlab-cli --help" : text;
}

/// Verbs that begin runs, and so keep the limits of a lab preset.
bool takesLabPreset(const VerbSpec& verb) { return verb.name == "train" || verb.name == "sweep" || verb.name == "recipe"; }

Error unknownFlag(const VerbSpec* verb, std::string_view name) {
    std::vector<std::string> names;
    for (const FlagSpec& flag : commonFlags()) names.push_back(flag.name);
    if (verb)
        for (const FlagSpec& flag : verb->flags) names.push_back(flag.name);
    if (verb && verb->takesParameters)
        for (const core::ParamSpec& spec : core::mlpParams().specs()) names.push_back(spec.id);
    if (verb && verb->takesParameters) names.emplace_back("preset");
    if (verb && takesLabPreset(*verb)) names.emplace_back("student");
    return {ErrorCode::Usage, "there is no flag --" + std::string(name), verb ? verb->name : "", meant(names, name, "--")};
}

/// Walks over the words once.
class Parser {
public:
    explicit Parser(std::span<const std::string> words) : m_words(words) {}

    Result<Arguments> parse() {
        while (m_next < m_words.size()) {
            const Result<void> done = takeWord(m_words[m_next++]);
            if (!done) return done.error();
        }
        return std::move(m_arguments);
    }

private:
    Result<void> takeWord(const std::string& word) {
        if (m_flagsEnded || word.size() < 2 || word[0] != '-') return takePlain(word);
        if (word == "--") {
            m_flagsEnded = true;
            return {};
        }
        if (word == "-h") return takeFlag("help");
        if (word[1] != '-')
            return Error{ErrorCode::Usage, "there is no flag " + word, "", "write flags with two dashes; see epochlab-cli --help"};
        return takeFlag(std::string_view(word).substr(2));
    }

    Result<void> takePlain(const std::string& word) {
        if (m_verb) {
            m_arguments.words.push_back(word);
            return {};
        }
        m_verb = findVerb(word);
        if (!m_verb) {
            std::vector<std::string> names;
            for (const VerbSpec& verb : verbSpecs()) names.push_back(verb.name);
            return Error{ErrorCode::Usage, "there is no verb \"" + word + "\"", "", meant(names, word, "")};
        }
        m_arguments.verb = word;
        return {};
    }

    Result<void> takeFlag(std::string_view text) {
        const std::size_t equals = text.find('=');
        const std::string name(text.substr(0, equals));
        std::optional<std::string> value;
        if (equals != std::string_view::npos) value = std::string(text.substr(equals + 1));
        if (const FlagSpec* flag = findFlag(m_verb, name)) return takeOwnFlag(*flag, std::move(value));
        if (name == "preset" && m_verb && m_verb->takesParameters) return takePreset(std::move(value));
        if (name == "student" && m_verb && takesLabPreset(*m_verb)) return takeOwnFlag({"student", "ID", ""}, std::move(value));
        const core::ParamSpec* spec = m_verb && m_verb->takesParameters ? core::mlpParams().find(name) : nullptr;
        if (!spec) return unknownFlag(m_verb, name);
        const bool bareSwitch =
            !value && spec->kind == core::ParamKind::Boolean && (m_next == m_words.size() || m_words[m_next].starts_with("--"));
        if (bareSwitch) value = "true";
        const Result<std::string> given = valueOf(name, std::move(value));
        if (!given) return given.error();
        m_arguments.parameters.emplace_back(name, *given);
        return {};
    }

    Result<void> takeOwnFlag(const FlagSpec& flag, std::optional<std::string> value) {
        if (flag.value.empty()) {
            if (value) return Error{ErrorCode::Usage, "--" + flag.name + " takes no value", "", "leave out \"=" + *value + "\""};
            m_arguments.flags[flag.name] = "true";
            return {};
        }
        const Result<std::string> given = valueOf(flag.name, std::move(value));
        if (!given) return given.error();
        if (flag.name == "set") return takeSetting(*given);
        if (flag.repeats)
            m_arguments.repeated.emplace_back(flag.name, *given);
        else
            m_arguments.flags[flag.name] = *given;
        return {};
    }

    Result<void> takeSetting(const std::string& setting) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos)
            return Error{ErrorCode::Usage, "--set \"" + setting + "\" has no value", "", "write --set id=value"};
        m_arguments.parameters.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
        return {};
    }

    /// Stands for its fields where it stands: flags behind it win.
    Result<void> takePreset(std::optional<std::string> value) {
        const Result<std::string> given = valueOf("preset", std::move(value));
        if (!given) return given.error();
        if (core::looksLikeLabPreset(*given)) return takeLabPreset(*given);
        const core::Preset* preset = core::findPreset(*given);
        if (!preset) {
            std::vector<std::string> names;
            for (const core::Preset& known : core::presets()) names.push_back(known.id);
            return Error{ErrorCode::Usage, "there is no preset \"" + given->substr(0, 60) + "\"", m_verb->name, meant(names, *given, "")};
        }
        m_arguments.parameters.insert(m_arguments.parameters.end(), preset->values.begin(), preset->values.end());
        return {};
    }

    /// Its file is read where runs are made of the flags.
    Result<void> takeLabPreset(const std::string& path) {
        if (!takesLabPreset(*m_verb))
            return Error{ErrorCode::Usage, "this verb keeps no lab preset", m_verb->name, "give the file to train, sweep or recipe run"};
        m_arguments.flags["lab-preset"] = path;
        return {};
    }

    Result<std::string> valueOf(const std::string& name, std::optional<std::string> value) {
        if (value) return *std::move(value);
        if (m_next == m_words.size()) return Error{ErrorCode::Usage, "--" + name + " needs a value", "", "write --" + name + " VALUE"};
        return m_words[m_next++];
    }

    std::span<const std::string> m_words;
    std::size_t m_next = 0;
    bool m_flagsEnded = false;
    const VerbSpec* m_verb = nullptr;
    Arguments m_arguments;
};

} // namespace

std::string Arguments::get(std::string_view flag) const {
    const auto found = flags.find(flag);
    return found == flags.end() ? std::string() : found->second;
}

Result<std::int64_t> countOf(const Arguments& arguments, const std::string& flag, std::int64_t least, std::int64_t otherwise) {
    if (!arguments.has(flag)) return otherwise;
    const std::string text = arguments.get(flag);
    std::int64_t count = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (problem == std::errc() && end == text.data() + text.size() && count >= least) return count;
    return Error{ErrorCode::Usage, "\"" + text.substr(0, 60) + "\" is no number for --" + flag, arguments.verb,
                 "give a whole number from " + std::to_string(least) + " on"};
}

const VerbSpec* findVerb(std::string_view name) {
    for (const VerbSpec& verb : verbSpecs())
        if (verb.name == name) return &verb;
    return nullptr;
}

Result<Arguments> parseArguments(std::span<const std::string> words) { return Parser(words).parse(); }

} // namespace epochlab::app
