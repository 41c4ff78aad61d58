#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>

namespace epochlab::core {

/// A regular file whole; one that is gzipped (RFC 1952, as its first bytes say) unpacked. maximumBytes bounds both the file and what comes
/// out of it, so that a small file cannot fill the memory. The errors of readRegularFile(); UntrustedFile where the packed data are damaged
/// or cut off; DataTooLarge.
Result<std::string> readFileUnpacked(const std::string& path, std::size_t maximumBytes);

} // namespace epochlab::core
