#pragma once

#include "base/result.h"
#include "run/recipe.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace epochlab::app {

using Settings = std::vector<std::pair<std::string, std::string>>; ///< field and text

/// The settings that a command gives to recipes. Its `data` may stand twice: recipes about pictures get the pictures, all others the table,
/// or the pictures where no table is named. A plain value.
class RecipeData {
public:
    /// recipes: that are to be run or shown. Where one of them is about pictures, or two places of data are named, it looks into folders,
    /// which may hold either; else what is named is everybody's. Errors of loading.
    static core::Result<RecipeData> of(const Settings& given, const std::vector<core::Recipe>& recipes,
                                       std::function<void(std::int64_t done, std::int64_t total)> progress = {});
    /// Looks into the one place. Errors of loading.
    static core::Result<RecipeData> lookedInto(const std::string& data,
                                               std::function<void(std::int64_t done, std::int64_t total)> progress = {});

    /// Nothing: the recipe wants pictures, and none are named.
    std::optional<Settings> settingsFor(const core::Recipe& recipe) const;
    bool namesPictures() const { return !m_pictures.empty(); }
    bool namesData() const { return !m_table.empty() || !m_pictures.empty(); }

private:
    core::Result<void> take(const std::string& data, bool look, const std::function<void(std::int64_t done, std::int64_t total)>& progress);

    Settings m_others; ///< that are no data
    std::string m_table, m_pictures;
};

} // namespace epochlab::app
