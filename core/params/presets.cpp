#include "params/presets.h"

#include <algorithm>

namespace epochlab::core {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

/// XGBoost as it comes, on the middle 64 × 64 pixels of pictures whose shorter side is 224.
Values labDefaults() {
    return {{"model", "xgboost"},      {"rounds", "100"},         {"eta", "0.3"},       {"max-depth", "6"},      {"subsample", "1"},
            {"colsample-bytree", "1"}, {"min-child-weight", "1"}, {"lambda", "1"},      {"tree-method", "auto"}, {"max-bin", "256"},
            {"inputs", "pixels"},      {"picture-resize", "0"},   {"picture-crop", "0"}};
}

Values with(Values values, const Values& others) {
    for (const auto& [id, text] : others) std::ranges::find(values, id, &Values::value_type::first)->second = text;
    return values;
}

} // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> list{
        {"lab-defaults", "Lab defaults", "XGBoost as it comes; of pictures the middle 64 × 64 pixels, shorter side 224.", "xgboost",
         labDefaults()},
        {"quantised-pixels", "Quantised pixels", "The same with each pixel in 64 bins: several times quicker, about as accurate.",
         "xgboost", with(labDefaults(), {{"tree-method", "hist"}, {"max-bin", "64"}})}};
    return list;
}

const Preset* findPreset(std::string_view id) {
    const auto found = std::ranges::find(presets(), id, &Preset::id);
    return found == presets().end() ? nullptr : &*found;
}

} // namespace epochlab::core
