#include "params/setting_words.h"

#include <array>
#include <cctype>
#include <charconv>

namespace epochlab::core {

std::string shortNumber(double value, int digits) {
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, digits).ptr;
    std::string text(buffer.data(), end);
    const std::size_t exponent = text.find('e');
    if (exponent == std::string::npos) return text;
    std::size_t digit = exponent + 2; // after the sign
    while (digit + 1 < text.size() && text[digit] == '0') text.erase(digit, 1);
    if (text[exponent + 1] == '+') text.erase(exponent + 1, 1);
    return text;
}

std::string fieldWords(const ParamSpec& spec) {
    std::string text = spec.label;
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const bool acronym = text.size() > 1 && std::isupper(at(1)) != 0;
    if (!acronym && !text.empty() && at(0) < 0x80) text[0] = static_cast<char>(std::tolower(at(0)));
    return text;
}

std::string valueWords(const ParamSpec& spec, const ParamValue& value) {
    if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "on" : "off";
    if (const double* real = std::get_if<double>(&value)) return shortNumber(*real);
    if (const std::int64_t* integer = std::get_if<std::int64_t>(&value)) return std::to_string(*integer);
    const std::string& text = std::get<std::string>(value);
    for (const ParamChoice& choice : spec.choices)
        if (choice.value == text) return choice.label;
    return text;
}

std::string settingWords(const ParamSpec& spec, const ParamValue& value) {
    if (spec.kind == ParamKind::Boolean) return (std::get<bool>(value) ? "" : "no ") + fieldWords(spec);
    const std::string shown = valueWords(spec, value);
    if (spec.id == "optimizer" || spec.id == "activation") return shown;
    if (spec.id == "tree-method" && shown != "Automatic") return shown;
    if (spec.id == "hidden-layers") return shown + (shown == "1" ? " layer" : " layers");
    if (spec.id == "learning-rate") return "lr " + shown;
    if (spec.id == "batch-size") return "batch " + shown;
    if (spec.id == "epochs" || spec.id == "rounds") return shown + " " + (shown == "1" ? spec.id.substr(0, spec.id.size() - 1) : spec.id);
    if (spec.id == "eta") return "η " + shown;
    if (spec.id == "data") return dataWords(std::get<std::string>(value));
    return shown.empty() ? fieldWords(spec) : fieldWords(spec) + " " + shown;
}

std::string settingsWords(const ParamSet& config, const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids)
        if (config.isVisible(id)) text += (text.empty() ? "" : ", ") + settingWords(*config.table().find(id), config.value(id));
    return text;
}

std::string dataWords(std::string_view data) {
    if (data == "cities") return "Cities";
    if (data == "fashion-mnist") return "Fashion-MNIST";
    if (data.starts_with("toy:")) {
        std::string toy(data.substr(4));
        if (toy == "xor") return "XOR";
        if (!toy.empty()) toy[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(toy[0])));
        return toy;
    }
    while (data.size() > 1 && data.ends_with('/')) data.remove_suffix(1);
    return std::string(data.substr(data.rfind('/') + 1));
}

} // namespace epochlab::core
