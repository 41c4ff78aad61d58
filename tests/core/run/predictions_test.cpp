#include "run/predictions.h"

#include "support/config.h"
#include "support/pictures.h"
#include "support/recording_observer.h"
#include "support/scripted_trainer.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace epochlab::core {
namespace {

using namespace epochlab::test;
using testing::ElementsAre;
using testing::FloatEq;

/// Answers for a row with its own number, counted over all calls: probabilities i, 1 - i, in hundredths.
class CountingPredictor final : public Predictor {
public:
    Result<std::vector<float>> probabilities(std::span<const float> features, std::int64_t rows) override {
        if (static_cast<std::int64_t>(features.size()) != rows) return Error{ErrorCode::Internal, "a call of another size", "", ""};
        std::vector<float> answer;
        for (const float feature : features) {
            const float share = static_cast<float>(static_cast<int>(feature) % 101) / 100.0F;
            answer.insert(answer.end(), {share, 1.0F - share});
        }
        return answer;
    }
};

TableDataset numbered(std::int64_t validationRows, std::int64_t testRows) {
    TableDataset dataset;
    dataset.featureNames = {"x"};
    dataset.classNames = {"a", "b"};
    for (const auto& [split, count] : {std::pair(1, validationRows), std::pair(2, testRows)}) {
        TableRows& rows = dataset.splits[static_cast<std::size_t>(split)];
        rows.count = count;
        for (std::int64_t row = 0; row < count; ++row) {
            rows.features.push_back(static_cast<float>(row));
            rows.labels.push_back(static_cast<std::int32_t>(row % 2));
        }
    }
    return dataset;
}

TEST(Predictions, FirstOfTheMostProbableAndItsProbability) {
    SplitPredictions predictions;
    const std::vector<float> answers{0.2F, 0.5F, 0.3F, /**/ 0.4F, 0.2F, 0.4F, /**/ 0.0F, 0.0F, 1.0F};
    addPredictions(predictions, answers, std::vector<std::int32_t>{1, 1, 0}, 3);
    EXPECT_THAT(predictions.classes, ElementsAre(1, 0, 2));
    EXPECT_THAT(predictions.confidences, ElementsAre(0.5F, 0.4F, 1.0F));
    EXPECT_THAT(predictions.truthProbabilities, ElementsAre(0.5F, 0.2F, 0.0F));
}

TEST(Predictions, OfEachSplitWholeAndInOrder) {
    CountingPredictor predictor;
    const auto predictions = predictSplits(predictor, numbered(10000, 3), {}, 1, 7);
    ASSERT_TRUE(predictions.ok()) << describe(predictions.error());
    EXPECT_EQ(predictions->epoch, 7);
    const SplitPredictions* validation = predictions->find(Split::Validation);
    ASSERT_NE(validation, nullptr);
    ASSERT_EQ(validation->classes.size(), 10000U);
    for (std::size_t row = 0; row < 10000; ++row) {
        const double share = static_cast<double>(row % 101) / 100.0;
        EXPECT_EQ(validation->classes[row], share >= 0.5 ? 0 : 1) << row;
        EXPECT_NEAR(validation->truthProbabilities[row], row % 2 == 0 ? share : 1.0 - share, 1e-6) << row;
    }
    EXPECT_EQ(predictions->find(Split::Test)->classes.size(), 3U);
    EXPECT_EQ(predictions->find(Split::Training), nullptr);
    EXPECT_EQ(predictSplits(predictor, numbered(0, 3), {}, 1, 1)->find(Split::Validation), nullptr);
}

TEST(Predictions, AreHandedOutWhereTheyAreAskedFor) {
    struct Row {
        const char* name;
        bool asked;
        std::optional<std::int64_t> divergeAtStep;
        bool given;
    };
    for (const Row& row : {Row{"not asked for", false, {}, false}, Row{"finished", true, {}, true}, Row{"diverged later", true, 7, true},
                           Row{"diverged before an epoch", true, 2, false}}) {
        RecordingObserver seen;
        RunRequest request{"run", configOf({{"epochs", "3"}})};
        request.keepPredictions = row.asked;
        LiveRun run(std::move(request), scriptedServices({.divergeAtStep = row.divergeAtStep}), seen);
        run.wait();
        const FinishedEvent end = seen.awaitFinished();
        ASSERT_EQ(end.predictions != nullptr, row.given) << row.name;
        if (!row.given) continue;
        EXPECT_EQ(end.predictions->epoch, end.best->epoch) << row.name;
        EXPECT_EQ(end.predictions->find(Split::Validation)->classes.size(), smallDataset()->rows(Split::Validation).labels.size());
    }
}

TEST(HardestRows, LeastProbableTruthFirstAndOfEqualOnesTheSurestAnswer) {
    SplitPredictions answers;
    answers.classes = {0, 1, 2, 0, 1, 0};
    answers.confidences = {0.9F, 0.5F, 0.7F, 0.8F, 0.6F, 0.9F};
    answers.truthProbabilities = {0.9F, 0.1F, 0.1F, 0.05F, 0.6F, 0.9F};
    const auto numbers = [](const std::vector<JudgedRow>& judged) {
        std::vector<std::int64_t> rows;
        for (const JudgedRow& each : judged) rows.push_back(each.row);
        return rows;
    };
    const HardestRows three = hardestRows(answers, 3);
    EXPECT_THAT(numbers(three.hardest), ElementsAre(3, 2, 1));
    EXPECT_THAT(numbers(three.surest), ElementsAre(0, 5, 4));
    EXPECT_EQ(three.hardest[1].answer, 2);
    EXPECT_EQ(three.hardest[1].confidence, 0.7F);
    EXPECT_EQ(three.hardest[1].truthProbability, 0.1F);
    EXPECT_THAT(numbers(hardestRows(answers, 100).hardest), ElementsAre(3, 2, 1, 4, 0, 5));
    EXPECT_TRUE(hardestRows({}, 3).surest.empty());
}

TEST(HardestRows, AreToldAfterEachEpochWhereTheyAreAskedFor) {
    struct Row {
        const char* name;
        DatasetPointer data;
        std::int64_t rows, pictures;
        std::size_t told; ///< of each kind
    };
    const DatasetPointer pictures = makePictures(8, 4, 12, 2);
    for (const Row& row :
         {Row{"nobody asks", pictures, 0, 0, 0}, Row{"pictures", pictures, 0, 3, 3}, Row{"any rows", smallDataset(), 2, 0, 2},
          Row{"a table is no picture", smallDataset(), 0, 3, 0}, Row{"few rows", smallDataset(), 9, 0, 4}}) {
        RecordingObserver seen;
        RunServices services = scriptedServices({});
        services.loadData = [&row](const ParamSet&) -> Result<DatasetPointer> { return row.data; };
        LiveRun run({.id = "run", .config = configOf({{"epochs", "3"}}), .hardestRows = row.rows, .hardestPictures = row.pictures},
                    services, seen);
        run.wait();
        const auto events = seen.all<HardestRowsEvent>();
        ASSERT_EQ(events.size(), row.told > 0 ? 3U : 0U) << row.name;
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto epoch = static_cast<std::int64_t>(i) + 1;
            const SplitPredictions answers = scriptedAnswers(*row.data, Split::Validation, epoch);
            const auto hardest = std::ranges::min_element(answers.truthProbabilities) - answers.truthProbabilities.begin();
            EXPECT_EQ(events[i].epoch, epoch) << row.name;
            EXPECT_EQ(events[i].dataset, row.data) << row.name;
            EXPECT_EQ(events[i].rows.hardest.size(), row.told) << row.name;
            EXPECT_EQ(events[i].rows.surest.size(), row.told) << row.name;
            EXPECT_EQ(events[i].rows.hardest[0].row, hardest) << row.name << ", epoch " << epoch;
        }
    }
}

} // namespace
} // namespace epochlab::core
