#include "handin/preset_limits.h"

#include "support/config.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::HasSubstr;

constexpr const char* groupA = R"(title = "Group A"
banner = "Find a width."
data-fingerprint = "e768c581f403bf6c"
seed-per-student = true

[start]
epochs = 4

[fixed]
learning-rate = 0.01

[hidden]
optimizer = "adam"

[limited.width]
from = 1
to = 64

[limited.activation]
choices = ["relu", "tanh"]

[[ask]]
id = "q1"
text = "Why?\nSay more."
)";

PresetLimits limitsOf(const std::string& student = {}) {
    Result<LabPreset> preset = readLabPreset(groupA, "a");
    EXPECT_TRUE(preset.ok()) << describe(preset.error());
    return PresetLimits(*std::move(preset), student);
}

TEST(PresetLimits, CheckEachField) {
    struct Row {
        const char* id;
        const char* text;
        const char* code; ///< empty: allowed
        const char* says = "";
    };
    for (const Row& row : std::vector<Row>{
             {"width", "64", ""},
             {"width", "1", ""},
             {"width", "65", "config.out-of-range", "limits it to 1 to 64"},
             {"activation", "tanh", ""},
             {"activation", "gelu", "config.out-of-range", "relu, tanh"},
             {"learning-rate", "0.01", ""},
             {"learning-rate", "0.1", "config.conflict", "the preset “Group A” fixes it at 0.01"},
             {"optimizer", "sgd", "config.conflict", "fixes it at adam"},
             {"epochs", "1000", ""},
         }) {
        ParamSet set = limitsOf().start();
        ASSERT_TRUE(set.setText(row.id, row.text).ok()) << row.id;
        const std::vector<ParamError> broken = limitsOf().check(set);
        ASSERT_EQ(broken.size(), row.code[0] == '\0' ? 0U : 1U) << row.id << " = " << row.text;
        if (broken.empty()) continue;
        EXPECT_EQ(broken[0].id, row.id);
        EXPECT_EQ(codeName(broken[0].error.code), row.code);
        EXPECT_THAT(broken[0].error.what, HasSubstr(row.says));
        EXPECT_FALSE(broken[0].error.remedy.empty());
    }
}

TEST(PresetLimits, CheckWhatChangesWhileARunIsTrained) {
    Result<LabPreset> preset = readLabPreset("title = \"A\"\n[fixed]\nschedule = \"cosine\"\nwidth = 4\nthreads = 0\n"
                                             "[limited.learning-rate]\nfrom = 0.001\nto = 0.1\n",
                                             "a");
    ASSERT_TRUE(preset.ok()) << describe(preset.error());
    const PresetLimits limits(*std::move(preset));
    ParamSet config(mlpParams()); // its width and schedule are other ones: only what changes is looked at
    using Kind = ScheduleShape::Kind;
    struct Row {
        RateChange change;
        const char* refused; ///< empty: allowed
    };
    for (const Row& row : std::vector<Row>{{{.step = 1, .rate = 0.05}, ""},
                                           {{.step = 1, .rate = 0.2}, "learning-rate"},
                                           {{.step = 1, .rate = 0.0, .schedule = ScheduleShape{.kind = Kind::Cosine}}, ""},
                                           {{.step = 1, .rate = 0.0, .schedule = ScheduleShape{.kind = Kind::Step}}, "schedule"}}) {
        const Result<void> kept = limits.checkChange(config, row.change);
        EXPECT_EQ(kept ? std::string() : kept.error().where, row.refused) << rateChangeText(row.change);
    }
    ASSERT_TRUE(config.setText("threads", "3").ok());
    for (const ParamError& broken : limits.check(config)) EXPECT_NE(broken.id, "threads"); // automatic is the machine's to say
}

TEST(PresetLimits, BeginWithinThemselvesAndNarrowTheForm) {
    const PresetLimits limits = limitsOf();
    const ParamSet start = limits.start();
    EXPECT_TRUE(limits.check(start).empty());
    EXPECT_EQ(start.integer("epochs"), 4);
    EXPECT_EQ(start.real("learning-rate"), 0.01);
    const ParamSpec width = limits.narrowed(*mlpParams().find("width"));
    EXPECT_EQ(width.maximum, 64);
    EXPECT_LE(width.sliderMaximum, 64);
    EXPECT_EQ(limits.narrowed(*mlpParams().find("activation")).choices.size(), 2U);
    EXPECT_EQ(limits.freedomOf("learning-rate"), FieldFreedom::Fixed);
    EXPECT_EQ(limits.freedomOf("optimizer"), FieldFreedom::Hidden);
    EXPECT_EQ(limits.freedomOf("width"), FieldFreedom::Limited);
    EXPECT_EQ(limits.freedomOf("epochs"), FieldFreedom::Free);
}

TEST(PresetLimits, GiveEachStudentTheSameSeedEverywhere) {
    EXPECT_EQ(seedOfStudent("s1"), seedOfStudent("s1"));
    EXPECT_NE(seedOfStudent("s1"), seedOfStudent("s2"));
    EXPECT_EQ(seedOfStudent(""), 0xe3b0c44298fc1c1 % 0x7fffffff + 1); // of the published SHA-256 of nothing
    ParamSet set = limitsOf("s1").start();
    EXPECT_EQ(set.integer("seed"), seedOfStudent("s1"));
    ASSERT_TRUE(set.set("seed", std::int64_t{7}).ok());
    ASSERT_EQ(limitsOf("s1").check(set).size(), 1U);
    EXPECT_TRUE(limitsOf().check(set).empty()); // nobody is named
}

TEST(PresetLimits, RefuseOtherData) {
    EXPECT_TRUE(limitsOf().checkData("e768c581f403bf6c").ok());
    const Result<void> other = limitsOf().checkData("0000000000000001");
    ASSERT_FALSE(other.ok());
    EXPECT_EQ(codeName(other.error().code), "config.conflict");
    auto data = std::make_shared<TableDataset>();
    data->fingerprint = 1;
    EXPECT_FALSE(limitsOf().loaderOf([&](const ParamSet&) { return Result<DatasetPointer>(data); })(limitsOf().start()).ok());
    data->fingerprint = 0xe768c581f403bf6c;
    EXPECT_TRUE(limitsOf().loaderOf([&](const ParamSet&) { return Result<DatasetPointer>(data); })(limitsOf().start()).ok());
}

TEST(LabPreset, IsWrittenAsItIsRead) {
    const Result<LabPreset> read = readLabPreset(groupA, "a");
    ASSERT_TRUE(read.ok());
    const std::string text = writeLabPreset(*read);
    const Result<LabPreset> again = readLabPreset(text, "again");
    ASSERT_TRUE(again.ok()) << describe(again.error()) << text;
    EXPECT_EQ(writeLabPreset(*again), text);
    EXPECT_EQ(again->questions.at(0).text, "Why?\nSay more.");
    EXPECT_EQ(again->banner, "Find a width.");
}

TEST(LabPreset, RefusesWhatIsNone) {
    struct Row {
        const char* text;
        const char* code;
        const char* where;
    };
    for (const Row& row : std::vector<Row>{
             {"", "config.syntax", ""},
             {"title = 1", "config.wrong-type", "line 1"},
             {"title = \"a\"\ntitel = 1", "config.unknown-parameter", "line 2"},
             {"title = \"a\"\n[fixed]\nlerning-rate = 1", "config.unknown-parameter", "line 3"},
             {"title = \"a\"\n[fixed]\nwidth = -1", "config.out-of-range", "line 3"},
             {"title = \"a\"\n[fixed]\nwidth = 4\n[hidden]\nwidth = 4", "config.conflict", "line 5"},
             {"title = \"a\"\n[limited.width]\nfrom = 9\nto = 1", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[limited.width]\nto = 1e30", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[limited.width]\nto = nan", "config.wrong-type", "line 3"},
             {"title = \"a\"\n[limited.width]\nfrom = 1.5\nto = 2", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[limited.activation]\nchoices = [\"relou\"]", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[limited.activation]\nchoices = []", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[limited.batch-norm]\nto = 1", "config.wrong-type", "line 2"},
             {"title = \"a\"\n[start]\nwidth = 9\n[limited.width]\nto = 8", "config.conflict", "width"},
             {"title = \"a\"\ndata-fingerprint = \"xyz\"", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[[ask]]\nid = \"a b\"\ntext = \"c\"", "config.out-of-range", "line 2"},
             {"title = \"a\"\n[[ask]]\nid = \"q\"\ntext = \"c\"\n[[ask]]\nid = \"q\"\ntext = \"d\"", "config.out-of-range", "line 2"},
         }) {
        const Result<LabPreset> preset = readLabPreset(row.text, "a.epochlab-preset");
        ASSERT_FALSE(preset.ok()) << row.text;
        EXPECT_EQ(codeName(preset.error().code), row.code) << row.text << ": " << describe(preset.error());
        EXPECT_THAT(preset.error().where, HasSubstr(row.where)) << row.text;
    }
}

} // namespace
} // namespace epochlab::core
