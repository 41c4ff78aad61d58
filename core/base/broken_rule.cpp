#include "base/broken_rule.h"

#include <utility>

namespace epochlab::core {

void broken(std::string text, std::string remedy) { throw BrokenRule{std::move(text), std::move(remedy)}; }

std::string plainName(std::string_view bytes) {
    constexpr std::size_t longest = 80;
    std::string shown(bytes.substr(0, longest));
    for (char& letter : shown)
        if (letter < ' ' || letter > '~') letter = '?';
    return bytes.size() > longest ? shown + "…" : shown;
}

Error unsound(std::string_view format, const BrokenRule& rule, const std::string& origin) {
    const std::string remedy = rule.remedy.empty() ? "export the model again, or choose another file" : rule.remedy;
    return {ErrorCode::UntrustedFile, "this is not a sound " + std::string(format) + ": " + rule.text, origin, remedy};
}

} // namespace epochlab::core
