#pragma once

#include "store/database.h"
#include "store/schema.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// The number of the kind of file system that a path lies on (statfs); 0 where that cannot be told.
std::int64_t fileSystemTypeOf(const std::string& path);

/// What tests replace.
struct StoreFileOptions {
    std::span<const std::string_view> migrations = storeMigrations();
    std::function<std::int64_t(const std::string& path)> fileSystemType = fileSystemTypeOf;
};

struct StoreFile {
    Connection connection;
    bool readOnly = false;
    std::vector<std::string> notices; ///< plain sentences: why it is read-only, what a network folder means
};

/// Opens a store's database and brings it up to date, after a copy to PATH.backup-VERSION. A newer store, or one that may not be
/// written to, is opened read-only, with a notice. On a network file system it keeps a rollback journal instead of a write-ahead log,
/// whose shared memory does not work there. Nothing where there is no file. IoRead where the file is damaged, empty or no store, which
/// leaves it as it is; IoNoSpace, IoWrite.
Result<std::optional<StoreFile>> openStoreFile(const std::string& path, const StoreFileOptions& options = {});

/// Makes the database, whole or not at all; without effect where there is one. `fill` runs in the same transaction.
Result<void> createStoreFile(const std::string& path, const std::function<Result<void>(Connection&)>& fill,
                             const StoreFileOptions& options = {});

} // namespace epochlab::core
