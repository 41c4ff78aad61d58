#pragma once

#include "run/trainer.h"

#include <optional>
#include <span>
#include <vector>

namespace epochlab::core {

// What the margins of boosted trees mean. Margins: [rows × groups]; one group is the logit of the second of two classes, several are the
// logits of a softmax.

/// 1 for two classes, else one a class, as XGBoost's own objectives have it.
std::int64_t treeGroups(std::int64_t classes);

/// Mean plain cross-entropy and the share of right answers, in double and in the order of the rows.
Evaluation evaluateMargins(std::span<const float> margins, std::span<const std::int32_t> labels, std::int64_t groups);

/// [rows × classes]
std::vector<float> probabilitiesOfMargins(std::span<const float> margins, std::int64_t groups);

bool allFinite(std::span<const float> margins);

} // namespace epochlab::core
