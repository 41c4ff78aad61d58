#pragma once

#include "bridge/paced_worker.h"
#include "map/compute_map.h"
#include "map/decision_map.h"

#include <QObject>
#include <QRectF>

#include <optional>
#include <string>
#include <vector>

namespace epochlab::ui {

/// Keeps the decision map at the newest weights of one run, or at those of the timeline's epoch. The map is computed on a worker of its
/// own. GUI thread.
class MapFeed : public QObject {
    Q_OBJECT
public:
    MapFeed(const Controller& controller, DecisionMap& map, QObject* parent = nullptr);

    /// Where epochs that are not in memory come from.
    void setLoader(EpochLoader load) { m_load = std::move(load); }
    /// The run to show, or null: none. A draft that takes another's place keeps its map until its own is there.
    void setRun(const RunRecord* record);
    /// The timeline's; nothing: the newest.
    void setEpoch(std::optional<std::int64_t> epoch);
    /// For runs on data of this source the map spans the field of other data: while points are painted, it stands still.
    void setField(const std::string& source, const MapFrame& field);
    /// Its record has news.
    void update(const RunRecord& record);
    /// Epoch of the map on the screen; 0: none.
    std::int64_t shownEpoch() const { return m_shownEpoch; }
    /// What the map of that epoch takes, as it is looked at now; `load` is another worker's.
    MapJob jobAt(const RunRecord& record, std::int64_t epoch, const EpochLoader& load) const;
    /// Nothing is on its way.
    bool settled() const { return !m_worker.busy(); }

private:
    void request();
    void take(const core::Result<MapResult>& result);
    MapJob jobOf(EpochJob epoch) const;
    std::optional<MapFrame> field() const;
    bool prepare(const RunRecord& record);
    bool prepareFor(const std::vector<std::string>& features, const std::vector<std::string>& classes, bool geographic);
    void showAxes();
    void usePlane();
    void show(const std::optional<QRectF>& view);
    QString nearest(double x, double y) const;
    bool followsDraft(const RunRecord* record) const;

    const Controller& m_controller;
    DecisionMap& m_map;
    EpochLoader m_load;
    core::RunId m_run;
    bool m_draft = false;
    std::string m_fieldSource;
    MapFrame m_field;
    core::DatasetPointer m_dataset; ///< of the run; null until prepared, and of one of the store until it is loaded
    std::optional<std::int64_t> m_epoch;
    std::int64_t m_askedEpoch = 0;
    std::int64_t m_shownEpoch = 0;
    bool m_prepared = false;
    bool m_drawable = false;
    bool m_principal = false;        ///< data of more features are shown on two principal components, once a person asked for that
    std::optional<MapFrame> m_whole; ///< the range of m_dataset, which takes a look at all its rows
    core::MapPlane m_plane;          ///< of m_dataset
    std::optional<QRectF> m_view;    ///< the part of the map that is looked at
    PacedWorker m_worker;            ///< last: joined first
};

} // namespace epochlab::ui
