#include "params/param_set.h"
#include "params/presets.h"

#include <gmock/gmock.h>
#include <set>

namespace epochlab::core {
namespace {

TEST(ParamTable, everySpecIsCompleteAndItsDefaultIsAllowed) {
    std::set<std::string> ids;
    ParamSet set(mlpParams());
    for (const ParamSpec& spec : mlpParams().specs()) {
        SCOPED_TRACE(spec.id);
        EXPECT_TRUE(ids.insert(spec.id).second) << "twice";
        EXPECT_FALSE(spec.label.empty());
        EXPECT_TRUE(spec.help.ends_with('.'));
        EXPECT_TRUE(set.set(spec.id, spec.defaultValue).ok());
        EXPECT_EQ(spec.choices.empty(), spec.kind != ParamKind::Choice);
        if (spec.sliderMaximum > spec.sliderMinimum) {
            EXPECT_GE(spec.sliderMinimum, spec.minimum);
            EXPECT_LE(spec.sliderMaximum, spec.maximum);
        }
        for (const VisibleWhen& condition : spec.visibleWhen) {
            if (condition.id.empty()) continue;
            EXPECT_NE(mlpParams().find(condition.id), nullptr);
        }
    }
}

TEST(ParamTable, theDefaultsAreThoseOfTheProduct) {
    const ParamSet set(mlpParams());
    EXPECT_EQ(set.text("data"), "cities");
    EXPECT_EQ(set.integer("hidden-layers"), 6);
    EXPECT_EQ(set.integer("width"), 16);
    EXPECT_EQ(set.integer("batch-size"), 256);
    EXPECT_EQ(set.integer("epochs"), 50);
    EXPECT_EQ(set.integer("seed"), 1);
    EXPECT_EQ(set.real("learning-rate"), 0.001);
    EXPECT_FALSE(set.boolean("batch-norm"));
    EXPECT_TRUE(set.changed().empty());
}

TEST(ParamTable, suggestsWhatWasMeant) {
    EXPECT_THAT(mlpParams().suggestions("learning-rat"), testing::ElementsAre("learning-rate"));
    EXPECT_THAT(mlpParams().suggestions("Batch_Norm"), testing::Contains("batch-norm"));
    EXPECT_THAT(mlpParams().suggestions("epoch").front(), "epochs");
    EXPECT_THAT(mlpParams().suggestions("zzzzzzzz"), testing::IsEmpty());
    EXPECT_THAT(mlpParams().suggestions(std::string(100000, 'x')), testing::IsEmpty());
}

TEST(ParamTable, modelsAreFoundByName) {
    EXPECT_EQ(paramsOfModel("mlp"), &mlpParams());
    EXPECT_EQ(paramsOfModel("tree"), nullptr);
}

TEST(Presets, haveValuesThatTheTableTakesAndChangeOnlyThem) {
    for (const Preset& preset : presets()) {
        SCOPED_TRACE(preset.id);
        EXPECT_EQ(findPreset(preset.id), &preset);
        EXPECT_TRUE(preset.help.ends_with('.'));
        ParamSet set(mlpParams());
        for (const auto& [id, text] : preset.values) {
            EXPECT_TRUE(set.setText(id, text).ok()) << id;
            EXPECT_TRUE(set.isVisible(id) || id.starts_with("picture-") || id == "inputs") << id; // those of pictures
        }
        EXPECT_EQ(set.text("model"), preset.model);
    }
    EXPECT_EQ(findPreset("quantised"), nullptr);
}

TEST(ReferencePage, namesEveryParameter) {
    const std::string page = referencePage(mlpParams());
    for (const ParamSpec& spec : mlpParams().specs()) EXPECT_THAT(page, testing::HasSubstr("| `" + spec.id + "` | " + spec.label + " |"));
}

} // namespace
} // namespace epochlab::core
