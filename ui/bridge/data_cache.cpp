#include "bridge/data_cache.h"

#include <utility>

namespace epochlab::ui {

std::string dataKey(const core::ParamSet& config) {
    std::string key;
    for (const core::ParamSpec& spec : config.table().specs()) {
        if (spec.group == core::ParamGroup::Data && config.isVisible(spec.id)) key += spec.id + '=' + config.textOf(spec.id) + '\n';
    }
    return key;
}

void resetCsvOptions(core::ParamSet& config) {
    for (const core::ParamSpec& spec : config.table().specs())
        if (spec.id.starts_with("csv-")) config.reset(spec.id);
}

DataCache::DataCache(core::DatasetLoader loader) : m_loader(std::move(loader)) {}

core::Result<core::DatasetPointer> DataCache::load(const core::ParamSet& config) {
    const std::string key = dataKey(config);
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
