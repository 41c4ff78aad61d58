#pragma once

#include "params/param_set.h"
#include "vision/decoder.h"

#include <cstdint>
#include <functional>
#include <stop_token>

namespace epochlab::core {

/// What a picture that cannot be used does.
enum class PictureProblems {
    Skip,    ///< is left out and counted; more than a tenth of them stops
    SkipAll, ///< is left out, however many there are
    Stop,    ///< stops at the first one
};

struct PictureOptions {
    PictureProblems problems = PictureProblems::Skip;
    std::int64_t maximumPixels = defaultMaximumPixels;
    double trainShare = 0.8; ///< of the training pictures, where validation or test has none of its own
    std::uint64_t seed = 0;  ///< of that split
};

PictureOptions pictureOptionsOf(const ParamSet& params);

/// What loading a data set gets from outside. All of it may be left empty.
struct LoadServices {
    /// Without one, pictures are checked by their structure alone, and picture() gives EngineMissing.
    PictureDecoderProvider decoder;
    /// Pictures looked at so far, and all of them; from any thread, some hundred times at most.
    std::function<void(std::int64_t done, std::int64_t total)> progress = {};
    std::stop_token stop = {}; ///< asked for: loading ends with Stopped
    int threads = 0;           ///< 0: one a core
};

} // namespace epochlab::core
