#include "run/data_conflicts.h"

namespace epochlab::core {

std::vector<ParamError> dataConflicts(const ParamSet& config, const TableDataset& dataset) {
    std::vector<ParamError> conflicts;
    if (config.integer("early-stopping") > 0 && dataset.rows(Split::Validation).count == 0)
        conflicts.push_back(
            {"early-stopping",
             {ErrorCode::ConfigConflict, "early stopping watches the validation loss, and these data have no validation rows",
              "early-stopping", "set it to 0, or give the data validation rows"}});
    if (dataset.pictures)
        conflicts.push_back({"model",
                             {ErrorCode::ConfigConflict, "this model does not learn from pictures", "model",
                              "choose a model of pictures, or data of numbers"}});
    return conflicts;
}

} // namespace epochlab::core
