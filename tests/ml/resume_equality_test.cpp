// Every trainer: a run that is interrupted anywhere and goes on from its checkpoint is the run that nothing disturbed, bit for bit.
#include "ml/support.h"

#include "mlp/fused.h"
#include "run/live_run.h"
#include "run/loop_state.h"
#include "support/pictures.h"
#include "support/recording_observer.h"
#include "support/services.h"
#if EPOCHLAB_WITH_TORCH
#include "nets/picture_start.h"
#include "nets/picture_weights.h"
#include "store/model_file.h"
#include "support/temporary_folder.h"
#include "torch/trainer.h"
#include "trees/tree_trainer.h"
#endif
#if EPOCHLAB_WITH_XGBOOST
#include "xgb/trainer.h"
#endif

#include <functional>
#include <map>
#include <tuple>

namespace epochlab::core {
namespace {

using namespace test;

struct TrainerRow {
    const char* name;
    std::function<std::shared_ptr<Trainer>()> make;
    Fields fields;              ///< of a small model
    std::int64_t stepsPerEpoch; ///< on its data
    std::function<DatasetPointer()> data = [] { return makeData(100); };
    std::int64_t epochs = 6;
};

const Fields smallMlp{{"batch-size", "16"}, {"width", "8"}, {"hidden-layers", "2"}};
const Fields smallTrees{{"model", "xgboost"}, {"max-depth", "3"}, {"tree-method", "hist"}, {"threads", "1"}};
/// They overfit from the fourth round on, as the rows of EarlyStoppingPending do.
const Fields smallPixelTrees{{"model", "xgboost"}, {"max-depth", "3"}, {"picture-resize", "6"}, {"eta", "0.5"}, {"min-child-weight", "2"}};

/// Pictures of which every fourth is called something else: soon nothing is left to learn but this.
DatasetPointer mislabelled() {
    auto data = std::make_shared<TableDataset>(*makePictures(6, 60, 12, 3));
    for (TableRows& rows : data->splits)
        for (std::size_t row = 0; row < rows.labels.size(); row += 4) rows.labels[row] = (rows.labels[row] + 1) % 3;
    return data;
}

#if EPOCHLAB_WITH_TORCH
std::shared_ptr<Trainer> makeTorchTrainer() { return std::shared_ptr<Trainer>(epochlab_make_torch_trainer()); }

/// A pretrained file with numbers from a seed, and a cache of features beside it.
std::string pretrained() {
    static const TemporaryFolder folder;
    static const std::string path = [] {
        ::setenv("XDG_CACHE_HOME", folder.path("cache").c_str(), 1);
        const PictureArchitecture net = makeResidualNetwork("resnet18", {3, 32, 5});
        const auto weights = std::make_shared<ModelWeights>(exportWeights(net, initialParameters(net, 9), initialBuffers(net)));
        const std::string file = folder.path("resnet18.safetensors");
        EXPECT_TRUE(saveModel({configOf({}), {"x"}, {"a"}, false, weights}, file).ok());
        return file;
    }();
    return path;
}

TrainerRow residual(const char* name, const char* method, std::int64_t stepsPerEpoch, std::int64_t rows, std::int64_t epochs = 3) {
    return {name,
            makeTorchTrainer,
            {{"data", "bars"},
             {"threads", "1"},
             {"model", "resnet18"},
             {"method", method},
             {"picture-resize", "32"},
             {"batch-size", "16"},
             {"unfreeze", "1"},
             {"weights", pretrained()}},
            stepsPerEpoch,
            [rows] { return makePictures(32, rows, 8, 2); },
            epochs};
}
#if EPOCHLAB_WITH_XGBOOST
TrainerRow treesOnFeatures() {
    const auto make = [] {
        return makeTreeTrainer({[] { return Result(std::shared_ptr<Trainer>(epochlab_make_xgboost_trainer())); },
                                [] { return Result(std::shared_ptr<FrozenNetworks>(epochlab_make_frozen_networks())); }});
    };
    return {"TreesOnFeatures",
            make,
            {{"data", "bars"},
             {"model", "xgboost"},
             {"inputs", "features"},
             {"max-depth", "3"},
             {"picture-resize", "32"},
             {"weights", pretrained()}},
            1,
            [] { return makePictures(32, 48, 8, 3); }};
}
#endif
#endif

const std::vector<TrainerRow> trainers {
    {"FusedMlp", [] { return makeFusedTrainer(); }, smallMlp, 7},
#if EPOCHLAB_WITH_TORCH
        {"TorchMlp", makeTorchTrainer, smallMlp, 7},
        {"SmallCnn",
         makeTorchTrainer,
         {{"data", "bars"}, {"model", "cnn"}, {"batch-size", "16"}, {"threads", "1"}},
         7,
         [] { return makePictures(8, 100, 20, 3); }},
#endif
#if EPOCHLAB_WITH_XGBOOST
        {"BoostedTrees", [] { return std::shared_ptr<Trainer>(epochlab_make_xgboost_trainer()); }, smallTrees, 1},
        {"TreesOnPixels", [] { return std::shared_ptr<Trainer>(epochlab_make_xgboost_trainer()); }, smallPixelTrees, 1, mislabelled},
#endif
};

struct SettingsRow {
    const char* name;
    Fields fields;
    std::vector<RateChange> rateChanges = {};
    bool stopsEarly = false;
};

const std::vector<SettingsRow> settings{
    {"Plain", {{"optimizer", "sgd"}}},
    {"BatchNorm", {{"batch-norm", "true"}, {"optimizer", "momentum"}}},
    {"Drawn", {{"dropout", "0.3"}, {"subsample", "0.6"}, {"colsample-bytree", "0.5"}}},
    {"CosineAndWarmUp", {{"schedule", "cosine"}, {"warmup", "2"}, {"optimizer", "adamw"}}},
    {"EarlyStoppingPending", {{"early-stopping", "3"}, {"epochs", "30"}, {"learning-rate", "0.5"}, {"rounds", "30"}}, {}, true},
    {"RateChangePending",
     {{"optimizer", "momentum"}, {"training-metrics", "running"}, {"rounds", "42"}},
     {{1, 0.02}, {9, 0.03}, {38, 0.004}}},
    {"ScheduleChangePending", // made before some of the stops, after others, at a stop's next step, and beside a change of the rate alone
     {{"optimizer", "adam"}, {"schedule", "cosine"}, {"warmup", "0.5"}, {"rounds", "42"}},
     {{2, 0.0, ScheduleShape{.kind = ScheduleShape::Kind::Step, .stepFactor = 0.5, .stepEveryEpochs = 1.5}},
      {9, 0.03},
      {32, 0.02, ScheduleShape{.kind = ScheduleShape::Kind::Cosine, .minimumShare = 0.1}},
      {36, 0.0, ScheduleShape{}}}}};

struct StopRow {
    const char* name;
    std::int64_t step;
};

std::vector<StopRow> stopsOf(const TrainerRow& trainer) {
    const std::int64_t steps = trainer.stepsPerEpoch;
    if (trainer.epochs == 1) return {{"AfterTheFirstBatch", 1}, {"InMidEpoch", steps / 2}, {"BeforeTheLastBatchOfAnEpoch", steps - 1}};
    const std::int64_t end = (trainer.epochs - 1) * steps;
    return {{"AfterTheFirstBatch", 1},
            {"InMidEpoch", end - steps + steps / 2},
            {"BeforeTheLastBatchOfAnEpoch", end - 1},
            {"AtAnEpochsEnd", end}};
}

RunServices servicesOf(const TrainerRow& trainer) {
    return {givesData(trainer.data()), [&trainer](const ParamSet&) -> Result<std::shared_ptr<Trainer>> { return trainer.make(); }};
}

/// All that a run says of itself, over one part of it or several.
struct Said {
    std::map<std::string, std::vector<double>> series; ///< without the seconds
    std::vector<std::vector<double>> gradients;
    std::vector<RateChange> rates;
    std::vector<std::string> notes;
    bool operator==(const Said&) const = default;
};

Said saidBy(std::initializer_list<const RecordingObserver*> parts) {
    Said all;
    for (const RecordingObserver* part : parts) {
        for (const MetricBlock& block : part->all<MetricBlock>()) {
            std::vector<double>& values = all.series[block.series];
            values.insert(values.end(), block.values.begin(), block.values.end());
        }
        for (const GradientRow& row : part->all<GradientRow>()) all.gradients.push_back(row.squaredNorms);
        for (const LearningRateEvent& change : part->all<LearningRateEvent>()) all.rates.push_back(changeOf(change));
        for (const NoteEvent& note : part->all<NoteEvent>())
            if (note.code == "early-stopping") all.notes.push_back(note.message);
    }
    all.series.erase("seconds");
    return all;
}

/// Trains so many batches one by one, then is interrupted.
FinishedEvent interruptedAt(std::int64_t step, RunRequest request, const RunServices& services, RecordingObserver& seen) {
    request.startPaused = true;
    LiveRun run(std::move(request), services, seen);
    for (std::int64_t done = 0; done < step; ++done) {
        seen.awaitPhase(RunPhase::Paused, static_cast<std::size_t>(done) + 1);
        run.stepOnce();
    }
    seen.awaitPhase(RunPhase::Paused, static_cast<std::size_t>(step) + 1);
    run.interrupt();
    return seen.awaitFinished();
}

void expectSameEnd(const FinishedEvent& last, const FinishedEvent& whole, const char* stop) {
    EXPECT_EQ(last.epochs, whole.epochs) << stop;
    ASSERT_EQ(last.end, whole.end) << stop << ": " << (last.error ? describe(*last.error) : "");
    ASSERT_TRUE(last.bestWeights) << stop;
    ASSERT_EQ(last.bestWeights->tensors.size(), whole.bestWeights->tensors.size()) << stop;
    for (std::size_t i = 0; i < whole.bestWeights->tensors.size(); ++i)
        EXPECT_TRUE(last.bestWeights->tensors[i].values == whole.bestWeights->tensors[i].values) << stop << ": " << i;
    ASSERT_EQ(last.checkpoint == nullptr, whole.checkpoint == nullptr) << stop;
    if (!whole.checkpoint) return;                                    // a big model keeps none of its end
    RunCheckpoint there = *whole.checkpoint, here = *last.checkpoint; // weights, optimiser, best weights, counters
    there.loop.seconds = here.loop.seconds = 0.0;
    EXPECT_TRUE(writeCheckpoint(here) == writeCheckpoint(there)) << stop;
}

class ResumeEquality : public testing::TestWithParam<std::tuple<TrainerRow, SettingsRow>> {};

TEST_P(ResumeEquality, whereverItIsInterrupted) {
    const auto& [trainer, variant] = GetParam();
    Fields fields = trainer.fields;
    fields.insert(fields.end(), {{"epochs", std::to_string(trainer.epochs)}, {"learning-rate", "0.01"}, {"rounds", "6"}});
    const RunRequest request{.id = "run", .config = configOf(fields, variant.fields), .rateChanges = variant.rateChanges};
    const RunServices services = servicesOf(trainer);
    RecordingObserver straight;
    LiveRun(request, services, straight).wait();
    const FinishedEvent whole = straight.awaitFinished();
    ASSERT_EQ(whole.end, RunEnd::Finished) << (whole.error ? describe(*whole.error) : "");
    const Said expected = saidBy({&straight});
    ASSERT_EQ(expected.notes.size(), variant.stopsEarly ? 1U : 0U);
    if (variant.stopsEarly) { // it waits since epoch 3 or 4: a counter that began anew would stop it later
        ASSERT_GE(whole.epochs, 6);
        ASSERT_LE(whole.epochs, 7);
    }
    ASSERT_EQ(expected.rates.size(), variant.rateChanges.size());
    for (std::size_t i = 0; i < expected.rates.size(); ++i) {
        RateChange asked = variant.rateChanges[i];
        if (asked.rate == 0.0) asked.rate = expected.rates[i].rate; // the one that holds then
        ASSERT_EQ(expected.rates[i], asked);
    }
    for (const StopRow& stop : stopsOf(trainer)) {
        RecordingObserver first, second;
        const FinishedEvent end = interruptedAt(stop.step, request, services, first);
        ASSERT_TRUE(end.checkpoint) << stop.name;
        ASSERT_EQ(end.checkpoint->loop.step, stop.step);
        RunRequest rest = request;
        rest.resumeFrom = std::make_shared<const RunCheckpoint>(*readCheckpoint(writeCheckpoint(*end.checkpoint)));
        LiveRun(rest, services, second).wait();
        const FinishedEvent last = second.awaitFinished();
        EXPECT_TRUE(saidBy({&first, &second}) == expected) << stop.name;
        expectSameEnd(last, whole, stop.name);
    }
}

std::string rowName(const testing::TestParamInfo<ResumeEquality::ParamType>& row) {
    return std::string(std::get<0>(row.param).name) + std::get<1>(row.param).name;
}

INSTANTIATE_TEST_SUITE_P(AllTrainers, ResumeEquality, testing::Combine(testing::ValuesIn(trainers), testing::ValuesIn(settings)), rowName);
#if EPOCHLAB_WITH_TORCH
// A ResNet's step takes long: one setting each.
INSTANTIATE_TEST_SUITE_P(Residual, ResumeEquality,
                         testing::Combine(testing::Values(residual("Probe", "probe", 3, 48), residual("Finetune", "finetune", 2, 32),
                                                          residual("Logistic", "logistic", logisticSteps, 48, 1)),
                                          testing::Values(settings[3])),
                         rowName);
#if EPOCHLAB_WITH_XGBOOST
INSTANTIATE_TEST_SUITE_P(OnFeatures, ResumeEquality,
                         testing::Combine(testing::Values(treesOnFeatures()), testing::Values(settings[2], settings[5])), rowName);
#endif
#endif

} // namespace
} // namespace epochlab::core
