#include "watch/map_feed.h"

#include "bridge/run_names.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace epochlab::ui {

namespace {

constexpr int gridColumns = 128;
constexpr int gridRows = 96;
constexpr std::int64_t mostValidationPoints = 4000;
constexpr std::int64_t mostTrainingRows = 1000; ///< with more, their points would hide the map
constexpr double margin = 0.03;                 ///< of the data's range, around it
constexpr int shortestPause = 120;

struct Range {
    double low = 0.0;
    double high = 1.0;
};

/// The range of one feature. A few far rows (overseas territories among European cities) would shrink all others to a blot,
/// so where the outer hundredths are wider than the middle, the middle is shown.
Range shownRange(const core::TableRows& rows, std::size_t feature) {
    std::vector<float> values;
    for (std::size_t i = feature; i < rows.features.size(); i += 2) values.push_back(rows.features[i]);
    if (values.empty()) return {};
    std::ranges::sort(values);
    const std::size_t tail = values.size() / 100;
    const double low = values[tail];
    const double high = values[values.size() - 1 - tail];
    const bool farRows = values.back() - values.front() > 2.0 * (high - low) && high > low;
    const Range range = farRows ? Range{low, high} : Range{values.front(), values.back()};
    const double extent = range.high > range.low ? range.high - range.low : 1.0;
    return {range.low - extent * margin, range.high + extent * margin};
}

/// The centres of the frame's cells.
std::vector<float> gridFeatures(const MapFrame& frame) {
    std::vector<float> features;
    features.reserve(static_cast<std::size_t>(frame.columns) * static_cast<std::size_t>(frame.rows) * 2);
    for (int row = 0; row < frame.rows; ++row) {
        const double y = frame.yMinimum + (frame.yMaximum - frame.yMinimum) * (row + 0.5) / frame.rows;
        for (int column = 0; column < frame.columns; ++column) {
            const double x = frame.xMinimum + (frame.xMaximum - frame.xMinimum) * (column + 0.5) / frame.columns;
            features.push_back(static_cast<float>(x));
            features.push_back(static_cast<float>(y));
        }
    }
    return features;
}

std::uint16_t mostProbable(std::span<const float> probabilities) {
    return static_cast<std::uint16_t>(std::ranges::max_element(probabilities) - probabilities.begin());
}

std::vector<MapPoint> splitPoints(const core::TableDataset& data, core::Split split, std::int64_t most) {
    const core::TableRows& rows = data.rows(split);
    std::vector<MapPoint> points;
    const std::int64_t stride = std::max<std::int64_t>(1, (rows.count + most - 1) / most);
    for (std::int64_t row = 0; row < rows.count; row += stride) {
        const auto i = static_cast<std::size_t>(row);
        points.push_back({rows.features[2 * i], rows.features[2 * i + 1], static_cast<std::uint16_t>(rows.labels[i]), false, split});
    }
    return points;
}

core::Result<void> answerGrid(core::Predictor& predictor, MapFrame& frame, std::size_t classes) {
    const auto cells = static_cast<std::int64_t>(frame.columns) * frame.rows;
    auto answer = predictor.probabilities(gridFeatures(frame), cells);
    if (!answer) return answer.error();
    frame.classCount = static_cast<int>(classes);
    frame.probabilities = std::move(answer.value());
    return {};
}

core::Result<void> answerPoints(core::Predictor& predictor, std::vector<MapPoint>& points, std::size_t classes) {
    if (points.empty()) return {};
    std::vector<float> features;
    for (const MapPoint& point : points) features.insert(features.end(), {point.x, point.y});
    const auto answer = predictor.probabilities(features, static_cast<std::int64_t>(points.size()));
    if (!answer) return answer.error();
    const std::span<const float> all(answer.value());
    for (std::size_t i = 0; i < points.size(); ++i) points[i].wrong = mostProbable(all.subspan(i * classes, classes)) != points[i].label;
    return {};
}

/// The data that a stored model was trained on.
core::Result<core::DatasetPointer> datasetOf(const MapJob& job) {
    core::Result<core::DatasetPointer> dataset = job.loadData(job.config);
    if (!dataset) return dataset;
    if ((*dataset)->featureNames != job.stored->featureNames || (*dataset)->classNames != job.stored->classNames)
        return core::Error{core::ErrorCode::ConfigConflict, "the data have other columns or classes than when the run was trained",
                           (*dataset)->source, "put the run's data back to see its map"};
    return dataset;
}

} // namespace

MapFrame emptyFrame(const core::TableDataset& dataset) {
    const core::TableRows& rows = dataset.rows(core::Split::Training);
    const std::array<Range, 2> ranges{shownRange(rows, 0), shownRange(rows, 1)};
    MapFrame frame;
    frame.columns = gridColumns;
    frame.rows = gridRows;
    frame.xMinimum = ranges[0].low;
    frame.xMaximum = ranges[0].high;
    frame.yMinimum = ranges[1].low;
    frame.yMaximum = ranges[1].high;
    return frame;
}

core::Result<MapResult> computeMap(const MapJob& job) {
    const core::Result<core::DatasetPointer> dataset = job.dataset ? core::Result(job.dataset) : datasetOf(job);
    if (!dataset) return dataset.error();
    const auto trainer = job.findTrainer(job.config);
    if (!trainer) return trainer.error();
    const core::TableDataset& data = **dataset;
    const core::Model model = core::makeModel(job.config, data, job.weights);
    const auto predictor = trainer.value()->predictor(model);
    if (!predictor) return predictor.error();
    const auto classes = static_cast<std::size_t>(data.classCount());
    MapResult result{job.field ? *job.field : emptyFrame(data), splitPoints(data, core::Split::Validation, mostValidationPoints)};
    result.frame.epoch = static_cast<int>(job.epoch);
    if (auto grid = answerGrid(*predictor.value(), result.frame, classes); !grid) return grid.error();
    if (auto points = answerPoints(*predictor.value(), result.points, classes); !points) return points.error();
    if (data.rows(core::Split::Training).count <= mostTrainingRows) {
        const auto training = splitPoints(data, core::Split::Training, mostTrainingRows);
        result.points.insert(result.points.begin(), training.begin(), training.end());
    }
    return result;
}

MapFeed::MapFeed(const Controller& controller, DecisionMap& map, QObject* parent) : QObject(parent), m_controller(controller), m_map(map) {
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &MapFeed::request);
}

void MapFeed::setField(const std::string& source, const MapFrame& field) {
    m_fieldSource = source;
    m_field = field;
}

void MapFeed::setRun(const RunRecord* record) {
    const core::RunId id = record ? record->id : core::RunId();
    if (id == m_run) return;
    const bool follows = followsDraft(record);
    m_draft = record && record->colour == draftColour;
    m_run = id;
    if (follows) { // the one draft, trained anew: its map stays until the next one is there
        m_askedEpoch = 0;
        update(*record);
        return;
    }
    ++m_generation;
    m_prepared = m_drawable = m_busy = false;
    m_dataset.reset();
    m_askedEpoch = m_shownEpoch = 0;
    m_map.clear(); // the map of one run is never shown for another
    if (!record) return;
    m_map.setMessage(tr("The decision map appears after an epoch."));
    update(*record);
}

bool MapFeed::followsDraft(const RunRecord* record) const {
    if (!m_draft || !m_drawable || !record || record->colour != draftColour) return false;
    if (!m_dataset || !record->started || !record->started->dataset || !record->latestWeights) return false;
    const core::TableDataset& data = *record->started->dataset;
    return data.featureNames == m_dataset->featureNames && data.classNames == m_dataset->classNames;
}

void MapFeed::showAxes(const std::vector<std::string>& features, const std::vector<std::string>& classes, bool geographic) {
    const QStringList names = textList(features);
    m_map.setClasses(textList(classes));
    m_map.setAxes(names[0], names[1], geographic);
}

bool MapFeed::prepare(const RunRecord& record) {
    if (!m_prepared && record.fromStore) {
        if (!record.model) {
            m_map.setMessage(record.noModel);
            return false;
        }
        m_map.setMessage(tr("The map of the stored model is being computed."));
        showAxes(record.model->featureNames, record.model->classNames, record.model->geographic);
        m_prepared = m_drawable = true;
    }
    if (m_prepared || !record.started || !record.started->dataset) return m_prepared;
    m_prepared = true;
    m_dataset = record.started->dataset;
    const core::TableDataset& data = *m_dataset;
    m_drawable = data.featureCount() == 2;
    if (!m_drawable) {
        m_map.setMessage(tr("A decision map needs two features; these data have %1.").arg(data.featureCount()));
        return true;
    }
    showAxes(data.featureNames, data.classNames, data.geographic);
    return true;
}

void MapFeed::update(const RunRecord& record) {
    if (record.id == m_run && prepare(record) && m_drawable && !m_busy && !m_pause.isActive()) request();
}

void MapFeed::request() {
    const RunRecord* record = m_controller.run(m_run);
    if (!record || !m_drawable || m_busy || !record->latestWeights || record->latestWeightsEpoch == m_askedEpoch) return;
    m_busy = true;
    m_askedEpoch = record->latestWeightsEpoch;
    m_asked.start();
    MapJob job{m_controller.services().findTrainer, record->config, m_dataset, record->latestWeights, record->latestWeightsEpoch};
    job.loadData = m_controller.services().loadData;
    job.stored = record->model;
    if (!m_fieldSource.empty() && m_dataset && m_dataset->source == m_fieldSource) job.field = m_field;
    m_worker.submit([this, generation = m_generation, job = std::move(job)] {
        auto result = computeMap(job);
        QMetaObject::invokeMethod(
            this, [this, generation, result = std::move(result)] { take(generation, result); }, Qt::QueuedConnection);
    });
}

void MapFeed::take(std::int64_t generation, const core::Result<MapResult>& result) {
    if (generation != m_generation) return;
    m_busy = false;
    if (result) {
        m_map.setPoints(result->points);
        m_map.setFrame(result->frame);
        m_shownEpoch = result->frame.epoch;
    } else {
        m_map.setMessage(QString::fromStdString(core::describe(result.error())));
    }
    m_pause.start(std::max(shortestPause, static_cast<int>(std::min<qint64>(2 * m_asked.elapsed(), 60'000))));
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_map_feed.cpp"
