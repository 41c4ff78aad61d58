#pragma once

#include "vision/picture.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace epochlab::core {

using PicturePointer = std::shared_ptr<const Picture>;

/// The file that a picture comes from, as it was when the data were read.
struct PictureFile {
    std::string path;
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds since 1970
    std::int64_t number = 0;   ///< of the picture in a file of many
    bool operator==(const PictureFile&) const = default;
};

/// Pictures as views shape them, kept within a budget of memory. Those of one set through one view are a shelf. When the budget is spent,
/// the shelf that was used longest ago goes whole; pictures of the last shelf that is left do not push out each other, because an epoch
/// asks for all of them in turn and would find none. Thread-safe.
class PictureCache {
public:
    explicit PictureCache(std::size_t budgetBytes) : m_budget(budgetBytes) {}

    /// The machine's, a quarter of the memory that is free at the first call, at most 8 GB (EPOCHLAB_PICTURE_CACHE_MB says otherwise).
    static PictureCache& ofProcess();

    /// Null where it is not kept.
    PicturePointer find(std::uint64_t shelf, const PictureFile& file);
    /// Keeps it where the budget allows that.
    void keep(std::uint64_t shelf, const PictureFile& file, PicturePointer picture);
    void clear();

    struct Facts {
        std::size_t budget = 0;
        std::size_t bytes = 0;
        std::size_t pictures = 0;
        std::uint64_t found = 0;
        std::uint64_t missed = 0;
        std::uint64_t turnedAway = 0; ///< not kept for want of room
    };
    Facts facts() const;

private:
    struct Hash {
        std::size_t operator()(const PictureFile& file) const;
    };
    struct Shelf {
        std::unordered_map<PictureFile, PicturePointer, Hash> pictures;
        std::size_t bytes = 0;
        std::uint64_t lastUse = 0;
    };
    bool makeRoom(std::uint64_t shelf, std::size_t bytes);

    const std::size_t m_budget;
    mutable std::mutex m_mutex;
    std::map<std::uint64_t, Shelf> m_shelves;
    Facts m_facts;
    std::uint64_t m_clock = 0;
};

} // namespace epochlab::core
