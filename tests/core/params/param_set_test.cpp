#include "params/model_fields.h"
#include "params/param_set.h"

#include <cmath>
#include <gmock/gmock.h>
#include <limits>

namespace epochlab::core {
namespace {

struct Refusal {
    const char* id;
    const char* text;
    ErrorCode code;
};

class ParamSetRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ParamSetRefuses, andKeepsTheOldValue) {
    const Refusal& refusal = GetParam();
    ParamSet set(mlpParams());
    const ParamSet before = set;
    const Result<void> done = set.setText(refusal.id, refusal.text);
    ASSERT_FALSE(done.ok()) << refusal.id << " = " << refusal.text;
    EXPECT_EQ(codeName(done.error().code), codeName(refusal.code));
    EXPECT_FALSE(done.error().remedy.empty());
    EXPECT_EQ(set, before);
}

INSTANTIATE_TEST_SUITE_P(
    Values, ParamSetRefuses,
    testing::Values(Refusal{"width", "0", ErrorCode::ConfigRange}, Refusal{"width", "1025", ErrorCode::ConfigRange},
                    Refusal{"width", "-1", ErrorCode::ConfigRange}, Refusal{"width", "18446744073709551616", ErrorCode::ConfigRange},
                    Refusal{"width", "16.5", ErrorCode::ConfigType}, Refusal{"width", "", ErrorCode::ConfigType},
                    Refusal{"width", "16x", ErrorCode::ConfigType}, Refusal{"width", " 16", ErrorCode::ConfigType},
                    Refusal{"learning-rate", "0", ErrorCode::ConfigRange}, Refusal{"learning-rate", "nan", ErrorCode::ConfigRange},
                    Refusal{"learning-rate", "inf", ErrorCode::ConfigRange}, Refusal{"learning-rate", "0,1", ErrorCode::ConfigType},
                    Refusal{"learning-rate", "1e999", ErrorCode::ConfigType}, Refusal{"batch-norm", "maybe", ErrorCode::ConfigType},
                    Refusal{"activation", "ReLU", ErrorCode::ConfigRange}, Refusal{"seed", "9007199254740993", ErrorCode::ConfigRange},
                    Refusal{"data", "a\nb", ErrorCode::ConfigRange}, Refusal{"data", "\xff\xfe", ErrorCode::ConfigRange},
                    Refusal{"learning-rte", "1", ErrorCode::ConfigUnknownParameter}));

TEST(ParamSet, anUnknownIdSaysWhatWasMeant) {
    ParamSet set(mlpParams());
    EXPECT_EQ(set.setText("learning-rte", "1").error().remedy, "did you mean learning-rate?");
}

TEST(ParamSet, takesTheEndsOfARange) {
    ParamSet set(mlpParams());
    EXPECT_TRUE(set.setText("width", "1").ok());
    EXPECT_TRUE(set.setText("width", "1024").ok());
    EXPECT_TRUE(set.setText("learning-rate", "1e-10").ok());
    EXPECT_TRUE(set.setText("learning-rate", "1e10").ok());
    EXPECT_TRUE(set.setText("seed", "9007199254740992").ok());
    EXPECT_EQ(set.integer("seed"), 9007199254740992);
}

TEST(ParamSet, anIntegerIsTakenForARealButNotTheOtherWay) {
    ParamSet set(mlpParams());
    EXPECT_TRUE(set.set("learning-rate", std::int64_t{2}).ok());
    EXPECT_EQ(set.real("learning-rate"), 2.0);
    EXPECT_EQ(set.set("width", 2.0).error().code, ErrorCode::ConfigType);
    EXPECT_EQ(set.set("width", true).error().code, ErrorCode::ConfigType);
    EXPECT_EQ(set.set("batch-norm", std::int64_t{1}).error().code, ErrorCode::ConfigType);
    EXPECT_EQ(set.set("data", 1.0).error().code, ErrorCode::ConfigType);
}

TEST(ParamSet, textReadsBackToTheSameDouble) {
    ParamSet set(mlpParams());
    for (const double value : {0.1, 1.0 / 3.0, 1e-10, 1e10, 0.001, std::nextafter(0.001, 1.0), 123456.789}) {
        ASSERT_TRUE(set.set("learning-rate", value).ok());
        ParamSet other(mlpParams());
        ASSERT_TRUE(other.setText("learning-rate", set.textOf("learning-rate")).ok());
        EXPECT_EQ(other.real("learning-rate"), value);
    }
    ASSERT_TRUE(set.set("learning-rate", 0.001).ok());
    EXPECT_EQ(set.textOf("learning-rate"), "0.001");
}

TEST(ParamSet, fieldsAppearWithWhatTheyBelongTo) {
    ParamSet set(mlpParams());
    EXPECT_FALSE(set.isVisible("toy-noise"));
    EXPECT_FALSE(set.isVisible("csv-label"));
    ASSERT_TRUE(set.setText("data", "toy:moons").ok());
    EXPECT_TRUE(set.isVisible("toy-noise"));
    EXPECT_FALSE(set.isVisible("csv-label"));
    ASSERT_TRUE(set.setText("data", "my.csv").ok());
    EXPECT_FALSE(set.isVisible("toy-noise"));
    EXPECT_TRUE(set.isVisible("csv-label"));
    EXPECT_TRUE(set.isVisible("beta1"));
    EXPECT_FALSE(set.isVisible("momentum"));
    EXPECT_FALSE(set.isVisible("sine-maximum"));
    ASSERT_TRUE(set.setText("sine-features", "4").ok());
    EXPECT_TRUE(set.isVisible("sine-maximum"));
}

TEST(ParamSet, rulesOverTwoFieldsNameTheField) {
    ParamSet set(mlpParams());
    EXPECT_TRUE(set.validate().empty());
    ASSERT_TRUE(set.setText("batch-norm", "true").ok());
    ASSERT_TRUE(set.setText("batch-size", "1").ok());
    ASSERT_TRUE(set.setText("warmup", "51").ok());
    const std::vector<ParamError> errors = set.validate();
    ASSERT_EQ(errors.size(), 2u);
    EXPECT_EQ(errors[0].id, "batch-size");
    EXPECT_EQ(errors[1].id, "warmup");
    EXPECT_EQ(errors[0].error.code, ErrorCode::ConfigConflict);
}

TEST(ParamSet, differencesCountOnlyVisibleFields) {
    ParamSet left(mlpParams());
    ParamSet right(mlpParams());
    ASSERT_TRUE(right.setText("width", "32").ok());
    ASSERT_TRUE(right.setText("momentum", "0.5").ok()); // hidden: Adam has none
    EXPECT_THAT(ParamSet::differences(left, right), testing::ElementsAre("width"));
    ASSERT_TRUE(right.setText("optimizer", "momentum").ok());
    EXPECT_THAT(ParamSet::differences(left, right), testing::ElementsAre("width", "optimizer", "momentum"));
}

TEST(ParamSet, automaticThreadsFollowTheModel) {
    struct Row {
        const char* model;
        const char* data;
        int threads; ///< of 6 cores
    };
    const Row rows[] = {{"mlp", "cities", 1},         {"mlp", "toy:moons", 1},     {"mlp", "rows.csv", 1}, {"mlp", "fashion-mnist", 1},
                        {"mlp", "folder/of/cats", 1}, {"cnn", "fashion-mnist", 6}, {"resnet18", "a", 6},   {"xgboost", "cities", 6}};
    for (const Row& row : rows) {
        ParamSet set(mlpParams());
        ASSERT_TRUE(set.setText("model", row.model).ok() && set.setText("data", row.data).ok());
        EXPECT_EQ(threadsOf(set, 6), row.threads) << row.model << " " << row.data;
        ASSERT_TRUE(set.setText("threads", "4").ok());
        EXPECT_EQ(threadsOf(set, 6), 4);
        ASSERT_TRUE(set.setText("threads", "auto").ok());
        EXPECT_EQ(set.integer("threads"), 0);
    }
}

TEST(ParamSet, aRunsNumberOfThreadsIsNoSettingWhereItWasAutomatic) {
    ParamSet form(mlpParams());
    const ParamSet run = withThreads(form);
    EXPECT_EQ(run.integer("threads"), 1);
    EXPECT_TRUE(run.isDefault("threads"));
    EXPECT_TRUE(run.changed().empty());
    EXPECT_EQ(commandLine(run), "epochlab-cli train");
    EXPECT_EQ(withAutomaticThreads(run), form);
    EXPECT_TRUE(ParamSet::differences(form, run).empty());
    ASSERT_TRUE(form.setText("threads", "200").ok());
    EXPECT_THAT(ParamSet::differences(form, run), testing::ElementsAre("threads"));
    EXPECT_EQ(withAutomaticThreads(form), form);
    ParamSet trees(mlpParams());
    ASSERT_TRUE(trees.setText("model", "xgboost").ok());
    EXPECT_THAT(ParamSet::differences(form, trees), testing::Not(testing::Contains("threads"))) << "it follows the model";
    EXPECT_THAT(commandLine(withThreads(trees)), testing::HasSubstr(" --threads ")) << "another machine has other cores";
}

TEST(ParamSet, resetBringsTheDefaultBack) {
    ParamSet set(mlpParams());
    ASSERT_TRUE(set.setText("width", "32").ok());
    EXPECT_THAT(set.changed(), testing::ElementsAre("width"));
    set.reset("width");
    EXPECT_TRUE(set.isDefault("width"));
    EXPECT_EQ(set, ParamSet(mlpParams()));
}

TEST(CommandLine, holdsChangedFlagsQuotedForAShell) {
    ParamSet set(mlpParams());
    EXPECT_EQ(commandLine(set), "epochlab-cli train");
    ASSERT_TRUE(set.setText("width", "64").ok());
    ASSERT_TRUE(set.setText("data", "it's here.csv").ok());
    EXPECT_EQ(commandLine(set), "epochlab-cli train --data 'it'\\''s here.csv' --width 64");
}

} // namespace
} // namespace epochlab::core
