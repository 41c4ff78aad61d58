#include "watch/map_feed.h"

#include "bridge/run_names.h"

namespace epochlab::ui {

MapFeed::MapFeed(const Controller& controller, DecisionMap& map, QObject* parent) : QObject(parent), m_controller(controller), m_map(map) {
    connect(&m_worker, &PacedWorker::rested, this, &MapFeed::request);
    connect(&map, &DecisionMap::viewChanged, this, &MapFeed::show);
    map.setNearest([this](double x, double y) { return nearest(x, y); });
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
    m_worker.forget();
    m_prepared = m_drawable = false;
    m_dataset.reset();
    m_plane = {};
    m_whole.reset();
    m_view.reset();
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

/// What the axes say: the features, or what the components are.
void MapFeed::showAxes() {
    const auto title = [this](std::size_t axis) { return QString::fromStdString(m_plane.axisTitle(*m_dataset, axis)); };
    m_map.setAxes(title(0), title(1), m_dataset->geographic && !m_plane.isPrincipal());
}

/// False, and said, where no map can be drawn of such data.
bool MapFeed::prepareFor(const std::vector<std::string>& features, const std::vector<std::string>& classes, bool geographic) {
    m_map.setClasses(textList(classes));
    if (features.size() == 2) m_map.setAxes(textList(features)[0], textList(features)[1], geographic);
    m_drawable = features.size() == 2 || (features.size() > 2 && m_principal);
    const bool offered = features.size() > 2 && !m_principal;
    m_map.offerPlane(offered ? tr("Show two principal components") : QString(), [this] { usePlane(); });
    if (!m_drawable) m_map.setMessage(tr("A decision map needs two features; these data have %1.").arg(features.size()));
    return m_drawable;
}

void MapFeed::usePlane() {
    m_principal = true;
    m_prepared = false;
    m_askedEpoch = 0;
    m_map.setMessage(tr("The principal components are being computed."));
    if (const RunRecord* record = m_controller.run(m_run)) update(*record);
}

bool MapFeed::prepare(const RunRecord& record) {
    if (m_prepared) return true;
    if (record.fromStore) {
        if (!record.model) {
            m_map.setMessage(record.noModel);
            return false;
        }
        m_map.setMessage(tr("The map of the stored model is being computed."));
        prepareFor(record.model->featureNames, record.model->classNames, record.model->geographic);
        return m_prepared = true;
    }
    if (!record.started || !record.started->dataset) return false;
    m_dataset = record.started->dataset;
    prepareFor(m_dataset->featureNames, m_dataset->classNames, m_dataset->geographic);
    return m_prepared = true;
}

void MapFeed::update(const RunRecord& record) {
    if (record.id == m_run && prepare(record) && m_drawable) request();
}

void MapFeed::setEpoch(std::optional<std::int64_t> epoch) {
    if (epoch == m_epoch) return;
    m_epoch = epoch;
    m_worker.hurry();
    request();
}

/// The range that is looked at; nothing: all of it.
void MapFeed::show(const std::optional<QRectF>& view) {
    m_view = view;
    m_askedEpoch = 0;
    m_worker.hurry();
    request();
}

MapJob MapFeed::jobAt(const RunRecord& record, std::int64_t epoch, const EpochLoader& load) const {
    return jobOf(epochJobOf(m_controller, record, m_dataset, epoch, load));
}

/// That of painted points, else what is known of the data's own.
std::optional<MapFrame> MapFeed::field() const {
    const bool painted = !m_fieldSource.empty() && m_dataset && m_dataset->source == m_fieldSource;
    return painted ? m_field : m_whole;
}

MapJob MapFeed::jobOf(EpochJob epoch) const {
    MapJob job{std::move(epoch)};
    job.principal = m_principal && (!m_dataset || m_dataset->featureCount() > 2);
    job.plane = m_plane;
    job.field = field();
    if (!m_view || !job.field) return job;
    job.field->xMinimum = m_view->left();
    job.field->xMaximum = m_view->right();
    job.field->yMinimum = m_view->top();
    job.field->yMaximum = m_view->bottom();
    return job;
}

void MapFeed::request() {
    const RunRecord* record = m_controller.run(m_run);
    if (!record || !m_drawable || !m_worker.free()) return;
    MapJob job = jobOf(epochJobOf(m_controller, *record, m_dataset, m_epoch, m_load));
    if (job.epoch.epoch == 0 || job.epoch.epoch == m_askedEpoch) return;
    m_askedEpoch = job.epoch.epoch;
    m_worker.ask<core::Result<MapResult>>([job = std::move(job)] { return computeMap(job); },
                                          [this](const core::Result<MapResult>& result) { take(result); });
}

/// "nearest: Paris (France, training), …"
QString MapFeed::nearest(double x, double y) const {
    constexpr std::size_t most = 3;
    const std::optional<MapFrame> shown = field();
    if (!m_dataset || !shown) return {};
    QStringList rows;
    for (const core::MapPoint& point : core::nearestRows(*m_dataset, m_plane, *shown, x, y, most)) {
        const core::TableRows& split = m_dataset->rows(point.split);
        const auto row = static_cast<std::size_t>(point.row);
        const QString name = row < split.names.size() ? QString::fromStdString(split.names[row]) : tr("row %1").arg(point.row + 1);
        const std::string_view where = core::splitName(point.split);
        rows << QStringLiteral("%1 (%2, %3)")
                    .arg(name, QString::fromStdString(m_dataset->classNames[point.label]),
                         QString::fromUtf8(where.data(), qsizetype(where.size())));
    }
    return rows.isEmpty() ? QString() : tr("nearest: %1").arg(rows.join(QStringLiteral(", ")));
}

void MapFeed::take(const core::Result<MapResult>& result) {
    if (!result) return m_map.setMessage(QString::fromStdString(core::describe(result.error())));
    m_dataset = result->dataset;
    m_plane = result->plane;
    if (!field() && !m_view) m_whole = result->field;
    if (m_plane.isPrincipal()) showAxes();
    m_map.setPoints(result->points);
    m_map.setFrame(result->frame);
    m_shownEpoch = result->frame.epoch;
    if (!m_epoch) return;
    m_worker.hurry(); // the hand may have moved on
    request();
}

} // namespace epochlab::ui

// Its own object, so that a test links only what it names.
#include "moc_map_feed.cpp"
