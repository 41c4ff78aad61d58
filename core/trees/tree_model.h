#pragma once

#include "run/trainer.h"
#include "trees/tree_ensemble.h"

#include <memory>
#include <string>
#include <string_view>

namespace epochlab::core {

/// Trees as named tensors, for model files and the store: "trees.base" [groups], "trees.class" and "trees.nodes" [trees], "trees.feature"
/// and "trees.value" [nodes] (FlatTree, one tree after the other). Whole numbers stand as float32, which holds them exactly.
ModelWeights exportTrees(const TreeEnsemble& trees);

/// The way back; nothing is taken on trust. DataShape where tensors are missing or of another shape, UntrustedFile where a tree is unsound.
Result<TreeEnsemble> importTrees(const ModelWeights& weights, std::int64_t features, std::int64_t classes);

/// Answers to rows of so many features, without XGBoost. Uses the model's thread count.
Result<std::unique_ptr<Predictor>> makeTreePredictor(const Model& model, std::int64_t features);
inline Result<std::unique_ptr<Predictor>> makeTreePredictor(const Model& model) { return makeTreePredictor(model, model.inputCount()); }

/// A model that XGBoost saved as JSON, with the classes "0", "1", … and, where it names none, the features "f0", "f1", …. UntrustedFile
/// where it is not sound, or is UBJSON.
Result<Model> modelOfXgboostFile(std::string_view text, const std::string& origin);

} // namespace epochlab::core
