#pragma once

#include "base/result.h"
#include "data/picture_source.h"
#include "vision/picture_view.h"

#include <memory>
#include <span>
#include <stop_token>

namespace epochlab::core {

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
    /// Makes and keeps all pictures of a split, on several threads, until the cache is full. The first error; Stopped.
    Result<void> fill(Split split, std::int64_t count, int threads, const std::stop_token& stop = {}) const;

private:
    std::shared_ptr<const PictureSource> m_source;
    PictureView m_view;
    PictureCache* m_cache;
    std::uint64_t m_shelf; ///< of this data set through this view
};

} // namespace epochlab::core
