#include "store/store_file.h"

#include "base/file_writer.h"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

/// NFS, SMB (three generations), FUSE (sshfs and the like), AFS, Ceph, 9P, Lustre, GPFS.
constexpr std::array<std::int64_t, 10> networkTypes{0x6969,     0xff534d42, 0xfe534d42, 0x517b,     0x65735546,
                                                    0x5346414f, 0x00c36400, 0x01021997, 0x0bd00bd0, 0x47504653};

bool isNetwork(std::int64_t type) {
    for (const std::int64_t known : networkTypes)
        if (type == known) return true;
    return false;
}

Error noStore(std::string what, const std::string& path) {
    return {ErrorCode::IoRead, std::move(what), path, "move the file away, or choose another store; the file is left as it is"};
}

Result<std::int64_t> versionOf(Connection& connection) {
    const Result<std::int64_t> application = connection.integer("PRAGMA application_id", 0);
    if (!application) return application.error();
    if (*application != storeApplicationId) return noStore("this is a database, but no store of EpochLab", connection.path());
    return connection.integer("PRAGMA user_version", 0);
}

/// Inside a transaction.
Result<void> migrate(Connection& connection, std::int64_t version, std::span<const std::string_view> migrations) {
    for (std::size_t next = static_cast<std::size_t>(version); next < migrations.size(); ++next)
        if (Result<void> done = connection.script(std::string(migrations[next])); !done) return done;
    return connection.script("PRAGMA application_id = " + std::to_string(storeApplicationId) +
                             "; PRAGMA user_version = " + std::to_string(migrations.size()));
}

Result<void> bringUpToDate(Connection& connection, std::span<const std::string_view> migrations) {
    Result<std::int64_t> version = versionOf(connection);
    if (!version) return version.error();
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (*version >= newest) return {};
    const std::string backup = connection.path() + ".backup-" + std::to_string(*version);
    const std::string unfinished = backup + ".tmp-" + std::to_string(::getpid());
    ::unlink(unfinished.c_str());
    if (Result<void> copied = connection.backUp(unfinished); !copied) return copied;
    if (std::rename(unfinished.c_str(), backup.c_str()) != 0)
        return Error{ErrorCode::IoWrite, std::string("the store's backup cannot be kept: ") + std::strerror(errno), backup,
                     "check the folder's permissions"};
    Result<WriteTransaction> transaction = WriteTransaction::begin(connection);
    if (!transaction) return transaction.error();
    version = versionOf(connection); // another process may have been quicker
    if (!version) return version.error();
    if (*version >= newest) return {};
    if (Result<void> done = migrate(connection, *version, migrations); !done) return done;
    return transaction->commit();
}

Result<void> setJournal(StoreFile& file, const StoreFileOptions& options) {
    const bool network = isNetwork(options.fileSystemType(file.connection.path()));
    if (!network) return file.connection.script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    file.notices.emplace_back("the store lies on a network file system: it is kept with a rollback journal, which is slower; a folder on "
                              "this machine's own disk is better for many runs at once");
    return file.connection.script("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;");
}

Result<std::optional<StoreFile>> openReadOnly(const std::string& path, Connection::Access access, std::string notice) {
    Result<Connection> connection = Connection::open(path, access);
    if (!connection) return connection.error();
    if (const Result<std::int64_t> version = versionOf(*connection); !version) return version.error();
    return std::optional<StoreFile>(StoreFile{*std::move(connection), true, {std::move(notice)}});
}

} // namespace

std::int64_t fileSystemTypeOf(const std::string& path) {
    struct statfs facts {};
    if (::statfs(path.c_str(), &facts) != 0) return 0;
    return static_cast<std::int64_t>(static_cast<std::uint32_t>(facts.f_type));
}

Result<std::optional<StoreFile>> openStoreFile(const std::string& path, const StoreFileOptions& options) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) return std::optional<StoreFile>();
        return Error{ErrorCode::IoRead, std::string("the store cannot be read: ") + std::strerror(errno), path, "check its permissions"};
    }
    if (!S_ISREG(facts.st_mode)) return noStore("the store is not a regular file", path);
    if (facts.st_size == 0) return noStore("the store's file is empty", path);
    const bool folderClosed = ::access(fs::path(path).parent_path().c_str(), W_OK) != 0;
    if (folderClosed || ::access(path.c_str(), W_OK) != 0)
        return openReadOnly(path, folderClosed ? Connection::Access::ReadOnlyFolder : Connection::Access::ReadOnly,
                            "the store may not be written to: runs can be looked at, not added");
    Result<Connection> connection = Connection::open(path, Connection::Access::ReadWrite);
    if (!connection) return connection.error();
    const Result<std::int64_t> version = versionOf(*connection);
    if (!version) return version.error();
    if (*version > static_cast<std::int64_t>(options.migrations.size()))
        return openReadOnly(path, Connection::Access::ReadOnly,
                            "a newer EpochLab has written this store: runs can be looked at, not added; update EpochLab to add some");
    StoreFile file{*std::move(connection), false, {}};
    if (Result<void> set = setJournal(file, options); !set) return set.error();
    if (Result<void> done = bringUpToDate(file.connection, options.migrations); !done) return done.error();
    return std::optional<StoreFile>(std::move(file));
}

Result<void> createStoreFile(const std::string& path, const std::function<Result<void>(Connection&)>& fill,
                             const StoreFileOptions& options) {
    static std::atomic<int> counter = 0;
    std::error_code ignored;
    if (fs::exists(path, ignored)) return {};
    if (Result<void> made = makeDirectories(fs::path(path).parent_path().string()); !made) return made;
    const std::string unfinished = path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(++counter);
    const auto build = [&]() -> Result<void> {
        Result<Connection> connection = Connection::open(unfinished, Connection::Access::Create);
        if (!connection) return connection.error();
        Result<WriteTransaction> transaction = WriteTransaction::begin(*connection);
        if (!transaction) return transaction.error();
        if (Result<void> made = migrate(*connection, 0, options.migrations); !made) return made;
        if (Result<void> filled = fill(*connection); !filled) return filled;
        return transaction->commit();
    };
    const Result<void> built = build();
    // A link does not replace the file of a quicker process; some file systems have none.
    const bool placed =
        built && (::link(unfinished.c_str(), path.c_str()) == 0 || errno == EEXIST || ::rename(unfinished.c_str(), path.c_str()) == 0);
    const int reason = errno;
    ::unlink(unfinished.c_str());
    ::unlink((unfinished + "-journal").c_str());
    if (!built) return built;
    if (!placed)
        return Error{ErrorCode::IoWrite, std::string("the store cannot be made: ") + std::strerror(reason), path,
                     "check the folder's permissions or choose another store"};
    return syncFolder(fs::path(path).parent_path().string());
}

} // namespace epochlab::core
