#include "compare/confusion.h"
#include "compare/gallery_runs.h"

#include <gmock/gmock.h>

#include <random>
#include <set>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int32_t classes = 4;

/// Two models that are right now and then.
PredictionPair drawnPair(unsigned seed, std::size_t rows) {
    std::mt19937 draw(seed);
    const auto anyClass = [&draw] { return static_cast<std::int32_t>(draw() % classes); };
    PredictionPair pair{{"a", "b", "c", "d"}, {}, {}, false};
    for (std::size_t row = 0; row < rows; ++row) {
        pair.best.labels.push_back(anyClass());
        pair.best.names.push_back("picture " + std::to_string(draw() % 1000));
    }
    for (PredictedRows* model : {&pair.best, &pair.worst}) {
        model->predictions.split = Split::Test;
        for (std::size_t row = 0; row < rows; ++row) {
            model->predictions.classes.push_back(draw() % 2 == 0 ? pair.best.labels[row] : anyClass());
            model->predictions.confidences.push_back(static_cast<float>(draw() % 20) / 20.0F); // some are equal
            model->predictions.truthProbabilities.push_back(0.25F);
        }
    }
    pair.worst.labels = pair.best.labels;
    pair.worst.names = pair.best.names;
    return pair;
}

GalleryQuestion asking(GalleryKind kind, GallerySort sort = GallerySort::FileOrder, std::int32_t trueClass = -1) {
    return {.kind = kind, .cell = std::nullopt, .trueClass = trueClass, .sort = sort};
}

TEST(Gallery, IsExactlyWhereTheBestIsRightAndTheWorstIsWrong) {
    for (const unsigned seed : {1U, 2U, 3U}) {
        const PredictionPair pair = drawnPair(seed, 500);
        for (const std::int32_t trueClass : {-1, 0, 3}) {
            std::vector<std::size_t> expected;
            for (std::size_t i = 0; i < 500; ++i)
                if (pair.best.predictions.classes[i] == pair.best.labels[i] && pair.worst.predictions.classes[i] != pair.best.labels[i] &&
                    (trueClass < 0 || pair.best.labels[i] == trueClass))
                    expected.push_back(i);
            ASSERT_FALSE(expected.empty());
            EXPECT_EQ(galleryRows(pair, asking(GalleryKind::BestRightWorstWrong, GallerySort::FileOrder, trueClass)), expected);
        }
    }
}

TEST(Gallery, ItsFourKindsShareTheRows) {
    const PredictionPair pair = drawnPair(4, 300);
    std::set<std::size_t> seen;
    std::size_t sum = 0;
    for (const auto& [word, words, kind] : galleryKinds()) {
        const std::vector<std::size_t> rows = galleryRows(pair, asking(kind));
        EXPECT_EQ(rows.size(), galleryCounts(pair, -1)[static_cast<std::size_t>(kind)]) << word;
        seen.insert(rows.begin(), rows.end());
        sum += rows.size();
    }
    EXPECT_EQ(seen.size(), 300U);
    EXPECT_EQ(sum, 300U);
}

TEST(Gallery, SortsAsAsked) {
    const PredictionPair pair = drawnPair(5, 400);
    const auto& best = pair.best.predictions.confidences;
    const auto& worst = pair.worst.predictions.confidences;
    struct Row {
        GalleryKind kind;
        GallerySort sort;
        std::function<bool(std::size_t, std::size_t)> before;
    };
    const auto falling = [](const std::vector<float>& values) {
        return [&values](std::size_t a, std::size_t b) { return values[a] > values[b]; };
    };
    const std::vector<Row> table{
        {GalleryKind::BestRightWorstWrong, GallerySort::WrongConfidence, falling(worst)},
        {GalleryKind::BestRightWorstWrong, GallerySort::RightConfidence, falling(best)},
        {GalleryKind::WorstRightBestWrong, GallerySort::WrongConfidence, falling(best)},
        {GalleryKind::WorstRightBestWrong, GallerySort::RightConfidence, falling(worst)},
        {GalleryKind::BothWrong, GallerySort::WrongConfidence, falling(worst)},
        {GalleryKind::BothRight, GallerySort::RightConfidence, falling(best)},
        {GalleryKind::BothWrong, GallerySort::FileOrder, [](std::size_t, std::size_t) { return false; }},
        {GalleryKind::BothWrong, GallerySort::Name, [&](std::size_t a, std::size_t b) { return pair.names()[a] < pair.names()[b]; }},
        {GalleryKind::BothWrong, GallerySort::TrueClass, [&](std::size_t a, std::size_t b) { return pair.labels()[a] < pair.labels()[b]; }},
    };
    for (const Row& row : table) {
        std::vector<std::size_t> expected = galleryRows(pair, asking(row.kind));
        std::ranges::stable_sort(expected, row.before);
        EXPECT_EQ(galleryRows(pair, asking(row.kind, row.sort)), expected);
    }
}

TEST(Gallery, CsvHasTheItemsInTheirOrder) {
    const PredictionPair pair = drawnPair(6, 50);
    const std::vector<std::size_t> rows = galleryRows(pair, asking(GalleryKind::BestRightWorstWrong, GallerySort::WrongConfidence));
    TableDataset data;
    data.featureNames = {"x"};
    data.splits[2].features.resize(50);
    for (std::size_t i = 0; i < 50; ++i) data.splits[2].features[i] = static_cast<float>(i) + 0.5F;
    const TextTable table = galleryTable(pair, rows, &data, Digits::All);
    ASSERT_EQ(table.rows.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(table.rows[i].size(), table.header.size());
        EXPECT_EQ(table.rows[i][0].text, std::to_string(rows[i] + 1));
        EXPECT_EQ(table.rows[i][1].text, pair.names()[rows[i]]);
        EXPECT_EQ(table.rows[i].back().text, std::to_string(rows[i]) + ".5");
    }
    EXPECT_THAT(write(table, TableFormat::Csv),
                HasSubstr("row,name,class,best_predicted,best_confidence,best_class_probability,worst_predicted,worst_confidence,"));
    EXPECT_EQ(galleryTable(pair, rows, nullptr, Digits::Three).header.size(), 9U);
    PredictionPair single = pair;
    single.single = true;
    EXPECT_EQ(galleryTable(single, rows, nullptr, Digits::Three).header.size(), 6U);
}

TEST(Confusion, SumsToTheRows) {
    const PredictionPair pair = drawnPair(7, 333);
    const ConfusionMatrix matrix(pair.labels(), pair.best.predictions.classes, classes);
    EXPECT_EQ(matrix.total(), 333);
    std::int64_t sum = 0;
    for (std::int32_t truth = 0; truth < classes; ++truth) {
        double shares = 0.0;
        EXPECT_EQ(matrix.rowsOfClass(truth), std::ranges::count(pair.labels(), truth));
        for (std::int32_t answer = 0; answer < classes; ++answer) {
            sum += matrix.count(truth, answer);
            shares += matrix.share(truth, answer);
        }
        EXPECT_NEAR(shares, 1.0, 1e-12);
    }
    EXPECT_EQ(sum, 333);
    const auto counts = galleryCounts(pair, -1);
    EXPECT_EQ(matrix.right(), static_cast<std::int64_t>(counts[0] + counts[3])); // the best model right, the worst or not
}

TEST(Confusion, ACellGivesExactlyItsRows) {
    const PredictionPair pair = drawnPair(8, 200);
    const ConfusionMatrix best(pair.labels(), pair.best.predictions.classes, classes);
    const ConfusionMatrix worst(pair.labels(), pair.worst.predictions.classes, classes);
    GalleryQuestion question = asking(GalleryKind::BothRight);
    for (std::int32_t truth = 0; truth < classes; ++truth)
        for (std::int32_t answer = 0; answer < classes; ++answer) {
            question.cell = GalleryCell{GalleryCell::Of::Best, truth, answer};
            const auto ofBest = galleryRows(pair, question);
            EXPECT_EQ(std::ssize(ofBest), best.count(truth, answer));
            for (const std::size_t row : ofBest) {
                EXPECT_EQ(pair.labels()[row], truth);
                EXPECT_EQ(pair.best.predictions.classes[row], answer);
            }
            question.cell->of = GalleryCell::Of::Worst;
            const auto ofWorst = galleryRows(pair, question);
            EXPECT_EQ(std::ssize(ofWorst), worst.count(truth, answer));
            question.cell->of = GalleryCell::Of::Difference;
            std::vector<std::size_t> changed;
            std::ranges::set_symmetric_difference(ofBest, ofWorst, std::back_inserter(changed));
            EXPECT_EQ(galleryRows(pair, question), changed);
        }
}

TEST(Confusion, TablesOfCountsSharesAndDifferences) {
    const std::vector<std::int32_t> labels{0, 0, 0, 1};
    const std::vector<std::string> names{"a", "b", "c"};
    const ConfusionMatrix first(labels, std::vector<std::int32_t>{0, 0, 1, 1}, 3);
    const ConfusionMatrix second(labels, std::vector<std::int32_t>{1, 0, 1, 1}, 3);
    EXPECT_EQ(write(confusionTable(first, names, false), TableFormat::Csv), "true \\ predicted,a,b,c\na,2,1,0\nb,0,1,0\nc,0,0,0\n");
    EXPECT_EQ(write(confusionTable(first, names, true), TableFormat::Csv),
              "true \\ predicted,a,b,c\na,0.667,0.333,0.000\nb,0.000,1.000,0.000\nc,–,–,–\n");
    const TextTable difference = confusionDifferenceTable(first, second, names, false);
    EXPECT_EQ(difference.rows[0][1].text, "+1");
    EXPECT_EQ(difference.rows[0][2].text, "-1");
    EXPECT_EQ(difference.rows[1][2].text, "0");
    EXPECT_EQ(confusionDifferenceTable(first, second, names, true).rows[0][1].text, "+0.333");
}

TEST(Gallery, BestAndWorstByValidation) {
    const auto run = [](std::int64_t number, std::optional<double> accuracy) {
        RunSummary summary;
        summary.number = number;
        if (accuracy) summary.best = BestEpoch{.epoch = 1, .validationAccuracy = *accuracy};
        return summary;
    };
    const std::vector<RunSummary> runs{run(1, 0.5), run(2, 0.9), run(3, 0.5), run(4, std::nullopt), run(5, 0.9)};
    std::vector<std::int64_t> numbers;
    for (const RunSummary* ranked : rankedRuns(placesOf(runs))) numbers.push_back(ranked->number);
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{5, 2, 3, 1})) << "of equal ones the newest first";
    EXPECT_TRUE(rankedRuns(placesOf(std::vector{run(1, std::nullopt)})).empty());
}

} // namespace
} // namespace epochlab::core
