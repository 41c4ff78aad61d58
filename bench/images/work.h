#pragma once

#include "composition.h"

#include <chrono>
#include <nlohmann/json.hpp>

/// The product's side of `./dev bench images`: each answers a request of bench/images/run. Used by one thread.
namespace epochlab::bench {

using nlohmann::json;

/// "decode": all pictures to numbers on this thread. {folder, side, fresh: from the files, else from the cache}
core::Result<json> decodePictures(const json& request);
/// "train": {steps} batches after one that is not timed. A ResNet-18 has {folder, method, precision, threads, weights}.
core::Result<json> trainNetwork(const json& request);
/// "evaluate": the validation pictures.
core::Result<json> evaluateNetwork(const json& request);
/// "probe": all {rates} one after another, an epoch each, and its three splits.
core::Result<json> probeRates(const json& request);
/// "tune": right answers in validation and test after {steps} batches with {rate} and {seed}.
core::Result<json> tuneNetwork(const json& request);
/// "trees": all {rounds}, each split measured after each, as a run does it. {folder, method, bins, threads}
core::Result<json> growTrees(const json& request);

class Clock {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace epochlab::bench
