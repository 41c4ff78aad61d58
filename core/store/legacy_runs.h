#pragma once

#include "store/database.h"

#include <string>

namespace epochlab::core {

/// Takes the runs of DIRECTORY/runs that were kept without a database (run.toml, result.json, metrics.csv, model.safetensors and
/// checkpoint.bin in a folder each) into a new one. The folders stay as they are, but for a checkpoint in today's form beside them. One
/// that cannot be read is left out. Inside a transaction.
Result<void> importRunFolders(Connection& connection, const std::string& directory);

} // namespace epochlab::core
