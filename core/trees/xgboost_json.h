#pragma once

#include "trees/tree_ensemble.h"

#include <string>
#include <string_view>
#include <vector>

namespace epochlab::core {

/// What a booster's JSON says (https://xgboost.readthedocs.io/en/release_1.7.0/tutorials/saving_model.html, "gbtree" with
/// "binary:logistic", "multi:softprob" or "multi:softmax"). Where a row has no value for a feature is left out: our rows always have one.
struct XgboostModel {
    TreeEnsemble trees;
    std::int64_t classes = 2;
    std::vector<std::string> featureNames; ///< empty where the booster knows none
};

constexpr std::size_t largestXgboostJson = std::size_t{64} << 20;

/// Takes nothing on trust: XGBoost itself would follow a child or feature number of a damaged file wherever it points. UntrustedFile
/// naming the rule that is broken; `origin` names the text in errors.
Result<XgboostModel> readXgboostJson(std::string_view text, const std::string& origin);

/// The bytes begin as a model that XGBoost saved, in JSON or in binary JSON (UBJSON).
bool looksLikeXgboost(std::string_view bytes);
bool looksLikeUbj(std::string_view bytes);

} // namespace epochlab::core
