#include "recipe_data.h"

#include "composition.h"

namespace epochlab::app {

using core::Result;

Result<RecipeData> RecipeData::of(const Settings& given, std::function<void(std::int64_t done, std::int64_t total)> progress) {
    RecipeData data;
    for (const auto& [id, text] : given) {
        if (id != "data") {
            data.m_others.emplace_back(id, text);
            continue;
        }
        core::ParamSet config(core::mlpParams());
        const Result<void> set = config.setText("data", text);
        if (!set) return set.error();
        if (!config.isVisible("picture-resize")) {
            data.m_table = text;
            continue;
        }
        const Result<core::DatasetPointer> loaded = loadDataset(config, progress);
        if (!loaded) return loaded.error();
        ((*loaded)->pictures ? data.m_pictures : data.m_table) = text;
    }
    return data;
}

std::optional<Settings> RecipeData::settingsFor(const core::Recipe& recipe) const {
    const std::string& data = recipe.needsPictures || m_table.empty() ? m_pictures : m_table;
    if (recipe.needsPictures && data.empty()) return std::nullopt;
    Settings settings = m_others;
    if (!data.empty()) settings.emplace_back("data", data);
    return settings;
}

} // namespace epochlab::app
