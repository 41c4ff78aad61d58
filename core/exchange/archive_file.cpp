#include "exchange/archive_file.h"

#include "base/file_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <set>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace epochlab::core {
namespace {

constexpr std::size_t longestName = 300; // bytes
constexpr int blockBytes = 64 * 1024;

struct EntryDeleter {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
struct ReaderDeleter {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
struct WriterDeleter {
    void operator()(archive* writer) const { archive_write_free(writer); }
};

std::string reasonOf(archive* from) {
    const char* text = archive_error_string(from);
    return text != nullptr ? text : "the library gives no reason";
}

/// The rule that a name breaks; empty where it breaks none.
std::string brokenNameRule(std::string_view name) {
    if (name.empty()) return "a file has no name";
    if (name.size() > longestName) return "a file's name is longer than 300 bytes";
    for (const char c : name)
        if (c < ' ' || c > '~' || c == '\\') return "a file's name holds other letters than plain ones";
    const std::string quoted = "\"" + std::string(name) + "\"";
    if (name.front() == '/') return "the name " + quoted + " leads out of the archive";
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string_view part = name.substr(begin, end - begin);
        if (part == "..") return "the name " + quoted + " leads out of the archive";
        if (part.empty() || part == ".") return "the name " + quoted + " is not plain";
        begin = end + 1;
    }
    return {};
}

/// The rule that an entry breaks; empty where it breaks none.
std::string brokenEntryRule(archive_entry* entry, std::uint64_t archiveBytes) {
    const char* name = archive_entry_pathname(entry);
    if (std::string rule = brokenNameRule(name != nullptr ? name : ""); !rule.empty()) return rule;
    const bool link = archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr;
    if (link || archive_entry_filetype(entry) != AE_IFREG) return "\"" + std::string(name) + "\" is a link, a folder or a device";
    if (archive_entry_sparse_count(entry) > 0) return "\"" + std::string(name) + "\" has holes";
    const la_int64_t size = archive_entry_size(entry);
    if (archive_entry_size_is_set(entry) == 0 || size < 0 || static_cast<std::uint64_t>(size) > archiveBytes)
        return "\"" + std::string(name) + "\" would be larger than the archive";
    return {};
}

/// A descriptor of a regular file, closed at the end.
class ArchiveInput {
public:
    explicit ArchiveInput(const std::string& path) : m_number(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), m_reason(errno) {
        struct stat facts {};
        m_regular = m_number >= 0 && ::fstat(m_number, &facts) == 0 && S_ISREG(facts.st_mode);
        m_bytes = static_cast<std::uint64_t>(facts.st_size);
    }
    ~ArchiveInput() {
        if (m_number >= 0) ::close(m_number);
    }
    ArchiveInput(const ArchiveInput&) = delete;
    ArchiveInput& operator=(const ArchiveInput&) = delete;

    std::optional<Error> problem(const std::string& path) const {
        if (m_regular) return std::nullopt;
        if (m_number >= 0) return Error{ErrorCode::DataNotRegularFile, "not a regular file", path, "name a file"};
        if (m_reason == ENOENT || m_reason == ENOTDIR)
            return Error{ErrorCode::DataNotFound, "there is no such file", path, "check the path"};
        return Error{ErrorCode::IoRead, std::string("cannot read: ") + std::strerror(m_reason), path, "check the file's permissions"};
    }
    int number() const { return m_number; }
    std::uint64_t bytes() const { return m_bytes; }

private:
    int m_number;
    int m_reason;
    bool m_regular = false;
    std::uint64_t m_bytes = 0;
};

} // namespace

Error untrustedArchive(const std::string& rule, const std::string& path) {
    return {ErrorCode::UntrustedFile, "this is not a sound archive of EpochLab: " + rule, path,
            "export the runs again, or copy the archive again"};
}

Result<void> walkArchive(const std::string& path, const std::function<Result<void>(const std::string& name, std::string bytes)>& take) {
    const ArchiveInput input(path);
    if (const auto problem = input.problem(path)) return *problem;
    const std::unique_ptr<archive, ReaderDeleter> reader(archive_read_new());
    archive_read_support_format_tar(reader.get()); // and no filter: what is not compressed cannot be a bomb
    if (archive_read_open_fd(reader.get(), input.number(), blockBytes) != ARCHIVE_OK) return untrustedArchive(reasonOf(reader.get()), path);
    std::set<std::string, std::less<>> names;
    std::uint64_t left = input.bytes();
    archive_entry* entry = nullptr;
    for (int code = archive_read_next_header(reader.get(), &entry); code != ARCHIVE_EOF;
         code = archive_read_next_header(reader.get(), &entry)) {
        if (code != ARCHIVE_OK) return untrustedArchive(reasonOf(reader.get()), path);
        if (const std::string rule = brokenEntryRule(entry, left); !rule.empty()) return untrustedArchive(rule, path);
        const std::string name = archive_entry_pathname(entry);
        if (names.size() == mostArchiveFiles) return untrustedArchive("there are more than 200,000 files", path);
        if (!names.insert(name).second) return untrustedArchive("\"" + name + "\" is there twice", path);
        std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        left -= bytes.size();
        const la_ssize_t read = archive_read_data(reader.get(), bytes.data(), bytes.size());
        if (read < 0 || static_cast<std::size_t>(read) != bytes.size()) return untrustedArchive("\"" + name + "\" is cut off", path);
        if (Result<void> taken = take(name, std::move(bytes)); !taken) return taken;
    }
    return {};
}

struct ArchiveWriter::Parts {
    DurableFile file;
    std::optional<Error> failure;
    std::unique_ptr<archive, WriterDeleter> writer{archive_write_new()}; // last: it still writes when it goes

    explicit Parts(DurableFile to) : file(std::move(to)) {}

    static la_ssize_t write(archive* writer, void* parts, const void* bytes, std::size_t size) {
        auto& self = *static_cast<Parts*>(parts);
        const Result<void> written = self.file.write({static_cast<const char*>(bytes), size});
        if (written) return static_cast<la_ssize_t>(size);
        self.failure = written.error();
        archive_set_error(writer, EIO, "%s", "the file could not be written");
        return -1;
    }
    Result<void> outcome(bool done) {
        if (failure) return *failure;
        if (done) return {};
        return Error{ErrorCode::IoWrite, "cannot write the archive: " + reasonOf(writer.get()), file.path(), "choose another folder"};
    }
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
ArchiveWriter::~ArchiveWriter() = default;
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;

Result<ArchiveWriter> ArchiveWriter::create(const std::string& path) {
    Result<DurableFile> file = DurableFile::create(path);
    if (!file) return file.error();
    auto parts = std::make_unique<Parts>(*std::move(file));
    archive* writer = parts->writer.get();
    archive_write_set_format_pax_restricted(writer);
    archive_write_add_filter_none(writer);
    archive_write_set_bytes_per_block(writer, blockBytes);
    archive_write_set_bytes_in_last_block(writer, 1);
    const bool opened = archive_write_open2(writer, parts.get(), nullptr, &Parts::write, nullptr, nullptr) == ARCHIVE_OK;
    if (const Result<void> done = parts->outcome(opened); !done) return done.error();
    return ArchiveWriter(std::move(parts));
}

Result<void> ArchiveWriter::add(const std::string& name, std::string_view bytes) {
    archive* writer = m_parts->writer.get();
    const std::unique_ptr<archive_entry, EntryDeleter> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK) return m_parts->outcome(false);
    return m_parts->outcome(archive_write_data(writer, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size()));
}

Result<void> ArchiveWriter::finish() {
    const Result<void> closed = m_parts->outcome(archive_write_close(m_parts->writer.get()) == ARCHIVE_OK);
    return closed ? m_parts->file.commit() : closed;
}

} // namespace epochlab::core
