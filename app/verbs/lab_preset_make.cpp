#include "base/file_writer.h"
#include "composition.h"
#include "handin/preset_limits.h"
#include "params/run_file.h"
#include "verbs/json_text.h"
#include "verbs/loading_line.h"
#include "verbs/output.h"
#include "verbs/verbs.h"

#include <charconv>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::LabPreset;
using core::Result;
using nlohmann::ordered_json;

Result<double> endOf(std::string_view text, const std::string& where) {
    double end = 0.0;
    const auto [last, problem] = std::from_chars(text.data(), text.data() + text.size(), end);
    if (problem == std::errc() && last == text.data() + text.size()) return end;
    return Error{ErrorCode::Usage, "\"" + std::string(text.substr(0, 60)) + "\" is no number", where, "write --limit ID=FROM..TO"};
}

/// "width=1..64", or "optimizer=sgd,adam".
Result<LabPreset::Limit> limitOf(const std::string& text) {
    const std::string where = "--limit " + text.substr(0, 60);
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
        return Error{ErrorCode::Usage, "a field and its limits are wanted", where, "write ID=FROM..TO or ID=A,B"};
    LabPreset::Limit limit{.id = text.substr(0, equals), .choices = {}};
    std::string rest = text.substr(equals + 1);
    if (const std::size_t dots = rest.find(".."); dots != std::string::npos) {
        const Result<double> from = endOf(std::string_view(rest).substr(0, dots), where);
        const Result<double> to = endOf(std::string_view(rest).substr(dots + 2), where);
        if (!from || !to) return from ? to.error() : from.error();
        limit.minimum = *from;
        limit.maximum = *to;
        return limit;
    }
    for (std::size_t comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
        limit.choices.push_back(rest.substr(0, comma));
        rest.erase(0, comma + 1);
    }
    limit.choices.push_back(rest);
    return limit;
}

/// "ID=TEXT"
Result<LabPreset::Question> questionOf(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) return LabPreset::Question{text.substr(0, equals), text.substr(equals + 1)};
    return Error{ErrorCode::Usage, "a question has an id and a text", "--ask " + text.substr(0, 60), "write --ask ID=TEXT"};
}

Result<void> takeValue(LabPreset::Values& values, const core::ParamSet& config, const std::string& id) {
    core::ParamSet known = config;
    if (!config.table().find(id)) return known.setText(id, ""); // names what was meant
    values.emplace_back(id, config.value(id));
    return {};
}

Result<void> takeFlags(const Arguments& arguments, const core::ParamSet& config, LabPreset& preset) {
    for (const auto& [flag, text] : arguments.repeated) {
        Result<void> done;
        if (flag == "fix") done = takeValue(preset.fixed, config, text);
        if (flag == "hide") done = takeValue(preset.hidden, config, text);
        if (flag == "limit") {
            Result<LabPreset::Limit> limit = limitOf(text);
            if (!limit) return limit.error();
            preset.limits.push_back(*std::move(limit));
        }
        if (flag == "ask") {
            Result<LabPreset::Question> question = questionOf(text);
            if (!question) return question.error();
            preset.questions.push_back(*std::move(question));
        }
        if (!done) return done;
    }
    return {};
}

/// What the run file changes and no flag names is what the form begins with; where data lie is for each machine to say.
void takeStart(const core::ParamSet& config, LabPreset& preset) {
    const core::PresetLimits limits(preset);
    for (const std::string& id : config.changed()) {
        const core::FieldFreedom freedom = limits.freedomOf(id);
        const bool path = id == "data" && config.text(id).find('/') != std::string::npos;
        if (!path && freedom != core::FieldFreedom::Fixed && freedom != core::FieldFreedom::Hidden)
            preset.start.emplace_back(id, config.value(id));
    }
}

Result<void> takeData(const Arguments& arguments, core::ParamSet config, LabPreset& preset) {
    if (!arguments.has("data")) return {};
    if (Result<void> set = config.setText("data", arguments.get("data")); !set) return set;
    const Result<core::DatasetPointer> data = loadDataset(config, loadingLine());
    if (!data) return data.error();
    preset.dataFingerprint = core::fingerprintText((*data)->fingerprint);
    preset.dataName = arguments.get("data").substr(arguments.get("data").find_last_of('/') + 1);
    return {};
}

Result<LabPreset> presetOf(const Arguments& arguments) {
    core::ParamSet config(core::mlpParams());
    if (arguments.has("config")) {
        Result<core::ParamSet> read = core::loadRunFile(arguments.get("config"));
        if (!read) return read.error();
        config = *std::move(read);
    }
    LabPreset preset;
    preset.title = arguments.has("title") ? arguments.get("title") : "Lab preset";
    preset.banner = arguments.get("banner");
    preset.hidesReadings = arguments.has("hide-readings");
    preset.wantsSketch = arguments.has("sketch-first");
    preset.seedPerStudent = arguments.has("seed-per-student");
    Result<void> done = takeFlags(arguments, config, preset);
    if (done) done = takeData(arguments, config, preset);
    if (!done) return done.error();
    takeStart(config, preset);
    return preset;
}

int makePreset(const Arguments& arguments) {
    if (!arguments.has("out") || !core::looksLikeLabPreset(arguments.get("out")))
        return failWith({ErrorCode::Usage, "preset make writes a file that ends in " + std::string(core::labPresetEnding), "",
                         "give --out FILE" + std::string(core::labPresetEnding)});
    const Result<LabPreset> preset = presetOf(arguments);
    if (!preset) return failWith(preset.error());
    const std::string text = core::writeLabPreset(*preset);
    if (const Result<LabPreset> read = core::readLabPreset(text, "the preset"); !read) return failWith(read.error());
    if (const Result<void> written = core::writeFileDurably(arguments.get("out"), text); !written) return failWith(written.error());
    printMessage("preset “" + preset->title + "” written");
    return 0;
}

int checkPreset(const Arguments& arguments) {
    const Result<LabPreset> preset = core::loadLabPreset(arguments.words[1]);
    if (!preset) return failWith(preset.error());
    const core::PresetLimits limits(*preset);
    ordered_json document{{"title", preset->title},
                          {"sha256", preset->hash},
                          {"data_fingerprint", preset->dataFingerprint},
                          {"fields", ordered_json::array()}};
    for (const core::ParamSpec& spec : core::mlpParams().specs()) {
        const std::string reason = limits.reasonOf(spec.id);
        if (reason.empty()) continue;
        document["fields"].push_back({{"field", spec.id}, {"reason", reason}});
        if (!arguments.json())
            printOut(spec.id + ": " + reason + (limits.freedomOf(spec.id) == core::FieldFreedom::Hidden ? ", hidden" : "") + "\n");
    }
    if (arguments.json())
        printOut(jsonText(document));
    else
        printMessage("preset “" + preset->title + "” is sound; SHA-256 " + preset->hash);
    return 0;
}

} // namespace

int runPreset(const Arguments& arguments) {
    const std::string what = arguments.words.empty() ? std::string() : arguments.words[0];
    if (what == "make" && arguments.words.size() == 1) return makePreset(arguments);
    if (what == "check" && arguments.words.size() == 2) return checkPreset(arguments);
    return failWith({ErrorCode::Usage, "preset takes make, or check and a file", "", "write preset make --out FILE, or preset check FILE"});
}

} // namespace epochlab::app
