#include "weights/zip_file.h"

#include "base/broken_rule.h"

#include <zip.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <utility>

namespace epochlab::core {
namespace {

constexpr std::uint64_t mostEntries = 100'000;
constexpr std::size_t longestName = 300; // bytes

std::string quotedName(std::string_view name) { return "\"" + plainName(name) + "\""; }

template <typename Number> Number numberAt(std::string_view bytes, std::size_t at) {
    Number number{};
    std::memcpy(&number, bytes.data() + at, sizeof number);
    return number;
}

/// Where the directory says it is and how many entries it says it has, before the library makes room for them.
void checkDirectory(std::string_view bytes) {
    constexpr std::size_t endRecord = 22;
    constexpr std::size_t longestComment = 0xffff;
    constexpr std::size_t locatorBytes = 20;
    constexpr std::size_t wideRecord = 56; // of zip64
    const std::size_t from = bytes.size() - std::min(bytes.size(), endRecord + longestComment);
    const std::size_t end = bytes.rfind("PK\x05\x06");
    if (end == std::string_view::npos || end < from || end + endRecord > bytes.size()) broken("the zip's directory is cut off");
    std::uint64_t entries = numberAt<std::uint16_t>(bytes, end + 10);
    std::uint64_t size = numberAt<std::uint32_t>(bytes, end + 12);
    std::uint64_t begin = numberAt<std::uint32_t>(bytes, end + 16);
    if (end >= locatorBytes && bytes.substr(end - locatorBytes, 4) == "PK\x06\x07") {
        const auto wide = numberAt<std::uint64_t>(bytes, end - locatorBytes + 8);
        if (wide > end || end - wide < wideRecord || bytes.substr(wide, 4) != "PK\x06\x06")
            broken("the zip64 record is not where it should be");
        entries = numberAt<std::uint64_t>(bytes, wide + 32);
        size = numberAt<std::uint64_t>(bytes, wide + 40);
        begin = numberAt<std::uint64_t>(bytes, wide + 48);
    }
    if (entries > mostEntries) broken("the zip has more than 100,000 entries");
    if (begin > end || size > end - begin) broken("the zip's directory lies outside the file");
}

void checkName(std::string_view name) {
    if (name.empty() || name.size() > longestName) broken("an entry's name is empty or longer than 300 bytes");
    for (const char letter : name)
        if (letter < ' ' || letter > '~' || letter == '\\')
            broken("the entry " + quotedName(name) + " holds other letters than plain ones");
    if (name.back() == '/') name.remove_suffix(1); // a folder
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string_view part = name.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..") broken("the entry " + quotedName(name) + " leads out of the archive");
        begin = end + 1;
    }
}

struct SourceDeleter {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};
struct ArchiveDeleter {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct FileDeleter {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

/// A zip_error_t, cleared at the end.
class LibraryError {
public:
    LibraryError() { zip_error_init(&m_error); }
    ~LibraryError() { zip_error_fini(&m_error); }
    LibraryError(const LibraryError&) = delete;
    LibraryError& operator=(const LibraryError&) = delete;
    zip_error_t* get() { return &m_error; }
    std::string text() { return zip_error_strerror(&m_error); }

private:
    zip_error_t m_error{};
};

} // namespace

struct ZipFile::Parts {
    std::unique_ptr<zip_t, ArchiveDeleter> archive;
    std::vector<Entry> entries;                 ///< in the directory's order, which is the library's numbering
    std::map<std::string, std::size_t> numbers; ///< by name

    explicit Parts(std::string_view bytes) {
        checkDirectory(bytes);
        LibraryError problem;
        std::unique_ptr<zip_source_t, SourceDeleter> source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, problem.get()));
        if (source) archive.reset(zip_open_from_source(source.get(), ZIP_RDONLY, problem.get()));
        if (!archive) broken("it is no zip: " + problem.text());
        source.release(); // the archive's now
        std::uint64_t left = bytes.size();
        const zip_int64_t count = zip_get_num_entries(archive.get(), 0);
        for (zip_int64_t number = 0; number < count; ++number) take(static_cast<zip_uint64_t>(number), left);
    }

    void take(zip_uint64_t number, std::uint64_t& left) {
        zip_stat_t facts;
        if (zip_stat_index(archive.get(), number, ZIP_FL_ENC_RAW, &facts) != 0) broken("an entry's facts cannot be read");
        const std::string name = facts.name != nullptr ? facts.name : "";
        checkName(name);
        if (facts.encryption_method != ZIP_EM_NONE) broken("the entry " + quotedName(name) + " is encrypted");
        const bool compressed = facts.comp_method != ZIP_CM_STORE;
        if (!compressed && facts.size != facts.comp_size) broken("the entry " + quotedName(name) + " has two sizes");
        if (facts.comp_size > left) broken("the entry " + quotedName(name) + " is larger than the file");
        left -= facts.comp_size;
        if (!numbers.emplace(name, entries.size()).second) broken("the entry " + quotedName(name) + " is there twice");
        entries.push_back({name, facts.size, compressed});
    }
};

ZipFile::ZipFile(std::string_view bytes) : m_parts(std::make_unique<Parts>(bytes)) {}
ZipFile::~ZipFile() = default;

const std::vector<ZipFile::Entry>& ZipFile::entries() const { return m_parts->entries; }

const ZipFile::Entry* ZipFile::find(const std::string& name) const {
    const auto found = m_parts->numbers.find(name);
    return found == m_parts->numbers.end() ? nullptr : &m_parts->entries[found->second];
}

std::string ZipFile::read(const Entry& entry) const {
    if (entry.compressed)
        broken("the entry " + quotedName(entry.name) + " is compressed, which torch.save never does",
               "save the weights again with torch.save");
    const std::size_t number = m_parts->numbers.at(entry.name);
    const std::unique_ptr<zip_file_t, FileDeleter> file(zip_fopen_index(m_parts->archive.get(), number, 0));
    if (!file) broken("the entry " + quotedName(entry.name) + " cannot be read: " + zip_strerror(m_parts->archive.get()));
    std::string bytes(entry.bytes, '\0');
    std::size_t done = 0;
    while (done < bytes.size()) {
        const zip_int64_t count = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
        if (count <= 0) broken("the entry " + quotedName(entry.name) + " is cut off or its checksum is wrong");
        done += static_cast<std::size_t>(count);
    }
    char beyond = 0; // the checksum is compared at the end
    if (zip_fread(file.get(), &beyond, 1) != 0) broken("the entry " + quotedName(entry.name) + " has a wrong checksum");
    return bytes;
}

} // namespace epochlab::core
