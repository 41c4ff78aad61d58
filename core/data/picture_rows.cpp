#include "data/picture_rows.h"

#include "base/parallel.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>

namespace epochlab::core {
namespace {

/// Work on rows that may fail, on several threads.
Result<void> forEachRow(std::int64_t count, int threads, const std::stop_token& stop,
                        const std::function<Result<void>(std::int64_t)>& work) {
    std::mutex mutex;
    std::optional<Error> problem;
    const bool whole = forEachInParallel(
        count, threads,
        [&](std::int64_t index) {
            const Result<void> done = work(index);
            if (done) return true;
            const std::lock_guard lock(mutex);
            if (!problem) problem = done.error();
            return false;
        },
        stop);
    if (problem) return *problem;
    if (!whole) return Error{ErrorCode::Stopped, "reading the pictures was stopped", "", "start again"};
    return {};
}

} // namespace

PictureRows::PictureRows(const TableDataset& dataset, PictureView view, PictureCache& cache)
    : m_source(dataset.pictures), m_view(std::move(view)), m_cache(&cache),
      m_shelf(dataset.fingerprint * 0x9e3779b97f4a7c15 ^ m_view.shapeKey()) {}

Result<PicturePointer> PictureRows::shaped(Split split, std::int64_t row) const {
    const bool cached = !m_source->inMemory();
    const PictureFile file = cached ? m_source->file(split, row) : PictureFile{};
    if (cached)
        if (PicturePointer found = m_cache->find(m_shelf, file)) return found;
    const Result<Picture> picture = m_source->picture(split, row);
    if (!picture) return picture.error();
    auto made = std::make_shared<const Picture>(m_view.shaped(*picture));
    if (cached) m_cache->keep(m_shelf, file, made);
    return PicturePointer(std::move(made));
}

Result<void> PictureRows::values(Split split, std::int64_t row, bool mirrored, std::span<float> target) const {
    const Result<PicturePointer> picture = shaped(split, row);
    if (!picture) return picture.error();
    m_view.normalise(**picture, mirrored, target);
    return {};
}

Result<void> PictureRows::batch(Split split, std::span<const std::int32_t> rows, std::span<const std::uint8_t> mirrored, int threads,
                                std::span<float> target, const std::stop_token& stop) const {
    return forEachRow(static_cast<std::int64_t>(rows.size()), threads, stop, [&](std::int64_t index) {
        const auto place = static_cast<std::size_t>(index);
        return values(split, rows[place], !mirrored.empty() && mirrored[place] != 0,
                      target.subspan(place * m_view.values(), m_view.values()));
    });
}

Result<std::vector<PicturePointer>> PictureRows::shapedRows(Split split, std::int64_t first, std::int64_t count, int threads,
                                                            const std::stop_token& stop) const {
    std::vector<PicturePointer> pictures(static_cast<std::size_t>(count));
    const Result<void> done = forEachRow(count, threads, stop, [&](std::int64_t index) -> Result<void> {
        Result<PicturePointer> picture = shaped(split, first + index);
        if (!picture) return picture.error();
        pictures[static_cast<std::size_t>(index)] = *std::move(picture);
        return {};
    });
    if (!done) return done.error();
    return pictures;
}

Result<void> PictureRows::whole(Split split, std::int64_t count, int threads, std::span<float> target, const std::stop_token& stop,
                                const std::function<void(std::int64_t done)>& done) const {
    std::vector<std::int32_t> rows;
    for (std::int64_t first = 0; first < count; first += std::ssize(rows)) {
        rows.resize(static_cast<std::size_t>(std::min(pictureRowsPerPiece, count - first)));
        std::iota(rows.begin(), rows.end(), static_cast<std::int32_t>(first));
        const std::span<float> piece = target.subspan(static_cast<std::size_t>(first) * m_view.values(), rows.size() * m_view.values());
        if (const Result<void> read = batch(split, rows, {}, threads, piece, stop); !read) return read;
        done(first + std::ssize(rows));
    }
    return {};
}

} // namespace epochlab::core
