#include "weights/broken_rule.h"

#include "base/foreign_text.h"

#include <algorithm>
#include <utility>

namespace epochlab::core {

void broken(std::string text, std::string remedy) { throw BrokenRule{std::move(text), std::move(remedy)}; }

std::string shownName(std::string_view name) {
    constexpr std::size_t longest = 80;
    std::size_t end = std::min(name.size(), longest);
    const auto continuesLetter = [&name](std::size_t at) {
        return at < name.size() && (static_cast<unsigned char>(name[at]) & 0xc0U) == 0x80;
    };
    while (end > 0 && continuesLetter(end)) --end;
    std::string shown = showable(name.substr(0, end));
    for (char& letter : shown)
        if (letter == '\n' || letter == '\t') letter = '?';
    return end < name.size() ? shown + "…" : shown;
}

Error unsound(std::string_view format, const BrokenRule& rule, const std::string& origin) {
    const std::string remedy = rule.remedy.empty() ? "export the model again, or choose another file" : rule.remedy;
    return {ErrorCode::UntrustedFile, "this is not a sound " + std::string(format) + " file: " + rule.text, origin, remedy};
}

} // namespace epochlab::core
