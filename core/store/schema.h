#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace epochlab::core {

/// In the header of the file: a database, and ours ("EPLB").
inline constexpr std::int64_t storeApplicationId = 0x45504c42;

/// The scripts that lead from each version of the store to the next; version 0 is an empty file. A released one never changes: what is
/// to be different is a further script.
std::span<const std::string_view> storeMigrations();

} // namespace epochlab::core
