#pragma once

#include <string>

namespace epochlab::core {

/// The shortest text that reads back to the same double, in the C locale; "nan", "inf", "-inf" too.
std::string exactText(double value);

} // namespace epochlab::core
