#pragma once

#include "bridge/controller.h"
#include "bridge/latest_worker.h"
#include "map/decision_map.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace epochlab::ui {

/// What one look at the map needs. A plain value: it goes to the worker.
struct MapJob {
    core::TrainerProvider findTrainer;
    core::ParamSet config;
    core::DatasetPointer dataset; ///< null: it is loaded, and has to be the model's
    std::shared_ptr<const core::ModelWeights> weights;
    std::int64_t epoch = 0;
    std::optional<MapFrame> field = {};             ///< the range to show instead of the data's own
    core::DatasetLoader loadData = {};              ///< where there is no dataset
    std::shared_ptr<const core::Model> stored = {}; ///< where there is no dataset: what its names have to be
};

struct MapResult {
    MapFrame frame;
    std::vector<MapPoint> points;
};

/// The grid over the range of the data, without answers.
MapFrame emptyFrame(const core::TableDataset& dataset);

/// The model's answer on a grid over the range of the data, and for the validation rows. Any thread.
core::Result<MapResult> computeMap(const MapJob& job);

/// Keeps the decision map at the newest weights of one run. The map is computed on a worker of its own, one at a time, and takes at
/// most a third of that worker's time while the run goes on. GUI thread.
class MapFeed : public QObject {
    Q_OBJECT
public:
    MapFeed(const Controller& controller, DecisionMap& map, QObject* parent = nullptr);

    /// The run to show, or null: none. A draft that takes another's place keeps its map until its own is there.
    void setRun(const RunRecord* record);
    /// For runs on data of this source the map spans the field of other data: while points are painted, it stands still.
    void setField(const std::string& source, const MapFrame& field);
    /// Its record has news.
    void update(const RunRecord& record);
    /// Epoch of the map on the screen; 0: none.
    std::int64_t shownEpoch() const { return m_shownEpoch; }

private:
    void request();
    void take(std::int64_t generation, const core::Result<MapResult>& result);
    bool prepare(const RunRecord& record);
    void showAxes(const std::vector<std::string>& features, const std::vector<std::string>& classes, bool geographic);
    bool followsDraft(const RunRecord* record) const;

    const Controller& m_controller;
    DecisionMap& m_map;
    core::RunId m_run;
    bool m_draft = false;
    std::string m_fieldSource;
    MapFrame m_field;
    core::DatasetPointer m_dataset; ///< of the run; null until prepared, and of one of the store
    std::int64_t m_generation = 0;  ///< results for another run are dropped
    std::int64_t m_askedEpoch = 0;
    std::int64_t m_shownEpoch = 0;
    bool m_prepared = false;
    bool m_drawable = false;
    bool m_busy = false;
    QElapsedTimer m_asked;
    QTimer m_pause;
    LatestWorker m_worker; ///< last: joined first
};

} // namespace epochlab::ui
