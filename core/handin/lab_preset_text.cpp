#include "handin/lab_preset.h"

#include "params/toml_parts.h"

#include <cstdio>

namespace epochlab::core {
namespace {

/// Also with line ends, which values of fields never have.
std::string quoted(const std::string& text) {
    std::string line = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(c)));
            line += escape;
            continue;
        }
        if (c == '"' || c == '\\') line += '\\';
        line += c;
    }
    return line + "\"";
}

std::string tableText(const std::string& name, const LabPreset::Values& values) {
    if (values.empty()) return {};
    std::string text = "\n[" + name + "]\n";
    for (const auto& [id, value] : values) text += id + " = " + tomlText(value) + "\n";
    return text;
}

std::string limitText(const LabPreset::Limit& limit) {
    std::string text = "\n[limited." + limit.id + "]\n";
    if (limit.choices.empty())
        return text + "from = " + tomlText(ParamValue(limit.minimum)) + "\nto = " + tomlText(ParamValue(limit.maximum)) + "\n";
    std::string list;
    for (const std::string& choice : limit.choices) list += (list.empty() ? "" : ", ") + quoted(choice);
    return text + "choices = [" + list + "]\n";
}

} // namespace

std::string writeLabPreset(const LabPreset& preset) {
    std::string text = "title = " + quoted(preset.title) + "\n";
    if (!preset.banner.empty()) text += "banner = " + quoted(preset.banner) + "\n";
    if (!preset.dataName.empty()) text += "data-name = " + quoted(preset.dataName) + "\n";
    if (!preset.dataFingerprint.empty()) text += "data-fingerprint = " + quoted(preset.dataFingerprint) + "\n";
    if (preset.hidesReadings) text += "hide-readings = true\n";
    if (preset.wantsSketch) text += "sketch-first = true\n";
    if (preset.seedPerStudent) text += "seed-per-student = true\n";
    text += tableText("start", preset.start) + tableText("fixed", preset.fixed) + tableText("hidden", preset.hidden);
    for (const LabPreset::Limit& limit : preset.limits) text += limitText(limit);
    for (const LabPreset::Question& question : preset.questions)
        text += "\n[[ask]]\nid = " + quoted(question.id) + "\ntext = " + quoted(question.text) + "\n";
    return text;
}

} // namespace epochlab::core
