#include "data/picture_table.h"

#include "base/machine_memory.h"
#include "data/picture_rows.h"
#include "data/picture_views.h"

#include <numeric>

namespace epochlab::core {
namespace {

/// Said before it is tried: a machine that runs out of memory ends processes without a word.
Result<void> checkMemory(const TableDataset& dataset, std::size_t values) {
    constexpr std::int64_t copies = 2; // engines keep the numbers once more, standardised
    std::int64_t rows = 0;
    for (const Split split : allSplits) rows += dataset.rows(split).count;
    const std::int64_t needed = rows * static_cast<std::int64_t>(values * sizeof(float)) * copies;
    const std::int64_t machine = machineMemory();
    if (needed <= machine / 2) return {};
    return Error{ErrorCode::OutOfMemory,
                 "the pixels of all pictures take about " + std::to_string((needed >> 30) + 1) + " GiB, and this machine has " +
                     std::to_string(machine >> 30),
                 "picture-resize", "choose smaller pictures, or a convolutional network, which takes them batch by batch"};
}

} // namespace

Result<DatasetPointer> tableOf(const ParamSet& config, const DatasetPointer& dataset) {
    if (!dataset->pictures) return dataset;
    const PictureRows pictures(*dataset, pictureViewOf(config, *dataset));
    const std::size_t values = pictures.view().values();
    if (const Result<void> fits = checkMemory(*dataset, values); !fits) return fits.error();
    auto table = std::make_shared<TableDataset>(*dataset);
    for (std::size_t i = 0; i < values; ++i) table->featureNames.push_back("value " + std::to_string(i));
    for (TableRows& rows : table->splits) {
        rows.features.resize(static_cast<std::size_t>(rows.count) * values);
        std::vector<std::int32_t> numbers(static_cast<std::size_t>(rows.count));
        std::iota(numbers.begin(), numbers.end(), 0);
        const auto split = static_cast<Split>(&rows - table->splits.data());
        const int threads = static_cast<int>(config.integer("threads"));
        if (const Result<void> made = pictures.batch(split, numbers, {}, threads, rows.features); !made) return made.error();
    }
    return DatasetPointer(std::move(table));
}

} // namespace epochlab::core
