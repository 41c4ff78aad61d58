#include "data/picture_rows.h"
#include "work.h"

#include <vector>

namespace epochlab::bench {

core::Result<json> decodePictures(const json& request) {
    static core::PictureCache cache(4'000'000'000);
    core::ParamSet config(core::mlpParams());
    if (const auto done = config.setText("data", request["folder"].get<std::string>()); !done) return done.error();
    const auto dataset = app::loadDataset(config);
    if (!dataset) return dataset.error();
    if (request["fresh"]) cache.clear();
    const int side = request["side"];
    const core::PictureRows rows(**dataset, core::PictureView({.resize = side, .crop = side}), cache);
    std::vector<float> values(rows.view().values());
    double sum = 0.0;
    std::int64_t count = 0;
    const Clock clock;
    for (const core::Split split : core::allSplits)
        for (std::int64_t row = 0; row < (*dataset)->rows(split).count; ++row, ++count) {
            if (const auto read = rows.values(split, row, false, values); !read) return read.error();
            sum += values[values.size() / 2];
        }
    const double seconds = clock.seconds();
    return json{{"seconds", seconds}, {"pictures", count}, {"sum", sum}, {"kept", cache.facts().bytes}};
}

} // namespace epochlab::bench
