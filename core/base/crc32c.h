#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace epochlab::core {

/// CRC-32C (Castagnoli), as in iSCSI and ext4: finds every burst of up to 32 changed bits.
std::uint32_t crc32c(std::string_view bytes);
std::string crc32cText(std::string_view bytes); ///< 8 hexadecimal digits

} // namespace epochlab::core
