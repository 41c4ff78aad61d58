#include "recipe_data.h"

#include "composition.h"

#include <algorithm>

namespace epochlab::app {

using core::Result;

using Progress = std::function<void(std::int64_t done, std::int64_t total)>;

Result<void> RecipeData::take(const std::string& data, bool look, const Progress& progress) {
    core::ParamSet config(core::mlpParams());
    if (Result<void> set = config.setText("data", data); !set) return set;
    if (!look || !config.isVisible("picture-resize")) {
        m_table = data;
        return {};
    }
    const Result<core::DatasetPointer> loaded = loadDataset(config, progress);
    if (!loaded) return loaded.error();
    ((*loaded)->pictures ? m_pictures : m_table) = data;
    return {};
}

Result<RecipeData> RecipeData::of(const Settings& given, const std::vector<core::Recipe>& recipes, Progress progress) {
    const auto isData = [](const auto& setting) { return setting.first == "data"; };
    const bool look = std::ranges::any_of(recipes, &core::Recipe::needsPictures) || std::ranges::count_if(given, isData) > 1;
    RecipeData data;
    for (const auto& setting : given) {
        if (!isData(setting))
            data.m_others.push_back(setting);
        else if (const Result<void> taken = data.take(setting.second, look, progress); !taken)
            return taken.error();
    }
    return data;
}

Result<RecipeData> RecipeData::lookedInto(const std::string& text, Progress progress) {
    RecipeData data;
    const Result<void> taken = data.take(text, true, progress);
    return taken ? Result(std::move(data)) : taken.error();
}

std::optional<Settings> RecipeData::settingsFor(const core::Recipe& recipe) const {
    const std::string& data = recipe.needsPictures || m_table.empty() ? m_pictures : m_table;
    if (recipe.needsPictures && data.empty()) return std::nullopt;
    Settings settings = m_others;
    if (!data.empty()) settings.emplace_back("data", data);
    return settings;
}

} // namespace epochlab::app
