#include "run/data_conflicts.h"

#include "params/model_fields.h"
#include "params/setting_words.h"

namespace epochlab::core {

std::vector<ParamError> dataConflicts(const ParamSet& config, const TableDataset& dataset) {
    std::vector<ParamError> conflicts;
    if (config.integer("early-stopping") > 0 && dataset.rows(Split::Validation).count == 0)
        conflicts.push_back(
            {"early-stopping",
             {ErrorCode::ConfigConflict, "early stopping watches the validation loss, and these data have no validation rows",
              "early-stopping", "set it to 0, or give the data validation rows"}});
    if (!dataset.pictures && isPictureModel(config))
        conflicts.push_back({"model",
                             {ErrorCode::ConfigConflict,
                              "a " + valueWords(*config.table().find("model"), config.value("model")) +
                                  " learns from pictures, and these data are rows of numbers",
                              "model", "choose a multilayer perceptron or boosted trees, or a folder of pictures"}});
    if (!dataset.pictures && growsOnFeatures(config))
        conflicts.push_back({"inputs",
                             {ErrorCode::ConfigConflict, "frozen features are made of pictures, and these data are rows of numbers",
                              "inputs", "choose pixels, which stands for the columns of a table, or a folder of pictures"}});
    return conflicts;
}

} // namespace epochlab::core
