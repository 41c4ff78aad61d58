#pragma once

#include "compare/gallery_runs.h"
#include "verbs/arguments.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace epochlab::app {

// What `confusion` and `gallery` have in common.

/// --split; nothing where it is not given. Usage.
core::Result<std::optional<core::Split>> splitFlag(const Arguments& arguments);
/// The class that a flag names, -1 where it is not given. Usage says which there are.
core::Result<std::int32_t> classFlag(const Arguments& arguments, const std::string& flag, const std::vector<std::string>& classes);

/// What a run is called in a sentence: its name, or its id.
std::string titleOf(const core::RunSummary& run);

/// An object for each row, in this order: the numbers of galleryTable().
nlohmann::ordered_json itemsJson(const core::PredictionPair& pair, const std::vector<std::size_t>& rows);

/// The sheets of `gallery --out`: DIR/gallery.csv, and of pictures DIR/gallery-1.png and so on, all of the same rows in the same order;
/// then says what was written. Returns the exit code.
int writeSheets(const std::string& folder, core::RunStore& store, const core::GalleryRuns& runs, const core::PredictionPair& pair,
                const std::vector<std::size_t>& rows, const std::string& title);

} // namespace epochlab::app
