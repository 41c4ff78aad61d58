#include "data/picture_table.h"

#include "base/machine_memory.h"
#include "base/parallel.h"
#include "data/picture_rows.h"
#include "data/picture_views.h"

namespace epochlab::core {
namespace {

std::int64_t rowsOf(const TableDataset& dataset) {
    std::int64_t rows = 0;
    for (const TableRows& split : dataset.splits) rows += split.count;
    return rows;
}

/// Said before it is tried: a machine that runs out of memory ends processes without a word.
Result<void> checkMemory(const TableDataset& dataset, std::size_t values) {
    constexpr std::int64_t copies = 2; // engines keep the numbers once more, standardised
    const std::int64_t needed = rowsOf(dataset) * static_cast<std::int64_t>(values * sizeof(float)) * copies;
    const std::int64_t machine = machineMemory();
    if (needed <= machine / 2) return {};
    return Error{ErrorCode::OutOfMemory,
                 "the pixels of all pictures take about " + std::to_string((needed >> 30) + 1) + " GiB, and this machine has " +
                     std::to_string(machine >> 30),
                 "picture-resize", "choose smaller pictures, or a convolutional network, which takes them batch by batch"};
}

} // namespace

Result<DatasetPointer> tableOf(const ParamSet& config, const DatasetPointer& dataset, const WorkWatch& watch) {
    if (!dataset->pictures) return dataset;
    const PictureRows pictures(*dataset, pictureViewOf(config, *dataset));
    const std::size_t values = pictures.view().values();
    if (const Result<void> fits = checkMemory(*dataset, values); !fits) return fits.error();
    auto table = std::make_shared<TableDataset>(*dataset);
    for (std::size_t i = 0; i < values; ++i) table->featureNames.push_back("value " + std::to_string(i));
    const std::int64_t total = rowsOf(*dataset);
    std::int64_t before = 0;
    for (const Split split : allSplits) {
        TableRows& rows = table->splits[static_cast<std::size_t>(split)];
        rows.features.resize(static_cast<std::size_t>(rows.count) * values);
        const auto tell = [&](std::int64_t done) { watch.tell("pictures", before + done, total); };
        // No number depends on how many read: all cores, though the training may have one.
        if (const Result<void> made = pictures.whole(split, rows.count, coresOfMachine(), rows.features, watch.stop, tell); !made)
            return made.error();
        before += rows.count;
    }
    return DatasetPointer(std::move(table));
}

} // namespace epochlab::core
