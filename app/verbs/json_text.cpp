#include "verbs/json_text.h"

#include <cmath>

namespace epochlab::app {
namespace {

constexpr auto replaceBadBytes = nlohmann::ordered_json::error_handler_t::replace;

} // namespace

std::string jsonText(const nlohmann::ordered_json& document) { return document.dump(2, ' ', false, replaceBadBytes) + "\n"; }

std::string jsonLine(const nlohmann::ordered_json& event) { return event.dump(-1, ' ', false, replaceBadBytes) + "\n"; }

nlohmann::ordered_json numberOrNull(double value) {
    return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

} // namespace epochlab::app
