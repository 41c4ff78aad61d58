#include "map/compute_map.h"

namespace epochlab::ui {
namespace {

constexpr int gridSide = 256; ///< cells across and up
constexpr std::int64_t mostValidationPoints = 4000;
constexpr std::int64_t mostTrainingRows = 1000; ///< with more, their points would hide the map

} // namespace

MapFrame emptyFrame(const core::TableDataset& dataset, const core::MapPlane& plane) {
    return core::gridOver(dataset, plane, gridSide, gridSide);
}

core::Result<MapResult> computeMap(MapJob job) {
    if (const core::Result<void> settled = settle(job.epoch); !settled) return settled.error();
    const auto predictor = predictorOf(job.epoch);
    if (!predictor) return predictor.error();
    const core::TableDataset& data = *job.epoch.dataset;
    if (job.principal && !job.plane.isPrincipal()) job.plane = core::MapPlane::principal(data);
    const MapFrame field = job.field ? *job.field : emptyFrame(data, job.plane);
    MapResult result{field, core::pointsOf(data, job.plane, core::Split::Validation, mostValidationPoints), job.epoch.dataset, job.plane,
                     field};
    result.frame.epoch = static_cast<int>(job.epoch.epoch);
    if (auto grid = core::answerGrid(**predictor, job.plane, data.classCount(), result.frame); !grid) return grid.error();
    if (auto judged = core::judgePoints(**predictor, data, result.points); !judged) return judged.error();
    if (data.rows(core::Split::Training).count <= mostTrainingRows) {
        const auto training = core::pointsOf(data, job.plane, core::Split::Training, mostTrainingRows);
        result.points.insert(result.points.begin(), training.begin(), training.end());
    }
    return result;
}

} // namespace epochlab::ui
