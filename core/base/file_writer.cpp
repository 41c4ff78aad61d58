#include "base/file_writer.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace epochlab::core {
namespace {

/// Owns a file descriptor.
class Descriptor {
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return m_number; }
    bool valid() const { return m_number >= 0; }
    bool close() {
        if (m_number < 0) return true;
        return ::close(std::exchange(m_number, -1)) == 0;
    }

private:
    int m_number;
};

Error writeError(const std::string& path, int reason) {
    if (reason == ENOSPC || reason == EDQUOT)
        return {ErrorCode::IoNoSpace, "the disk is full", path, "free some space or choose another folder"};
    return {ErrorCode::IoWrite, std::string("cannot write: ") + std::strerror(reason), path,
            "check the folder's permissions or choose another folder"};
}

bool writeAll(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Result<void> syncFolder(const std::string& folder) {
    Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.valid() || ::fsync(descriptor.number()) != 0) return writeError(folder, errno);
    return {};
}

void reachSaveStep() {
    static const char* const text = std::getenv("EPOCHLAB_CRASH_AT");
    static const long last = text != nullptr ? std::strtol(text, nullptr, 10) : 0;
    static std::atomic<long> reached = 0;
    if (last > 0 && ++reached == last) ::_exit(crashExitCode);
}

namespace {

bool readsBack(const std::string& path, std::string_view bytes) {
    const Result<std::string> read = readRegularFile(path, bytes.size());
    if (read && *read == bytes) return true;
    errno = EIO;
    return false;
}

} // namespace

struct DurableFile::Parts {
    std::string path;
    std::string temporary;
    Descriptor file;

    explicit Parts(const std::string& to)
        : path(to), temporary(to + ".tmp-" + std::to_string(::getpid())),
          file((::unlink(temporary.c_str()), // of a dead process with our number
                ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666))) {}
    Error giveUp(int reason) {
        file.close();
        ::unlink(std::exchange(temporary, {}).c_str());
        return writeError(path, reason);
    }
};

DurableFile::DurableFile(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
DurableFile::DurableFile(DurableFile&&) noexcept = default;
const std::string& DurableFile::path() const { return m_parts->path; }

DurableFile::~DurableFile() {
    if (m_parts && !m_parts->temporary.empty()) ::unlink(m_parts->temporary.c_str());
}

Result<DurableFile> DurableFile::create(const std::string& path) {
    auto parts = std::make_unique<Parts>(path);
    if (!parts->file.valid()) {
        parts->temporary.clear();
        return writeError(path, errno);
    }
    reachSaveStep();
    return DurableFile(std::move(parts));
}

Result<void> DurableFile::write(std::string_view bytes) {
    if (writeAll(m_parts->file.number(), bytes)) return {};
    return m_parts->giveUp(errno);
}

Result<void> DurableFile::commit(const std::string_view* readBack) {
    Descriptor& file = m_parts->file;
    const std::string& temporary = m_parts->temporary;
    reachSaveStep();
    bool written = ::fsync(file.number()) == 0 && file.close() && (readBack == nullptr || readsBack(temporary, *readBack));
    reachSaveStep();
    written = written && ::rename(temporary.c_str(), m_parts->path.c_str()) == 0;
    if (!written) return m_parts->giveUp(errno);
    m_parts->temporary.clear();
    reachSaveStep();
    const std::string folder = std::filesystem::path(m_parts->path).parent_path().string();
    return syncFolder(folder.empty() ? "." : folder);
}

namespace {

Result<void> writeFile(const std::string& path, std::string_view bytes, bool readBack) {
    Result<DurableFile> file = DurableFile::create(path);
    if (!file) return file.error();
    const Result<void> written = file->write(bytes);
    return written ? file->commit(readBack ? &bytes : nullptr) : written;
}

} // namespace

Result<void> writeFileDurably(const std::string& path, std::string_view bytes) { return writeFile(path, bytes, false); }
Result<void> writeFileChecked(const std::string& path, std::string_view bytes) { return writeFile(path, bytes, true); }

void removeStrayTemporaries(const std::string& folder) {
    constexpr std::string_view mark = ".tmp-";
    std::error_code ignored;
    std::vector<std::filesystem::path> stray;
    for (std::filesystem::directory_iterator it(folder, ignored), end; !ignored && it != end; it.increment(ignored)) {
        const std::string name = it->path().filename().string();
        const std::size_t at = name.rfind(mark);
        if (at == std::string::npos) continue;
        const long pid = std::strtol(name.c_str() + at + mark.size(), nullptr, 10);
        if (pid > 0 && ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH) stray.push_back(it->path());
    }
    for (const auto& path : stray) std::filesystem::remove_all(path, ignored);
}

Result<std::string> readRegularFile(const std::string& path, std::size_t maximumBytes) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!file.valid()) {
        if (errno == ENOENT || errno == ENOTDIR) return Error{ErrorCode::DataNotFound, "there is no such file", path, "check the path"};
        return Error{ErrorCode::IoRead, std::string("cannot read: ") + std::strerror(errno), path, "check the file's permissions"};
    }
    struct stat facts {};
    if (::fstat(file.number(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return Error{ErrorCode::DataNotRegularFile, "not a regular file", path, "name a file"};
    const auto size = static_cast<std::size_t>(facts.st_size);
    if (size > maximumBytes)
        return Error{ErrorCode::DataTooLarge,
                     "the file has " + std::to_string(size) + " bytes, more than the limit of " + std::to_string(maximumBytes), path,
                     "use a smaller file"};
    std::string bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::read(file.number(), bytes.data() + done, size - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return Error{ErrorCode::IoRead, std::string("cannot read: ") + std::strerror(errno), path, "check the disk"};
        if (count == 0) return Error{ErrorCode::IoRead, "the file changed while it was read", path, "try again"};
        done += static_cast<std::size_t>(count);
    }
    return bytes;
}

Result<void> makeDirectories(const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    if (problem) return writeError(path, problem.value());
    return {};
}

Result<void> makeDirectoriesBelow(const std::string& root, const std::string& below) {
    const Descriptor folder(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)); // also while its name changes
    if (!folder.valid()) return writeError(root, errno);
    std::filesystem::path made;
    for (const std::filesystem::path& part : std::filesystem::path(below)) {
        made /= part;
        if (::mkdirat(folder.number(), made.c_str(), 0777) != 0 && errno != EEXIST) return writeError(root + "/" + made.string(), errno);
    }
    return {};
}

} // namespace epochlab::core
