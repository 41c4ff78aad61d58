#pragma once

#include "base/result.h"
#include "data/picture_source.h"
#include "vision/picture_view.h"

#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

namespace epochlab::core {

/// So many pictures are read between two looks at how far it has come: a fraction of a second where they have to be decoded.
inline constexpr std::int64_t pictureRowsPerPiece = 128;

/// The pictures of a data set as a network sees them: source, view and cache in one. A value to hand about; any thread.
class PictureRows {
public:
    /// Precondition: dataset.pictures. The cache outlives it.
    PictureRows(const TableDataset& dataset, PictureView view, PictureCache& cache = PictureCache::ofProcess());

    const PictureView& view() const { return m_view; }

    /// Resized and cropped; kept in the cache, where there is room and making it took something. Errors: PictureSource::picture().
    Result<PicturePointer> shaped(Split split, std::int64_t row) const;
    /// Normalised, [channels × side × side]. Precondition: target.size() == view().values().
    Result<void> values(Split split, std::int64_t row, bool mirrored, std::span<float> target) const;
    /// values() of many rows behind each other, on several threads; `mirrored` is empty or says it row by row. The first error; Stopped.
    /// Precondition: target.size() == rows.size() × view().values().
    Result<void> batch(Split split, std::span<const std::int32_t> rows, std::span<const std::uint8_t> mirrored, int threads,
                       std::span<float> target, const std::stop_token& stop = {}) const;
    /// shaped() of the rows [first, first + count) on several threads. The first error; Stopped.
    Result<std::vector<PicturePointer>> shapedRows(Split split, std::int64_t first, std::int64_t count, int threads,
                                                   const std::stop_token& stop = {}) const;
    /// values() of a split's first `count` rows, piece by piece: `done` hears how many of them there are after each piece. The first error;
    /// Stopped. Precondition: target.size() == count × view().values().
    Result<void> whole(Split split, std::int64_t count, int threads, std::span<float> target, const std::stop_token& stop,
                       const std::function<void(std::int64_t done)>& done) const;

private:
    std::shared_ptr<const PictureSource> m_source;
    PictureView m_view;
    PictureCache* m_cache;
    std::uint64_t m_shelf; ///< of this data set through this view
};

} // namespace epochlab::core
