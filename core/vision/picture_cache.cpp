#include "vision/picture_cache.h"

#include "base/machine_memory.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

namespace epochlab::core {
namespace {

/// The map's node, the control block and the two strings that stand beside the pixels.
std::size_t bytesOf(const PictureFile& file, const Picture& picture) { return picture.bytes() + file.path.capacity() + 256; }

std::size_t machineBudget() {
    constexpr std::size_t megabyte = 1'000'000;
    if (const char* given = std::getenv("EPOCHLAB_PICTURE_CACHE_MB")) {
        std::size_t megabytes = 0;
        const std::string_view text(given);
        if (std::from_chars(text.data(), text.data() + text.size(), megabytes).ec == std::errc()) return megabytes * megabyte;
    }
    return cacheBudget(4, 8000 * megabyte);
}

} // namespace

std::size_t PictureCache::Hash::operator()(const PictureFile& file) const {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
    std::uint64_t hash = std::hash<std::string>()(file.path);
    for (const std::uint64_t part : {file.bytes, static_cast<std::uint64_t>(file.modified), static_cast<std::uint64_t>(file.number)})
        hash = (hash ^ part) * odd ^ hash >> 29U;
    return hash;
}

PictureCache& PictureCache::ofProcess() {
    static PictureCache cache(machineBudget());
    return cache;
}

PicturePointer PictureCache::find(std::uint64_t shelf, const PictureFile& file) {
    const std::lock_guard lock(m_mutex);
    Shelf& place = m_shelves[shelf];
    place.lastUse = ++m_clock;
    const auto found = place.pictures.find(file);
    if (found == place.pictures.end()) {
        ++m_facts.missed;
        return nullptr;
    }
    ++m_facts.found;
    return found->second;
}

bool PictureCache::makeRoom(std::uint64_t shelf, std::size_t bytes) {
    while (m_facts.bytes + bytes > m_budget) {
        auto oldest = m_shelves.end();
        for (auto each = m_shelves.begin(); each != m_shelves.end(); ++each)
            if (each->first != shelf && (oldest == m_shelves.end() || each->second.lastUse < oldest->second.lastUse)) oldest = each;
        if (oldest == m_shelves.end()) return false;
        m_facts.bytes -= oldest->second.bytes;
        m_facts.pictures -= oldest->second.pictures.size();
        m_shelves.erase(oldest);
    }
    return true;
}

void PictureCache::keep(std::uint64_t shelf, const PictureFile& file, PicturePointer picture) {
    const std::size_t bytes = bytesOf(file, *picture);
    const std::lock_guard lock(m_mutex);
    if (!makeRoom(shelf, bytes)) {
        ++m_facts.turnedAway;
        return;
    }
    Shelf& place = m_shelves[shelf];
    place.lastUse = ++m_clock;
    if (!place.pictures.emplace(file, std::move(picture)).second) return;
    place.bytes += bytes;
    m_facts.bytes += bytes;
    ++m_facts.pictures;
}

void PictureCache::clear() {
    const std::lock_guard lock(m_mutex);
    m_shelves.clear();
    m_facts.bytes = 0;
    m_facts.pictures = 0;
}

PictureCache::Facts PictureCache::facts() const {
    const std::lock_guard lock(m_mutex);
    Facts facts = m_facts;
    facts.budget = m_budget;
    return facts;
}

} // namespace epochlab::core
