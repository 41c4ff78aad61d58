#pragma once

#include "base/error.h"

#include <string>
#include <string_view>

namespace epochlab::core {

/// A broken rule of a foreign file. Thrown within a reader only, to leave a parser from any depth; the reader gives it out as an Error.
struct BrokenRule {
    std::string text;
    std::string remedy; ///< empty: the reader's own
};

[[noreturn]] void broken(std::string text, std::string remedy = {});

/// Foreign bytes of no known encoding as they may stand in a message: plain letters, at most 80.
std::string plainName(std::string_view bytes);

/// UntrustedFile: "this is not a sound FORMAT: …". Without a remedy of the rule's own: "export the model again, or choose another file".
Error unsound(std::string_view format, const BrokenRule& rule, const std::string& origin);

} // namespace epochlab::core
