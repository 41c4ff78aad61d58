#include "xgb/feature_source.h"

#include "data/picture_rows.h"
#include "data/picture_views.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

namespace epochlab::core {
namespace {

constexpr std::int64_t picturesPerPart = 128;

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
        : m_dataset(std::move(dataset)), m_pictures(*m_dataset, pictureViewOf(config, *m_dataset)),
          m_threads(static_cast<int>(config.integer("threads"))) {}

    std::int64_t features() const override { return static_cast<std::int64_t>(width()); }

    Result<FeatureRows> rows(Split split) override {
        std::vector<std::int32_t> all(m_dataset->rows(split).labels.size());
        std::iota(all.begin(), all.end(), 0);
        auto values = std::make_shared<std::vector<float>>(all.size() * width());
        if (const Result<void> read = m_pictures.batch(split, all, {}, m_threads, *values); !read) return read.error();
        return FeatureRows{*values, values};
    }

    Result<void> forEachPart(Split split, const Part& part) override {
        const std::int64_t count = std::ssize(m_dataset->rows(split).labels);
        if (m_kept[static_cast<std::size_t>(split)].empty()) // decodes on all threads what comes one by one then
            if (const Result<void> filled = m_pictures.fill(split, count, m_threads); !filled) return filled;
        std::vector<float> values(static_cast<std::size_t>(std::min(count, picturesPerPart)) * width());
        for (std::int64_t first = 0; first < count; first += picturesPerPart) {
            const std::int64_t size = std::min(picturesPerPart, count - first);
            for (std::int64_t i = 0; i < size; ++i) {
                const Result<PicturePointer> picture = shaped(split, first + i);
                if (!picture) return picture.error();
                m_pictures.view().normalise(**picture, false, std::span(values).subspan(static_cast<std::size_t>(i) * width(), width()));
            }
            part(std::span(values).first(static_cast<std::size_t>(size) * width()), first, size);
        }
        return {};
    }

private:
    std::size_t width() const { return m_pictures.view().values(); }

    Result<PicturePointer> shaped(Split split, std::int64_t row) {
        if (split == Split::Training) return m_pictures.shaped(split, row);
        std::vector<PicturePointer>& kept = m_kept[static_cast<std::size_t>(split)];
        kept.resize(m_dataset->rows(split).labels.size());
        PicturePointer& place = kept[static_cast<std::size_t>(row)];
        if (place) return place;
        Result<PicturePointer> picture = m_pictures.shaped(split, row);
        if (picture) place = *picture;
        return picture;
    }

    DatasetPointer m_dataset;
    PictureRows m_pictures;
    int m_threads;
    std::array<std::vector<PicturePointer>, 3> m_kept; ///< as bytes, shared with the cache
};

} // namespace

std::unique_ptr<FeatureSource> makeFeatureSource(const ParamSet& config, DatasetPointer dataset) {
    if (dataset->pictures) return std::make_unique<PixelFeatures>(config, std::move(dataset));
    return std::make_unique<TableFeatures>(std::move(dataset));
}

} // namespace epochlab::core
