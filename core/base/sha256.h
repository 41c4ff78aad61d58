#pragma once

#include <string>
#include <string_view>

namespace epochlab::core {

/// SHA-256 (FIPS 180-4) as 64 hexadecimal digits: for comparing a file with what its publisher says, not for secrets.
std::string sha256Text(std::string_view bytes);

} // namespace epochlab::core
