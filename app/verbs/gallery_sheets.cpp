#include "base/file_writer.h"
#include "base/parallel.h"
#include "composition.h"
#include "data/picture_source.h"
#include "verbs/loading_line.h"
#include "verbs/mistakes.h"
#include "verbs/output.h"
#include "vision/contact_sheet.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <mutex>
#include <thread>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

constexpr std::size_t tilesPerSheet = 96;
constexpr core::SheetLayout layout{};
constexpr core::PixelColour ink{27, 36, 48};
constexpr core::PixelColour ofBest{0, 98, 155};
constexpr core::PixelColour ofWorst{166, 74, 0};

/// The run's own data, as long as they are still what they were.
Result<core::DatasetPointer> dataOf(core::RunStore& store, const core::RunSummary& run) {
    const Result<core::ParamSet> config = store.loadConfigOf(run.id);
    if (!config) return config.error();
    Result<core::DatasetPointer> data = loadDataset(*config, loadingLine());
    if (!data || core::fingerprintText((*data)->fingerprint) == run.dataFingerprint) return data;
    return Error{ErrorCode::DataShape, "the data are no longer those that the run was trained on", config->text("data"),
                 "bring back the files as they were; the list without --out needs no data"};
}

std::string answerWords(const char* model, const core::PredictionPair& pair, const core::PredictedRows& rows, std::size_t row) {
    std::array<char, 16> confidence{};
    std::snprintf(confidence.data(), confidence.size(), " %.3f", double{rows.predictions.confidences[row]});
    return std::string(model) + pair.classNames[static_cast<std::size_t>(rows.predictions.classes[row])] + confidence.data();
}

/// A picture that cannot be read leaves its place empty; the first such error is kept.
class TileMaker {
public:
    TileMaker(const core::PredictionPair& pair, const core::TableDataset& data) : m_pair(pair), m_data(data) {}

    std::vector<core::SheetTile> tiles(std::span<const std::size_t> rows) {
        std::vector<core::SheetTile> tiles(rows.size());
        core::forEachInParallel(std::ssize(rows), static_cast<int>(std::max(1U, std::thread::hardware_concurrency())), [&](std::int64_t i) {
            tiles[static_cast<std::size_t>(i)] = tile(rows[static_cast<std::size_t>(i)]);
            return true;
        });
        return tiles;
    }
    const std::optional<Error>& problem() const { return m_problem; }

private:
    core::SheetTile tile(std::size_t row) {
        const std::string name = m_pair.nameOf(row);
        core::SheetTile tile{{},
                             {{m_pair.classNames[static_cast<std::size_t>(m_pair.labels()[row])], ink},
                              {name.substr(name.rfind('/') + 1), ink},
                              {answerWords("best: ", m_pair, m_pair.best, row), ofBest},
                              {answerWords("worst: ", m_pair, m_pair.worst, row), ofWorst}}};
        const Result<core::Picture> picture = m_data.pictures->picture(m_pair.split(), static_cast<std::int64_t>(row));
        if (picture) {
            tile.picture = core::tilePicture(*picture, layout.tileWidth, layout.tileHeight);
        } else {
            const std::lock_guard lock(m_mutex);
            if (!m_problem) m_problem = picture.error();
        }
        return tile;
    }

    const core::PredictionPair& m_pair;
    const core::TableDataset& m_data;
    std::mutex m_mutex;
    std::optional<Error> m_problem;
};

/// DIR/gallery-1.png and so on; how many.
Result<std::size_t> writePictures(const std::string& folder, const core::PredictionPair& pair, const core::TableDataset& data,
                                  std::span<const std::size_t> rows, const std::string& title) {
    const Result<core::PictureWriterPointer> writer = pictureWriter();
    if (!writer) return writer.error();
    TileMaker maker(pair, data);
    const auto progress = loadingLine();
    std::size_t sheets = 0;
    for (std::size_t first = 0; first < rows.size(); first += tilesPerSheet) {
        const auto part = rows.subspan(first, std::min(tilesPerSheet, rows.size() - first));
        const std::vector<core::SheetTile> tiles = maker.tiles(part);
        const Result<std::string> bytes = (*writer)->png(core::contactSheet(title, tiles, layout, **writer));
        if (!bytes) return bytes.error();
        const std::string path = folder + "/gallery-" + std::to_string(++sheets) + ".png";
        if (const Result<void> written = core::writeFileDurably(path, *bytes); !written) return written.error();
        if (progress) progress(std::ssize(rows.first(first + part.size())), std::ssize(rows));
    }
    if (maker.problem())
        printMessage("warning[" + std::string(core::codeName(maker.problem()->code)) +
                     "]: some places are empty: " + core::describe(*maker.problem()));
    return sheets;
}

} // namespace

int writeSheets(const std::string& folder, core::RunStore& store, const core::GalleryRuns& runs, const core::PredictionPair& pair,
                const std::vector<std::size_t>& rows, const std::string& title) {
    if (const Result<void> made = core::makeDirectories(folder); !made) return failWith(made.error());
    const Result<core::DatasetPointer> data = dataOf(store, runs.best);
    const core::TextTable table = core::galleryTable(pair, rows, data ? data->get() : nullptr, core::Digits::All);
    const std::string csv = folder + "/gallery.csv";
    if (const Result<void> written = core::writeFileDurably(csv, core::write(table, core::TableFormat::Csv)); !written)
        return failWith(written.error());
    printMessage("written: " + csv);
    if (!data) return failWith(data.error());
    if (!(*data)->pictures || rows.empty()) return 0;
    const Result<std::size_t> sheets = writePictures(folder, pair, **data, rows, title);
    if (!sheets) return failWith(sheets.error());
    printMessage("written: " + folder + "/gallery-1.png" + (*sheets > 1 ? " to gallery-" + std::to_string(*sheets) + ".png" : ""));
    return 0;
}

} // namespace epochlab::app
