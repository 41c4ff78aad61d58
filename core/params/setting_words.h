#pragma once

#include "params/param_set.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

// Fields and values as people read them, in few words: what tells runs apart in a legend, a table or a name.

/// "0.001", "1e6": `digits` significant digits at most, no padding, in the C locale.
std::string shortNumber(double value, int digits = 6);
/// "learning rate", "SGD …": the label within a sentence.
std::string fieldWords(const ParamSpec& spec);
/// The label of a choice, "on" and "off", a short number.
std::string valueWords(const ParamSpec& spec, const ParamValue& value);
/// "lr 0.01", "width 64", "no batch norm", "Adam".
std::string settingWords(const ParamSpec& spec, const ParamValue& value);
/// These fields of a configuration, those that do not count there left out: "lr 0.01, width 64".
std::string settingsWords(const ParamSet& config, const std::vector<std::string>& ids);
/// What the data is called: "Cities", "Moons", "iris.csv".
std::string dataWords(std::string_view data);

} // namespace epochlab::core
