// Boosted trees: as Python's XGBoost grows them, and the same whatever interrupts them.
#include "ml/support.h"

#include "run/predictions.h"
#include "store/model_file.h"
#include "support/pictures.h"
#include "trees/tree_model.h"
#include "vision/picture_view.h"
#include "xgb/trainer.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <functional>

namespace epochlab::core {
namespace {

using namespace test;
using nlohmann::json;
using testing::HasSubstr;

const Fields smallTrees{{"model", "xgboost"}, {"max-depth", "3"}, {"threads", "1"}};

std::unique_ptr<TrainingSession> grower(const Fields& fields, DatasetPointer data) {
    const std::unique_ptr<Trainer> trainer(epochlab_make_xgboost_trainer());
    auto session = trainer->prepare(configOf(smallTrees, fields), std::move(data));
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : describe(session.error()));
    return session.ok() ? std::move(session.value()) : nullptr;
}

DatasetPointer dataOf(std::int64_t classes) {
    auto data = std::make_shared<TableDataset>(*makeData(120, 30));
    if (classes == 3) return data;
    data->classNames = {"a", "b"};
    for (TableRows& rows : data->splits)
        for (std::int32_t& label : rows.labels) label = label > 0;
    return data;
}

struct SettingsRow {
    const char* name;
    Fields fields;
    std::int64_t classes = 3;
};

void PrintTo(const SettingsRow& row, std::ostream* out) { *out << row.name; }

const std::vector<SettingsRow> settings{
    {"Histograms", {{"tree-method", "hist"}}},
    {"Exact", {{"tree-method", "exact"}}},
    {"Approximate", {{"tree-method", "approx"}, {"max-bin", "16"}}},
    {"TwoClasses", {}, 2},
    {"RowsDrawn", {{"tree-method", "hist"}, {"subsample", "0.6"}}},
    {"ColumnsDrawn", {{"tree-method", "hist"}, {"colsample-bytree", "0.5"}}},
    {"RowsAndColumnsDrawn", {{"subsample", "0.6"}, {"colsample-bytree", "0.5"}}, 2},
    {"ExactDrawn", {{"tree-method", "exact"}, {"subsample", "0.6"}, {"colsample-bytree", "0.5"}}},
    {"ApproximateDrawn", {{"tree-method", "approx"}, {"subsample", "0.6"}, {"colsample-bytree", "0.5"}}},
    {"TwoThreads", {{"threads", "2"}, {"tree-method", "hist"}}}};

class Grown : public testing::TestWithParam<SettingsRow> {};

constexpr std::int64_t rounds = 14;

/// What a session says of its splits, to the bit.
std::vector<double> measuresOf(TrainingSession& session) {
    std::vector<double> all;
    for (const Split split : allSplits) {
        const auto evaluation = session.evaluate(split);
        all.insert(all.end(), {evaluation->loss, evaluation->accuracy, static_cast<double>(evaluation->rows)});
    }
    return all;
}

TEST_P(Grown, GoesOnFromASavedStateBitForBit) {
    const SettingsRow& row = GetParam();
    const auto straight = grower(row.fields, dataOf(row.classes));
    std::vector<std::vector<std::byte>> states{straight->saveState()};
    std::vector<std::vector<double>> measures{measuresOf(*straight)};
    for (std::int64_t round = 1; round <= rounds; ++round) {
        trainTo(*straight, round, round < 9 ? 0.3 : 0.1); // the rate changes on the way
        states.push_back(straight->saveState());
        measures.push_back(measuresOf(*straight));
    }
    for (const std::int64_t stop : {0, 1, 7, 8, 13}) {
        const auto restored = grower(row.fields, dataOf(row.classes));
        trainTo(*restored, 2, 1.0); // whatever it did before is forgotten
        ASSERT_TRUE(restored->loadState(states[static_cast<std::size_t>(stop)]).ok());
        EXPECT_EQ(restored->step(), stop);
        EXPECT_EQ(measuresOf(*restored), measures[static_cast<std::size_t>(stop)]) << "our sums are XGBoost's, to the bit";
        trainTo(*restored, 8, 0.3);
        trainTo(*restored, rounds, 0.1);
        EXPECT_EQ(restored->saveState(), states.back()) << stop;
        EXPECT_EQ(measuresOf(*restored), measures.back()) << stop;
        EXPECT_EQ(allValues(*restored), allValues(*straight)) << stop;
    }
}

TEST_P(Grown, LearnsAndAnswersAsItEvaluates) {
    const SettingsRow& row = GetParam();
    const DatasetPointer data = dataOf(row.classes);
    const auto session = grower(row.fields, data);
    const double chance = session->evaluate(Split::Training)->loss;
    EXPECT_NEAR(chance, std::log(static_cast<double>(row.classes)), 1e-9);
    const AdvanceReport report = trainTo(*session, rounds, 0.3);
    EXPECT_DOUBLE_EQ(report.steps.front().loss, chance) << "a round's loss is that of the margins which it goes by";
    EXPECT_LT(session->evaluate(Split::Training)->loss, 0.7 * chance);
    EXPECT_TRUE(session->gradients().empty());
    EXPECT_EQ(session->shape().parameterCount, 2 * std::ssize(session->weights().find("trees.feature")->values));

    Model model{configOf(smallTrees, row.fields), data->featureNames, data->classNames, false,
                std::make_shared<ModelWeights>(session->weights())};
    const auto predictor = makeTreePredictor(model);
    ASSERT_TRUE(predictor.ok());
    const TableRows& rows = data->rows(Split::Validation);
    const auto answers = (*predictor)->probabilities(rows.features, rows.count);
    double loss = 0.0;
    const auto classes = static_cast<std::size_t>(row.classes);
    for (std::size_t i = 0; i < rows.labels.size(); ++i)
        loss -= std::log(answers->at(i * classes + static_cast<std::size_t>(rows.labels[i])));
    EXPECT_NEAR(loss / static_cast<double>(rows.count), session->evaluate(Split::Validation)->loss, 1e-6);
    session->keepAnswers(Split::Validation);
    static_cast<void>(session->evaluate(Split::Validation));
    expectKeptAnswers(*session, **predictor, *data);
}

INSTANTIATE_TEST_SUITE_P(AllSettings, Grown, testing::ValuesIn(settings),
                         [](const testing::TestParamInfo<SettingsRow>& row) { return std::string(row.param.name); });

TEST(XgboostSession, StretchesChangeNoBit) {
    const auto single = grower({}, dataOf(3)), all = grower({}, dataOf(3));
    trainTo(*single, rounds, 0.3);
    const std::vector<double> rates(rounds, 0.3);
    ASSERT_TRUE(all->advance(rates).ok());
    EXPECT_EQ(all->saveState(), single->saveState());
}

TEST(XgboostSession, LeavesARoundThatAStopComesInto) {
    const DatasetPointer data = dataOf(3);
    const auto session = grower({}, data), straight = grower({}, data);
    trainTo(*session, 2, 0.3);
    const std::vector<std::byte> before = session->saveState();
    const std::vector<double> measures = measuresOf(*session);
    std::stop_source stop;
    stop.request_stop(); // before the round can have ended
    session->heedStop(stop.get_token());
    const std::vector<double> rates(100, 0.3);
    const auto report = session->advance(rates);
    ASSERT_TRUE(report.ok()) << describe(report.error());
    EXPECT_LT(report->steps.size(), rates.size());
    EXPECT_EQ(session->step(), 2 + std::ssize(report->steps));
    if (report->steps.empty()) {
        EXPECT_EQ(session->saveState(), before);
        EXPECT_EQ(measuresOf(*session), measures);
    }
    session->heedStop({}); // it goes on as if nothing had been
    trainTo(*session, rounds, 0.3);
    trainTo(*straight, rounds, 0.3);
    EXPECT_EQ(session->saveState(), straight->saveState());
}

TEST(XgboostSession, DrawsBySeedAndRound) {
    const Fields drawn{{"subsample", "0.5"}};
    const auto grown = [&](const char* seed) {
        Fields fields = drawn;
        fields.emplace_back("seed", seed);
        const auto session = grower(fields, dataOf(3));
        trainTo(*session, 3, 0.3);
        return allValues(*session);
    };
    EXPECT_EQ(grown("5"), grown("5"));
    EXPECT_NE(grown("5"), grown("6"));
}

TEST(XgboostSession, RefusesWhatIsNotItsState) {
    const auto session = grower({}, dataOf(3));
    trainTo(*session, 2, 0.3);
    const std::vector<std::byte> good = session->saveState();
    for (std::size_t size = 0; size < good.size(); size += 7) EXPECT_FALSE(session->loadState(std::span(good).first(size)).ok()) << size;
    std::vector<std::byte> longer = good;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(session->loadState(longer).ok());
    const auto other = grower({}, dataOf(3));
    for (std::size_t at = 0; at < good.size(); at += 3) { // whatever is taken is sound: it can be measured
        std::vector<std::byte> changed = good;
        changed[at] ^= std::byte{0x41};
        const bool taken = other->loadState(changed).ok();
        EXPECT_TRUE(!taken || other->evaluate(Split::Training).ok()) << at;
    }
    EXPECT_EQ(session->saveState(), good) << "nothing is half-loaded";
}

TEST(XgboostSession, RefusesOtherThreadsAndOtherData) {
    const auto session = grower({}, dataOf(3));
    const std::vector<std::byte> state = session->saveState();
    EXPECT_EQ(grower({{"threads", "2"}}, dataOf(3))->loadState(state).error().code, ErrorCode::ConfigConflict);
    auto data = std::make_shared<TableDataset>(*dataOf(3));
    data->fingerprint = 78;
    EXPECT_EQ(grower({}, data)->loadState(state).error().code, ErrorCode::ConfigConflict);
}

struct RefusalRow {
    ErrorCode code;
    const char* words;
    Fields fields;
    std::function<void(TableDataset&)> spoil;
};

const RefusalRow refusals[]{{ErrorCode::DataEmpty, "no rows", {}, [](TableDataset& data) { data.splits[0] = {}; }},
                            {ErrorCode::DataOneClass, "only one class", {}, [](TableDataset& data) { data.classNames = {"a"}; }},
                            {ErrorCode::OutOfMemory, "GiB", {{"tree-method", "hist"}, {"max-depth", "16"}}, [](TableDataset& data) {
                                 data.featureNames.assign(200'000, "x"); // a histogram for each of the rows, at most
                                 data.splits[0].features.assign(200'000 * data.splits[0].labels.size(), 0.5F);
                             }}};

TEST(XgboostTrainer, RefusesBeforeItStarts) {
    for (const RefusalRow& row : refusals) {
        auto data = std::make_shared<TableDataset>(*dataOf(3));
        row.spoil(*data);
        const std::unique_ptr<Trainer> trainer(epochlab_make_xgboost_trainer());
        const auto session = trainer->prepare(configOf(smallTrees, row.fields), data);
        ASSERT_FALSE(session.ok()) << row.words;
        EXPECT_EQ(session.error().code, row.code) << describe(session.error());
        EXPECT_THAT(session.error().what, HasSubstr(row.words));
    }
}

/// Of a model file, which holds what is seen of a picture and no pixel's name.
TEST(XgboostOnPixels, AnswerFromAModelFileAsTheyEvaluate) {
    const DatasetPointer data = makePictures(6, 90, 12, 3);
    const ParamSet config = configOf(smallTrees, {{"picture-resize", "6"}, {"picture-crop", "4"}, {"threads", "2"}});
    const std::unique_ptr<Trainer> trainer(epochlab_make_xgboost_trainer());
    const auto session = trainer->prepare(config, data);
    ASSERT_TRUE(session.ok()) << describe(session.error());
    trainTo(**session, rounds, 0.3);
    EXPECT_EQ((*session)->evaluate(Split::Training)->accuracy, 1.0);
    const std::string bytes = encodeModel(makeModel(config, *data, std::make_shared<ModelWeights>((*session)->weights())));
    const auto model = decodeModel(std::as_bytes(std::span(bytes)), "test");
    ASSERT_TRUE(model.ok()) << describe(model.error());
    EXPECT_EQ(model->view->options(), PictureViewOptions({.resize = 6, .crop = 4, .colour = false, .norm = unitNorm}));
    const auto predictor = makeTreePredictor(*model);
    ASSERT_TRUE(predictor.ok()) << describe(predictor.error());
    const auto predictions = predictSplits(**predictor, *data, model->view, 2, rounds);
    ASSERT_TRUE(predictions.ok()) << describe(predictions.error());
    for (const SplitPredictions& split : predictions->splits) {
        double loss = 0.0;
        for (const float truth : split.truthProbabilities) loss -= std::log(truth);
        EXPECT_NEAR(loss / static_cast<double>(split.classes.size()), (*session)->evaluate(split.split)->loss, 1e-6);
    }
}

TEST(XgboostOnPixels, TellHowManyPicturesAreReadAndStopThere) {
    const DatasetPointer data = makePictures(6, 90, 12, 3);
    const ParamSet config = configOf(smallTrees, {{"picture-resize", "6"}});
    const std::unique_ptr<Trainer> trainer(epochlab_make_xgboost_trainer());
    std::int64_t told = 0;
    std::stop_source stop;
    const WorkWatch watch{stop.get_token(), [&](std::string_view work, std::int64_t done, std::int64_t total) {
                              EXPECT_EQ(work, "pictures");
                              EXPECT_GT(done, told);
                              told = done;
                              if (done == total) stop.request_stop();
                          }};
    ASSERT_TRUE(trainer->prepare(config, data, watch).ok());
    std::int64_t all = 0;
    for (const TableRows& rows : data->splits) all += rows.count;
    EXPECT_EQ(told, all);
    EXPECT_EQ(trainer->prepare(config, data, watch).error().code, ErrorCode::Stopped);
}

TEST(XgboostTrainer, NamesWhatItUses) {
    const auto session = grower({{"threads", "2"}}, dataOf(2));
    EXPECT_EQ(session->shape().engine, "xgboost");
    EXPECT_EQ(session->shape().threads, 2);
    EXPECT_EQ(session->shape().stepsPerEpoch, 1);
    EXPECT_TRUE(session->shape().layerNames.empty());
    EXPECT_EQ(session->shape().notes.front(), std::string("XGBoost ") + epochlab_xgboost_version() + ", tree method hist, 1 tree a round");
}

/// What make_xgboost_golden.py wrote: Python's XGBoost on each case.
const json& golden() {
    static const json document = json::parse(std::ifstream(EPOCHLAB_SOURCE_DIR "/tests/ml/xgboost_golden.json"));
    return document;
}

std::vector<std::string> caseNames() {
    std::vector<std::string> names;
    for (const auto& [name, value] : golden()["cases"].items()) names.push_back(name);
    return names;
}

DatasetPointer goldenData(const std::string& word) {
    auto data = std::make_shared<TableDataset>();
    data->featureNames = {"x", "y", "z"};
    data->classNames = {"a", "b"};
    if (word == "three") data->classNames.emplace_back("c");
    for (const Split split : {Split::Training, Split::Validation}) {
        const json& from = golden()["data"][word][std::string(splitName(split))];
        TableRows& rows = data->splits[static_cast<std::size_t>(split)];
        rows.features = from["features"].get<std::vector<float>>();
        rows.labels = from["labels"].get<std::vector<std::int32_t>>();
        rows.count = std::ssize(rows.labels);
    }
    return data;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, GrowsAsPythonsXgboostDoes) {
    const json& wanted = golden()["cases"][GetParam()];
    Fields fields{{"model", "xgboost"}, {"tree-method", "hist"}, {"threads", "1"}};
    for (const auto& [id, text] : wanted["fields"].items()) fields.emplace_back(id, text.get<std::string>());
    const ParamSet config = configOf(fields);
    const DatasetPointer data = goldenData(GetParam().substr(0, GetParam().find('-')));
    const std::unique_ptr<Trainer> trainer(epochlab_make_xgboost_trainer());
    const auto session = trainer->prepare(config, data);
    ASSERT_TRUE(session.ok()) << describe(session.error());
    for (std::size_t round = 0; round < golden()["rounds"]; ++round) {
        const double rate = config.real("eta");
        ASSERT_TRUE((*session)->advance(std::span(&rate, 1)).ok());
        for (const Split split : {Split::Training, Split::Validation})
            EXPECT_NEAR((*session)->evaluate(split)->loss, wanted["losses"][std::string(splitName(split))][round].get<double>(), 1e-5)
                << "round " << round + 1;
    }
    const Model model{config, data->featureNames, data->classNames, false, std::make_shared<ModelWeights>((*session)->weights())};
    const auto predictor = trainer->predictor(model);
    const TableRows& rows = data->rows(Split::Validation);
    const auto answers = (*predictor)->probabilities(rows.features, rows.count);
    const bool two = data->classCount() == 2; // of two classes XGBoost gives the second one's alone
    for (std::size_t i = 0; i < wanted["answers"].size(); ++i)
        EXPECT_NEAR(answers->at(two ? 2 * i + 1 : i), wanted["answers"][i].get<double>(), 1e-5) << i;
}

INSTANTIATE_TEST_SUITE_P(AllCases, Golden, testing::ValuesIn(caseNames()), [](const testing::TestParamInfo<std::string>& name) {
    std::string camel;
    for (const char c : name.param) camel += c == '-' ? '_' : c;
    return camel;
});

} // namespace
} // namespace epochlab::core
