#include "xgb/trainer.h"

#include "base/machine_memory.h"
#include "trees/tree_model.h"
#include "trees/tree_settings.h"
#include "xgb/booster.h"
#include "xgb/session.h"

namespace epochlab::core {
namespace {

Result<void> checkTrainingRows(const TableDataset& dataset) {
    if (dataset.rows(Split::Training).labels.empty())
        return Error{ErrorCode::DataEmpty, "the training split has no rows", dataset.source, "add rows"};
    if (dataset.classCount() < 2)
        return Error{ErrorCode::DataOneClass, "the data has only one class", dataset.source, "choose another label column"};
    return {};
}

/// Said before it is tried: a machine that runs out of memory ends processes without a word.
Result<void> checkMemory(const ParamSet& config, const TreeRows& rows) {
    const std::int64_t machine = machineMemory();
    const std::int64_t needed = treeWorkBytes(config, rows);
    if (needed <= machine) return {};
    return Error{ErrorCode::OutOfMemory,
                 "growing these trees takes about " + std::to_string((needed >> 30) + 1) + " GiB, and this machine has " +
                     std::to_string(machine >> 30),
                 "tree-method", "choose the exact tree method, fewer bins, or less depth"};
}

class XgboostTrainer final : public Trainer {
public:
    Result<std::unique_ptr<TrainingSession>> prepare(const ParamSet& config, DatasetPointer dataset, const WorkWatch& watch) override {
        if (const Result<void> fit = checkTrainingRows(*dataset); !fit) return fit.error();
        std::unique_ptr<FeatureSource> source = makeFeatureSource(config, dataset);
        const TreeRows rows{std::ssize(dataset->rows(Split::Training).labels), source->features()};
        if (const Result<void> fit = checkMemory(config, rows); !fit) return fit.error();
        FeatureSource& watched = *source;
        watched.heed(watch);
        Result<std::unique_ptr<TrainingSession>> session = makeXgboostSession(config, std::move(dataset), std::move(source));
        if (session) watched.heed({watch.stop, {}});
        return session;
    }

    Result<std::unique_ptr<Predictor>> predictor(const Model& model) override { return makeTreePredictor(model); }
};

} // namespace
} // namespace epochlab::core

epochlab::core::Trainer* epochlab_make_xgboost_trainer() { return new epochlab::core::XgboostTrainer; }

const char* epochlab_xgboost_version() {
    static const std::string version = epochlab::core::xgboostVersion();
    return version.c_str();
}
