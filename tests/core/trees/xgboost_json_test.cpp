// What XGBoost's JSON may say; each damaged file of this table crashed XGBoost 1.7.4, hung it, or was taken in silence.
#include "trees/xgboost_json.h"

#include "base/random.h"
#include "trees/tree_model.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <functional>
#include <sstream>

namespace epochlab::core {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string fileText(const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(std::string(EPOCHLAB_SOURCE_DIR "/tests/") + name, std::ios::binary).rdbuf();
    return text.str();
}

json sound() { return json::parse(fileText("core/trees/three_classes.json")); }
json& modelIn(json& file) { return file["learner"]["gradient_booster"]["model"]; }
json& treeIn(json& file) { return modelIn(file)["trees"][0]; }

struct AnswerRow {
    const char* file;
    const char* goldenCase; ///< of make_xgboost_golden.py
    const char* data;
    std::size_t classes;
};

constexpr AnswerRow answerRows[]{{"core/trees/two_classes.json", "two-classes-exact", "two", 2},
                                 {"core/trees/three_classes.json", "three-classes-exact", "three", 3}};

TEST(XgboostJson, AnswersAsXgboostDoes) {
    const json golden = json::parse(fileText("ml/xgboost_golden.json"));
    for (const AnswerRow& row : answerRows) {
        const Result<Model> model = modelOfXgboostFile(fileText(row.file), row.file);
        ASSERT_TRUE(model.ok()) << describe(model.error());
        EXPECT_EQ(model->featureNames, (std::vector<std::string>{"f0", "f1", "f2"}));
        EXPECT_EQ(model->classNames.size(), row.classes);
        const auto predictor = makeTreePredictor(*model);
        ASSERT_TRUE(predictor.ok());
        const auto features = golden["data"][row.data]["validation"]["features"].get<std::vector<float>>();
        const auto wanted = golden["cases"][row.goldenCase]["answers"].get<std::vector<double>>();
        const auto answers = (*predictor)->probabilities(features, static_cast<std::int64_t>(features.size() / 3));
        ASSERT_EQ(answers->size(), row.classes * features.size() / 3);
        for (std::size_t i = 0; i < wanted.size(); ++i) // of two classes XGBoost gives the second one's alone
            EXPECT_NEAR(answers->at(row.classes == 2 ? 2 * i + 1 : i), wanted[i], 1e-6) << row.file << " " << i;
    }
}

struct DamageRow {
    const char* rule;
    std::function<void(json&)> damage;
};

const DamageRow damages[]{
    {"a child lies outside its tree", [](json& f) { treeIn(f)["left_children"][0] = 100'000; }},
    {"a child lies outside its tree", [](json& f) { treeIn(f)["right_children"][0] = 1'000; }},
    {"a feature that there is not", [](json& f) { treeIn(f)["split_indices"][0] = 3; }},
    {"asks for feature -1", [](json& f) { treeIn(f)["split_indices"][0] = -1; }},
    {"\"tree_info\" names a group that there is not", [](json& f) { modelIn(f)["tree_info"][1] = 99'999; }},
    {"\"tree_info\" names a group that there is not", [](json& f) { modelIn(f)["tree_info"][1] = -1; }},
    {"\"tree_info\" does not name a group for each tree", [](json& f) { modelIn(f)["tree_info"].erase(0); }},
    {"its own ancestor", [](json& f) { treeIn(f)["left_children"][1] = 0; }},
    {"its own ancestor", [](json& f) { treeIn(f)["left_children"][0] = 0; }},
    {"two parents", [](json& f) { treeIn(f)["right_children"][0] = treeIn(f)["left_children"][0]; }},
    {"names another parent", [](json& f) { treeIn(f)["parents"][2] = 1; }},
    {"a node has one child", [](json& f) { treeIn(f)["left_children"][0] = -1; }},
    {"a node has one child", [](json& f) { treeIn(f)["right_children"][0] = -1; }},
    {"holds a number out of range", [](json& f) { treeIn(f)["left_children"][0] = -7; }},
    {"holds a number out of range", [](json& f) { treeIn(f)["left_children"][0] = std::uint64_t{1} << 63; }},
    {"not a whole number", [](json& f) { treeIn(f)["left_children"][0] = 1.5; }},
    {"not a number", [](json& f) { treeIn(f)["split_conditions"][0] = "NaN"; }},
    {"is not a list with a value for each node", [](json& f) { treeIn(f)["split_conditions"].erase(0); }},
    {"is not a list with a value for each node", [](json& f) { treeIn(f)["parents"] = 3; }},
    {"a tree has no nodes", [](json& f) { treeIn(f)["left_children"] = json::array(); }},
    {"splits by categories",
     [](json& f) {
         treeIn(f)["categories"] = {1, 2};
     }},
    {"\"left_children\" is missing", [](json& f) { treeIn(f).erase("left_children"); }},
    {"\"learner\" is missing", [](json& f) { f.erase("learner"); }},
    {"its booster is not gbtree", [](json& f) { f["learner"]["gradient_booster"]["name"] = "dart"; }},
    {"its objective is another", [](json& f) { f["learner"]["objective"]["name"] = "reg:squarederror"; }},
    {"its number of features is out of range", [](json& f) { f["learner"]["learner_model_param"]["num_feature"] = "0"; }},
    {"its number of classes is out of range", [](json& f) { f["learner"]["learner_model_param"]["num_class"] = "4000000000"; }},
    {"\"num_class\" is not a number", [](json& f) { f["learner"]["learner_model_param"]["num_class"] = "3x"; }},
    {"\"num_class\" is not a text", [](json& f) { f["learner"]["learner_model_param"]["num_class"] = 3; }},
    {"it does not name each feature", [](json& f) { f["learner"]["feature_names"] = {"x"}; }},
    {"no object with a",
     [](json& f) {
         f = json::array({1, 2});
     }},
};

TEST(XgboostJson, RefusesWhatIsUnsoundByRule) {
    ASSERT_TRUE(readXgboostJson(sound().dump(), "sound").ok());
    for (const DamageRow& row : damages) {
        json file = sound();
        row.damage(file);
        const auto read = readXgboostJson(file.dump(), "model.json");
        ASSERT_FALSE(read.ok()) << row.rule;
        EXPECT_EQ(exitCodeOf(read.error().code), ExitCode::Untrusted);
        EXPECT_THAT(read.error().what, HasSubstr(row.rule));
        EXPECT_EQ(read.error().where, "model.json");
    }
}

std::string deep(const std::string& piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
}

struct TextRow {
    const char* rule;
    std::string text;
};

const TextRow texts[]{{"nested more than 16 levels", deep("{\"a\":", 200'000)},
                      {"nested more than 16 levels", deep("[", 200'000)},
                      {"not JSON", ""},
                      {"not JSON", "{\"learner\":"},
                      {"not JSON", "{\"learner\":\"\xff\"}"},
                      {"not JSON", "{\"learner\":1e999}"},
                      {"names \"a\" twice", "{\"a\":1,\"a\":2}"},
                      {"binary JSON", std::string("{L\0\0\0\0\0\0\0\x07learner", 18)},
                      {"larger than 64 MiB", std::string((std::size_t{64} << 20) + 1, ' ')}};

TEST(XgboostJson, RefusesTextsThatAreNoModel) {
    for (const TextRow& row : texts) {
        const auto read = modelOfXgboostFile(row.text, "model.json");
        ASSERT_FALSE(read.ok()) << row.rule;
        EXPECT_EQ(read.error().code, ErrorCode::UntrustedFile);
        EXPECT_THAT(read.error().what, HasSubstr(row.rule));
    }
}

/// Three bytes of the text anywhere: whatever is still read answers with probabilities.
TEST(XgboostJson, SurvivesChangedBytes) {
    const std::string text = sound().dump();
    const std::vector<float> row{0.5F, -1.0F, 2.0F};
    int readAll = 0;
    for (std::uint32_t attempt = 0; attempt < 300; ++attempt) {
        std::string changed = text;
        RandomStream random({attempt, RandomPurpose::ToyData, 0, 0, 0});
        for (int i = 0; i < 3; ++i)
            changed[static_cast<std::size_t>(random.uniform() * static_cast<double>(changed.size()))] =
                "0123456789-.,:[]{}\"eE "[static_cast<std::size_t>(random.uniform() * 22)];
        const Result<Model> model = modelOfXgboostFile(changed, "changed");
        if (!model.ok()) continue;
        ++readAll;
        const auto predictor = makeTreePredictor(*model);
        ASSERT_TRUE(predictor.ok());
        const auto answer = (*predictor)->probabilities(row, 1);
        for (const float share : *answer) EXPECT_TRUE(share >= 0.0F && share <= 1.0F);
    }
    EXPECT_GT(readAll, 10);
    EXPECT_LT(readAll, 290);
}

} // namespace
} // namespace epochlab::core
