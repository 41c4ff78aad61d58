#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <utility>

namespace epochlab::app {

struct Arguments;

/// The finite number that a flag's whole text is; Usage.
core::Result<double> numberOf(const std::string& text, const std::string& flag);
/// The flag's two numbers with `between` between them: a place as "X,Y", a range as "LOW:HIGH". Nothing where it is not given; Usage.
core::Result<std::optional<std::pair<double, double>>> pairFlag(const Arguments& arguments, const std::string& flag, char between);

} // namespace epochlab::app
