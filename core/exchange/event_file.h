#pragma once

#include "base/result.h"
#include "exchange/logged_series.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

struct EventFile {
    std::vector<LoggedSeries> series; ///< in the order in which their tags appear, each in the order of the file
    std::vector<std::string> notes;   ///< plain sentences: what was left out, a last record that is still being written
};

/// TensorBoard's event file: records of `Event` messages. Values are written as 32-bit floats, the kind that every reader takes.
/// `created`: seconds since 1970.
std::string encodeEventFile(std::span<const LoggedSeries> series, double created);
/// Scalars of both generations (simple_value, and tensors of one float or double); everything else is left out and counted in a note.
/// UntrustedFile naming the broken rule and the byte.
Result<EventFile> decodeEventFile(std::string_view bytes, const std::string& origin);

} // namespace epochlab::core
