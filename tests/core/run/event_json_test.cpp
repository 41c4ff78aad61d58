#include "run/event_json.h"

#include "support/scripted_trainer.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

using namespace epochlab::core;

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

FinishedEvent finishedAs(RunEnd end, std::int64_t epochs, std::optional<BestEpoch> best, std::optional<Error> error) {
    FinishedEvent finished;
    finished.end = end;
    finished.epochs = epochs;
    finished.best = best;
    finished.error = std::move(error);
    return finished;
}

TEST(EventJson, LinesOfEachKind) {
    struct Row {
        const char* name;
        EventPayload payload;
        std::vector<std::string> lines;
    };
    const std::vector<Row> rows{
        {"phase", PhaseEvent{}, {}},
        {"model", EpochModelEvent{}, {}},
        {"progress", ProgressEvent{}, {}},
        {"a tenth",
         PreparationEvent{"features", 4, 40, true, 2.5},
         {R"({"event":"preparing","run":"r","work":"features","done":4,"total":40})"}},
        {"between tenths", PreparationEvent{"features", 5, 40, false, 2.5}, {}},
        {"uncounted", PreparationEvent{"features that another run computes", 0, 0, true, {}}, {}},
        {"metric",
         MetricBlock{"training_loss", 2, 8, {0.1}},
         {R"({"event":"metric","run":"r","series":"training_loss","epoch":2,"step":8,"value":0.1})"}},
        {"not a number",
         MetricBlock{"training_loss", 2, 8, {nothing}},
         {R"({"event":"metric","run":"r","series":"training_loss","epoch":2,"step":8,"value":null})"}},
        {"time",
         MetricBlock{"seconds", 1, 4, {1.5}},
         {R"({"event":"metric","run":"r","series":"seconds","epoch":1,"step":4,"seconds":1.5})"}},
        {"each third batch",
         MetricBlock{"batch_loss", 1, 2, {0.2, 0.3, 0.4, 0.5, 0.6}},
         {R"({"event":"metric","run":"r","series":"batch_loss","epoch":1,"step":3,"value":0.3})",
          R"({"event":"metric","run":"r","series":"batch_loss","epoch":1,"step":6,"value":0.6})"}},
        {"gradients",
         GradientRow{1, {0.5, 2.0}, {"layer 0", "output"}},
         {R"({"event":"gradients","run":"r","epoch":1,"layers":["layer 0","output"],"squared_norm":[0.5,2.0]})"}},
        {"hardest",
         HardestRowsEvent{2, epochlab::test::smallDataset(), {{{1, 0, 0.75F, 0.25F}}, {{2, 0, 1.0F, 1.0F}}}},
         {R"({"event":"hardest","run":"r","epoch":2,"split":"validation","hardest":[{"row":2,"name":null,"class":"right",)"
          R"("predicted":"left","confidence":0.75,"class_probability":0.25}],"surest":[{"row":3,"name":null,"class":"left",)"
          R"("predicted":"left","confidence":1.0,"class_probability":1.0}]})"}},
        {"warning", NoteEvent{true, "c", "a \"b\""}, {R"({"event":"warning","run":"r","code":"c","message":"a \"b\""})"}},
        {"no best",
         finishedAs(RunEnd::Stopped, 0, {}, {}),
         {R"({"event":"finished","run":"r","state":"stopped","epochs":0,"best":null,"seconds":0.0})"}},
        {"failed",
         finishedAs(RunEnd::Diverged, 1, BestEpoch{1, 0.5, nothing, 0.25, nothing}, Error{ErrorCode::Diverged, "w", "p", "m"}),
         {R"({"event":"finished","run":"r","state":"diverged","epochs":1,"best":{"epoch":1,"validation_accuracy":0.5,)"
          R"("validation_loss":null,"training_accuracy":0.25,"test_accuracy":null},"seconds":0.0,)"
          R"("error":{"code":"run.diverged","what":"w","where":"p","remedy":"m"}})"}},
    };
    for (const Row& row : rows) EXPECT_EQ(toJsonLines({"r", row.payload}, 3), row.lines) << row.name;
}

TEST(EventJson, NoBatchLossUnlessAskedFor) { EXPECT_TRUE(toJsonLines({"r", MetricBlock{"batch_loss", 1, 1, {1.0}}}, 0).empty()); }

TEST(EventJson, NumbersReadBackToTheSameDouble) {
    for (const double value : {0.1 + 0.2, 1e-300, 1.0 / 3.0, 123456789.123456789}) {
        const auto lines = toJsonLines({"r", MetricBlock{"training_loss", 1, 1, {value}}}, 0);
        EXPECT_EQ(nlohmann::json::parse(lines.at(0))["value"].get<double>(), value);
    }
}

TEST(EventJson, StartedHoldsEveryParameterAndTheData) {
    const ParamSet config(mlpParams());
    const DatasetPointer dataset = epochlab::test::smallDataset();
    StartedEvent started{config, std::make_shared<const DataCard>(makeDataCard(*dataset)), dataset, {}, 50};
    started.shape.engine = "scripted";
    const auto json = nlohmann::json::parse(toJsonLines({"r", started}, 0).at(0));
    for (const ParamSpec& spec : config.table().specs()) EXPECT_TRUE(json["config"].contains(spec.id)) << spec.id;
    EXPECT_EQ(json["data"]["fingerprint"], "0123456789abcdef");
    EXPECT_EQ(json["data"]["rows"]["training"], 4);
    EXPECT_EQ(json["data"]["classes"].size(), 2U);
    EXPECT_EQ(json["engine"], "scripted");
    for (const char* field : {"device", "threads", "instruction_set"}) EXPECT_TRUE(json.contains(field)) << field;
}

} // namespace
