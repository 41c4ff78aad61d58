#include "store/prediction_rows.h"

#include "core/store/store_fixture.h"

#include <gmock/gmock.h>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StoredPredictionsTest : public StoreTest {
protected:
    static StartedEvent startedWithRows() {
        StartedEvent event = started();
        auto data = std::make_shared<TableDataset>(*event.dataset);
        data->splits[1] = {3, {0, 0, 1, 1, 2, 2}, {0, 1, 1}, {"Turku", "Åbo \"x\"", "Oulu"}};
        data->splits[2] = {1, {3, 3}, {1}, {}};
        data->fingerprint = 77;
        event.dataset = data;
        return event;
    }
    static FinishedEvent endWith(std::vector<std::int32_t> classes, std::int64_t epoch) {
        FinishedEvent end = finished(0.75);
        auto predictions = std::make_shared<RunPredictions>();
        predictions->epoch = epoch;
        predictions->splits.push_back({Split::Validation, std::move(classes), {0.5F, 0.75F, 1.0F}, {0.5F, 0.25F, 0.0F}});
        predictions->splits.push_back({Split::Test, {0}, {0.6F}, {0.4F}});
        end.predictions = std::move(predictions);
        return end;
    }
    void train(const std::string& id, std::vector<std::int32_t> classes, std::int64_t epoch = 1) {
        StoreWriter writer(m_directory);
        writer.onEvent({id, startedWithRows()});
        writer.onEvent({id, endWith(std::move(classes), epoch)});
        ASSERT_FALSE(writer.takeError().has_value());
    }
};

TEST_F(StoredPredictionsTest, ComeBackAsTheyWere) {
    train("r1", {0, 0, 1}, 4);
    train("r2", {1, 1, 1});
    RunStore store(m_directory);
    const auto stored = store.loadPredictionsOf("r1");
    ASSERT_TRUE(stored.ok()) << describe(stored.error());
    EXPECT_THAT(stored->classNames, ElementsAre("a", "b"));
    ASSERT_EQ(stored->splits.size(), 2U);
    const PredictedRows& validation = stored->splits[0];
    EXPECT_EQ(validation.epoch, 4);
    EXPECT_EQ(validation.predictions.split, Split::Validation);
    EXPECT_THAT(validation.labels, ElementsAre(0, 1, 1));
    EXPECT_THAT(validation.names, ElementsAre("Turku", "Åbo \"x\"", "Oulu"));
    EXPECT_THAT(validation.predictions.classes, ElementsAre(0, 0, 1));
    EXPECT_THAT(validation.predictions.confidences, ElementsAre(0.5F, 0.75F, 1.0F));
    EXPECT_THAT(validation.predictions.truthProbabilities, ElementsAre(0.5F, 0.25F, 0.0F));
    EXPECT_EQ(stored->splits[1].predictions.split, Split::Test);
    EXPECT_TRUE(stored->splits[1].names.empty());
    EXPECT_THAT(store.loadPredictionsOf("r2")->splits[0].predictions.classes, ElementsAre(1, 1, 1));
    EXPECT_THAT(*store.predictedSplitsOf("r1"), ElementsAre(Split::Validation, Split::Test));
    for (const Split split : {Split::Validation, Split::Test}) {
        const auto alone = store.loadPredictionsOf("r1", split);
        ASSERT_EQ(alone->splits.size(), 1U);
        EXPECT_EQ(alone->splits[0].predictions.split, split);
        EXPECT_EQ(alone->classNames, stored->classNames);
    }
    Connection connection = database();
    EXPECT_EQ(*connection.integer("SELECT count(*) FROM data_rows", -1), 2) << "the rows of equal data are kept once";
}

TEST_F(StoredPredictionsTest, ARunWithoutThemHasNone) {
    StoreWriter writer(m_directory);
    run(writer, "r1", 0.5);
    ASSERT_FALSE(writer.takeError().has_value());
    RunStore store(m_directory);
    const auto stored = store.loadPredictionsOf("r1");
    ASSERT_TRUE(stored.ok());
    EXPECT_TRUE(stored->splits.empty());
    EXPECT_TRUE(store.predictedSplitsOf("r1")->empty());
    EXPECT_TRUE(store.predictedSplitsOf("no such run")->empty());
    EXPECT_TRUE(RunStore(m_directory + "/nothing").predictedSplitsOf("r1")->empty());
}

TEST_F(StoredPredictionsTest, DamageIsSaid) {
    struct Row {
        const char* name;
        const char* sql;
    };
    for (const Row& row :
         {Row{"no such file", "UPDATE predictions SET answers = x'00'"},
          Row{"another split's", "UPDATE predictions SET answers = (SELECT answers FROM predictions WHERE split = 'test')"},
          Row{"rows of another kind", "UPDATE data_rows SET content = (SELECT answers FROM predictions LIMIT 1)"},
          Row{"fewer classes", "UPDATE runs SET classes = '[\"a\"]'"}, Row{"no classes", "UPDATE runs SET classes = '{'"}}) {
        test::TemporaryFolder folder;
        StoreWriter writer(folder.path());
        writer.onEvent({"r1", startedWithRows()});
        writer.onEvent({"r1", endWith({0, 1, 1}, 1)});
        ASSERT_FALSE(writer.takeError().has_value());
        auto connection = Connection::open(folder.path("project.db"), Connection::Access::ReadWrite);
        ASSERT_TRUE(connection->run(row.sql).ok()) << row.name;
        RunStore store(folder.path());
        const auto stored = store.loadPredictionsOf("r1");
        ASSERT_FALSE(stored.ok()) << row.name;
        EXPECT_EQ(stored.error().code, ErrorCode::IoRead) << row.name;
        EXPECT_THAT(stored.error().what, HasSubstr("damaged")) << row.name;
    }
}

} // namespace
} // namespace epochlab::core
