#include "xgb/feature_source.h"

#include "data/picture_rows.h"
#include "data/picture_views.h"
#include "params/model_fields.h"

#include <algorithm>
#include <array>
#include <vector>

namespace epochlab::core {
namespace {

class TableFeatures final : public FeatureSource {
public:
    explicit TableFeatures(DatasetPointer dataset) : m_dataset(std::move(dataset)) {}

    std::int64_t features() const override { return m_dataset->featureCount(); }
    Result<FeatureRows> rows(Split split) override { return FeatureRows{m_dataset->rows(split).features, m_dataset}; }
    Result<void> forEachPart(Split split, const Part& part) override {
        const TableRows& rows = m_dataset->rows(split);
        part(rows.features, 0, std::ssize(rows.labels));
        return {};
    }

private:
    DatasetPointer m_dataset;
};

class PixelFeatures final : public FeatureSource {
public:
    PixelFeatures(const ParamSet& config, DatasetPointer dataset)
        : m_dataset(std::move(dataset)), m_pictures(*m_dataset, pictureViewOf(config, *m_dataset)), m_threads(threadsOf(config)) {}

    std::int64_t features() const override { return static_cast<std::int64_t>(width()); }

    void heed(WorkWatch watch) override {
        m_watch = std::move(watch);
        m_read = 0;
    }

    Result<FeatureRows> rows(Split split) override {
        const std::int64_t count = std::ssize(m_dataset->rows(split).labels);
        auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(count) * width());
        const std::int64_t before = m_read;
        const auto tell = [&](std::int64_t done) { tellRead(before + done); };
        if (const Result<void> read = m_pictures.whole(split, count, m_threads, *values, m_watch.stop, tell); !read) return read.error();
        return FeatureRows{*values, values};
    }

    Result<void> forEachPart(Split split, const Part& part) override {
        const std::int64_t count = std::ssize(m_dataset->rows(split).labels);
        std::vector<float> values(static_cast<std::size_t>(std::min(count, pictureRowsPerPiece)) * width());
        for (std::int64_t first = 0; first < count; first += pictureRowsPerPiece) {
            const std::int64_t size = std::min(pictureRowsPerPiece, count - first);
            const Result<std::vector<PicturePointer>> pictures = shapedPart(split, first, size);
            if (!pictures) return pictures.error();
            for (std::size_t i = 0; i < pictures->size(); ++i)
                m_pictures.view().normalise(*(*pictures)[i], false, std::span(values).subspan(i * width(), width()));
            part(std::span(values).first(static_cast<std::size_t>(size) * width()), first, size);
        }
        return {};
    }

private:
    std::size_t width() const { return m_pictures.view().values(); }

    void tellRead(std::int64_t read) {
        m_read = read;
        std::int64_t total = 0;
        for (const Split split : allSplits) total += m_dataset->rows(split).count;
        m_watch.tell("pictures", std::min(m_read, total), total);
    }

    /// Read on all threads, and kept but of the training rows, which are many and do not come again.
    Result<std::vector<PicturePointer>> shapedPart(Split split, std::int64_t first, std::int64_t size) {
        std::vector<PicturePointer>& kept = m_kept[static_cast<std::size_t>(split)];
        if (std::ssize(kept) >= first + size) return std::vector<PicturePointer>(kept.begin() + first, kept.begin() + first + size);
        Result<std::vector<PicturePointer>> pictures = m_pictures.shapedRows(split, first, size, m_threads, m_watch.stop);
        if (!pictures) return pictures;
        if (split != Split::Training) kept.insert(kept.end(), pictures->begin(), pictures->end());
        tellRead(m_read + size);
        return pictures;
    }

    DatasetPointer m_dataset;
    PictureRows m_pictures;
    int m_threads;
    std::array<std::vector<PicturePointer>, 3> m_kept; ///< as bytes, shared with the cache; the first so many of a split
    WorkWatch m_watch;
    std::int64_t m_read = 0; ///< pictures, since someone looks on
};

} // namespace

std::unique_ptr<FeatureSource> makeFeatureSource(const ParamSet& config, DatasetPointer dataset) {
    if (dataset->pictures) return std::make_unique<PixelFeatures>(config, std::move(dataset));
    return std::make_unique<TableFeatures>(std::move(dataset));
}

} // namespace epochlab::core
