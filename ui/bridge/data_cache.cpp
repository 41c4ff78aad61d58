#include "bridge/data_cache.h"

#include "run/estimate.h"

#include <utility>

namespace epochlab::ui {

void resetCsvOptions(core::ParamSet& config) {
    for (const core::ParamSpec& spec : config.table().specs())
        if (spec.id.starts_with("csv-")) config.reset(spec.id);
}

DataCache::DataCache(core::DatasetLoader loader) : m_loader(std::move(loader)) {}

core::Result<core::DatasetPointer> DataCache::load(const core::ParamSet& config) {
    const std::string key = core::dataKey(config);
    {
        const std::lock_guard lock(m_mutex);
        if (m_dataset && m_key == key) return m_dataset;
    }
    auto loaded = m_loader(config); // unlocked: a slow file must not hold up a run on other data
    if (loaded) {
        const std::lock_guard lock(m_mutex);
        m_key = key;
        m_dataset = loaded.value();
    }
    return loaded;
}

void DataCache::forget() {
    const std::lock_guard lock(m_mutex);
    m_dataset.reset();
}

} // namespace epochlab::ui
