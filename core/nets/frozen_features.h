#pragma once

#include "base/result.h"
#include "base/work_watch.h"
#include "data/dataset.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace epochlab::core {

/// What a frozen network makes of all pictures: [rows × width] for each split.
struct FrozenFeatures {
    std::int64_t width = 0;
    std::array<std::vector<float>, 3> values; ///< indexed by Split

    std::size_t bytes() const;
};
/// What a run says whose features were there already.
inline constexpr const char* keptFeaturesNote = "the features of the frozen network were kept from an earlier run";
using FrozenFeaturesPointer = std::shared_ptr<const FrozenFeatures>;

/// Features that were computed once, in this process or an earlier one: in memory within a budget, and as safetensors in a folder, from
/// which the files that were used longest ago go when they are too many. Thread-safe.
class FeatureCache {
public:
    /// folder: empty: memory alone.
    FeatureCache(std::string folder, std::size_t memoryBytes, std::uint64_t folderBytes);
    /// $XDG_CACHE_HOME/epochlab/features (~/.cache/…), 4 GB; an eighth of the memory that is free at the first call, at most 2 GB.
    static FeatureCache& ofProcess();

    struct Found {
        FrozenFeaturesPointer features;
        bool kept = false; ///< they were there already
    };
    /// Those of `key`, which says all that they depend on; computed where there are none that fit the data's rows. Several who ask for the
    /// same at once wait for the first, and where that gives up, the next computes them. A file that cannot be written is passed over: it
    /// costs the next run its time, nothing else. Stopped where `watch` asks for that while another computes.
    Result<Found> get(const std::string& key, const TableDataset& dataset, const WorkWatch& watch,
                      const std::function<Result<FrozenFeatures>()>& compute);

private:
    struct Entry {
        bool taken = false; ///< somebody reads or computes them
        FrozenFeaturesPointer features;
        std::uint64_t lastUse = 0;
    };
    std::shared_ptr<Entry> entryOf(const std::string& key);
    Result<bool> takeOrAwait(Entry& entry, const WorkWatch& watch);
    void giveBack(Entry& entry, FrozenFeaturesPointer features);
    void keepWithinBudget(const Entry& newest);
    std::string pathOf(const std::string& key) const;
    FrozenFeaturesPointer read(const std::string& key, const TableDataset& dataset) const;
    void write(const std::string& key, const FrozenFeatures& features) const;

    const std::string m_folder;
    const std::size_t m_memoryBytes;
    const std::uint64_t m_folderBytes;
    std::mutex m_mutex; ///< of what follows; never held while computing
    std::condition_variable_any m_changed;
    std::map<std::string, std::shared_ptr<Entry>> m_entries;
    std::uint64_t m_clock = 0;
};

} // namespace epochlab::core
