#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace epochlab::core {

struct DecodedText {
    std::string text;     ///< UTF-8 without byte order mark
    std::string encoding; ///< what it was: "UTF-8", "ISO-8859-1", "UTF-16LE", …
};

/// wanted: "" (detect), "utf-8", "latin-1" or "utf-16". file names the text in errors.
/// DataEncoding with the row of the first undecodable or NUL byte: nothing is replaced in silence.
Result<DecodedText> decodeText(std::string bytes, const std::string& wanted, const std::string& file);

/// Offset of the first byte that is not valid UTF-8, or npos.
std::size_t firstInvalidUtf8(std::string_view text);

} // namespace epochlab::core
