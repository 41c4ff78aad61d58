#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace epochlab::app {

/// A whole document, to be read by people too; bytes that are no UTF-8 are replaced.
std::string jsonText(const nlohmann::ordered_json& document);
/// An event in one line.
std::string jsonLine(const nlohmann::ordered_json& event);
/// JSON has neither NaN nor infinities.
nlohmann::ordered_json numberOrNull(double value);

} // namespace epochlab::app
