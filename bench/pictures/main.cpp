// The product's side of ./dev bench pictures: answers requests, one JSON object a line.
#include "composition.h"
#include "data/picture_rows.h"

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using namespace epochlab;
using nlohmann::json;

core::DatasetPointer dataOf(const std::string& folder) {
    core::ParamSet config(core::mlpParams());
    if (!config.set("data", folder)) return nullptr;
    core::Result<core::DatasetPointer> dataset = app::loadDataset(config);
    return dataset ? *dataset : nullptr;
}

/// All pictures to numbers, on this thread. Empty where one cannot be read.
json epochOf(const core::TableDataset& dataset, core::PictureCache& cache, int side) {
    const core::PictureRows rows(dataset, core::PictureView({.resize = side, .crop = side}), cache);
    std::vector<float> values(rows.view().values());
    double sum = 0.0;
    std::int64_t count = 0;
    const auto start = std::chrono::steady_clock::now();
    for (const core::Split split : core::allSplits)
        for (std::int64_t row = 0; row < dataset.rows(split).count; ++row, ++count) {
            if (!rows.values(split, row, false, values)) return {{"error", "a picture cannot be read"}};
            sum += values[values.size() / 2];
        }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return {{"seconds", taken.count()}, {"pictures", count}, {"sum", sum}};
}

} // namespace

int main() {
    app::limitLibraries();
    core::PictureCache cache(4'000'000'000);
    for (std::string line; std::getline(std::cin, line);) {
        const json request = json::parse(line);
        const core::DatasetPointer dataset = dataOf(request["folder"]);
        if (request.value("fresh", true)) cache.clear();
        json answer = dataset && dataset->pictures ? epochOf(*dataset, cache, request["side"]) : json{{"error", "no pictures there"}};
        answer["kept"] = cache.facts().bytes;
        std::cout << answer.dump() << std::endl;
    }
}
