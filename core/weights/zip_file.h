#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// A zip file in memory. Only entries that are stored, not compressed, are read, which is how torch.save writes them: so it cannot be a
/// bomb. Throws BrokenRule, also where an entry's name leads out of it or is there twice. One thread.
class ZipFile {
public:
    struct Entry {
        std::string name; ///< plain letters, unique
        std::uint64_t bytes = 0;
        bool compressed = false;
    };

    explicit ZipFile(std::string_view bytes); ///< must outlive the object
    ~ZipFile();
    ZipFile(const ZipFile&) = delete;
    ZipFile& operator=(const ZipFile&) = delete;

    const std::vector<Entry>& entries() const;
    const Entry* find(const std::string& name) const; ///< null: there is none
    /// The entry whole, its checksum compared.
    std::string read(const Entry& entry) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
