#pragma once

#include "base/result.h"
#include "run/trainer.h"

#include <span>
#include <string>

namespace epochlab::core {

/// A model as a safetensors file (https://huggingface.co/docs/safetensors): F32 tensors, and in __metadata__ the run file
/// (TOML), features and classes (JSON). Any tool that reads safetensors opens it.
std::string encodeModel(const Model& model);
/// Checks every rule of the format before it allocates; UntrustedFile otherwise. `origin` names the bytes in errors.
Result<Model> decodeModel(std::span<const std::byte> bytes, const std::string& origin);

Result<void> saveModel(const Model& model, const std::string& path); ///< durable: whole or not at all
/// The same of a file, or a model of boosted trees that XGBoost saved as JSON.
Result<Model> loadModel(const std::string& path);

} // namespace epochlab::core
