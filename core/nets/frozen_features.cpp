#include "nets/frozen_features.h"

#include "base/file_writer.h"
#include "base/machine_memory.h"
#include "base/sha256.h"
#include "base/user_folders.h"
#include "weights/safetensors.h"

#include <algorithm>
#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t megabyte = 1'000'000;
constexpr std::size_t largestFile = 4000 * megabyte;

std::string featureFolder() {
    const std::string folder = cacheFolder();
    return folder.empty() ? folder : folder + "/features";
}

/// Removes the files that were used longest ago, until the rest fits.
void trimFolder(const std::string& folder, std::uint64_t budget) {
    struct File {
        fs::path path;
        std::uint64_t bytes;
        fs::file_time_type used;
    };
    std::vector<File> files;
    std::uint64_t total = 0;
    std::error_code problem;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, problem)) {
        std::error_code gone;
        File file{entry.path(), entry.file_size(gone), entry.last_write_time(gone)};
        if (gone || file.path.extension() != ".safetensors") continue;
        total += file.bytes;
        files.push_back(std::move(file));
    }
    std::ranges::sort(files, {}, &File::used);
    for (const File& file : files) {
        if (total <= budget) return;
        if (fs::remove(file.path, problem)) total -= file.bytes;
    }
}

} // namespace

std::size_t FrozenFeatures::bytes() const {
    std::size_t count = 0;
    for (const std::vector<float>& split : values) count += split.size();
    return count * sizeof(float);
}

FeatureCache::FeatureCache(std::string folder, std::size_t memoryBytes, std::uint64_t folderBytes)
    : m_folder(std::move(folder)), m_memoryBytes(memoryBytes), m_folderBytes(folderBytes) {}

FeatureCache& FeatureCache::ofProcess() {
    static FeatureCache cache(featureFolder(), cacheBudget(8, 2000 * megabyte), 4000 * megabyte);
    return cache;
}

std::shared_ptr<FeatureCache::Entry> FeatureCache::entryOf(const std::string& key) {
    const std::lock_guard lock(m_mutex);
    std::shared_ptr<Entry>& entry = m_entries[key];
    if (!entry) entry = std::make_shared<Entry>();
    entry->lastUse = ++m_clock;
    return entry;
}

/// Entries that somebody waits at stay: their shared pointer is held elsewhere too.
void FeatureCache::keepWithinBudget(const Entry& newest) {
    const std::lock_guard lock(m_mutex);
    const auto bytes = [this] {
        std::size_t sum = 0;
        for (const auto& [key, entry] : m_entries) sum += entry->features ? entry->features->bytes() : 0;
        return sum;
    };
    while (bytes() > m_memoryBytes) {
        auto oldest = m_entries.end();
        for (auto entry = m_entries.begin(); entry != m_entries.end(); ++entry) {
            const bool free = entry->second.use_count() == 1 && entry->second.get() != &newest;
            if (free && (oldest == m_entries.end() || entry->second->lastUse < oldest->second->lastUse)) oldest = entry;
        }
        if (oldest == m_entries.end()) return;
        m_entries.erase(oldest);
    }
}

/// True: they are the caller's to make, who gives the entry back. False: they are there.
Result<bool> FeatureCache::takeOrAwait(Entry& entry, const WorkWatch& watch) {
    std::unique_lock lock(m_mutex);
    if (entry.taken && !entry.features) {
        lock.unlock();
        watch.tell("features that another run computes", 0, 0);
        lock.lock();
    }
    if (!m_changed.wait(lock, watch.stop, [&entry] { return entry.features || !entry.taken; }))
        return Error{ErrorCode::Stopped, "waiting for features was stopped", "", "start again"};
    if (entry.features) return false;
    entry.taken = true;
    return true;
}

void FeatureCache::giveBack(Entry& entry, FrozenFeaturesPointer features) {
    {
        const std::lock_guard lock(m_mutex);
        entry.features = std::move(features);
        entry.taken = false;
    }
    m_changed.notify_all();
}

Result<FeatureCache::Found> FeatureCache::get(const std::string& key, const TableDataset& dataset, const WorkWatch& watch,
                                              const std::function<Result<FrozenFeatures>()>& compute) {
    struct Taken {
        FeatureCache& cache;
        Entry& entry;
        FrozenFeaturesPointer features = {};
        ~Taken() { cache.giveBack(entry, std::move(features)); } // also where computing throws
    };
    const std::shared_ptr<Entry> entry = entryOf(key);
    const Result<bool> mine = takeOrAwait(*entry, watch);
    if (!mine) return mine.error();
    if (!*mine) {
        const std::lock_guard lock(m_mutex);
        return Found{entry->features, true};
    }
    Found found;
    {
        Taken taken{*this, *entry};
        found = {read(key, dataset), true};
        if (!found.features) {
            Result<FrozenFeatures> computed = compute();
            if (!computed) return computed.error();
            found = {std::make_shared<const FrozenFeatures>(*std::move(computed)), false};
            write(key, *found.features);
        }
        taken.features = found.features;
    }
    keepWithinBudget(*entry);
    return found;
}

std::string FeatureCache::pathOf(const std::string& key) const { return m_folder + "/" + sha256Text(key).substr(0, 32) + ".safetensors"; }

FrozenFeaturesPointer FeatureCache::read(const std::string& key, const TableDataset& dataset) const {
    if (m_folder.empty()) return nullptr;
    const std::string path = pathOf(key);
    const Result<std::string> bytes = readRegularFile(path, largestFile);
    if (!bytes) return nullptr;
    Result<TensorFile> file = decodeTensorFile(std::as_bytes(std::span(*bytes)), path);
    if (!file || file->metadata["key"] != key || file->tensors.size() != allSplits.size()) return nullptr;
    auto features = std::make_shared<FrozenFeatures>();
    for (std::size_t split = 0; split < allSplits.size(); ++split) {
        NamedTensor& tensor = file->tensors[split];
        if (tensor.shape.size() != 2 || tensor.shape[0] != dataset.splits[split].count) return nullptr;
        if (split > 0 && tensor.shape[1] != features->width) return nullptr;
        features->width = tensor.shape[1];
        features->values[split] = std::move(tensor.values);
    }
    std::error_code ignored;
    fs::last_write_time(path, fs::file_time_type::clock::now(), ignored); // used now
    return features;
}

void FeatureCache::write(const std::string& key, const FrozenFeatures& features) const {
    if (m_folder.empty() || features.bytes() > m_folderBytes || !makeDirectories(m_folder)) return;
    TensorFile file;
    file.metadata["key"] = key;
    for (const Split split : allSplits) {
        const std::vector<float>& values = features.values[static_cast<std::size_t>(split)];
        const auto rows = static_cast<std::int64_t>(values.size()) / std::max<std::int64_t>(1, features.width);
        file.tensors.push_back({std::string(splitName(split)), {rows, features.width}, values});
    }
    trimFolder(m_folder, m_folderBytes - features.bytes());
    static_cast<void>(writeFileDurably(pathOf(key), encodeTensorFile(file)));
}

} // namespace epochlab::core
