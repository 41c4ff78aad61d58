#include "compare/method_table_text.h"
#include "core/compare/runs.h"

#include <cmath>
#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::Disagreement;
using core::MethodTable;
using core::TableCell;
using core::TabledRun;
using core::TableFormat;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using State = TableCell::State;

TEST(Accuracy, wilsonIsThatOfTheClosedForm) {
    struct Case { // scipy.stats.binomtest(right, rows).proportion_ci(method="wilson")
        int right, rows;
        double low, high;
    };
    for (const Case& each : {Case{0, 10, 0.0, 0.27753279986288926}, Case{5, 10, 0.236593090512564, 0.7634069094874361},
                             Case{10, 10, 0.7224672001371109, 1.0}, Case{339, 440, 0.7289199032948832, 0.8073076060332816},
                             Case{1, 1, 0.20654931437723745, 1.0}, Case{9600, 10000, 0.955979308348857, 0.9636674131501204}}) {
        const core::Interval interval = core::wilsonInterval(double(each.right) / each.rows, each.rows);
        EXPECT_NEAR(interval.low, each.low, 1e-12);
        EXPECT_NEAR(interval.high, each.high, 1e-12);
    }
    EXPECT_EQ(core::intervalText(core::wilsonInterval(0.5, 0)), "0.000–1.000"); // nothing is known
}

TEST(Accuracy, mcNemarIsThatOfScipy) {
    struct Case { // binomtest(first, first + second).pvalue, and chi2.sf of the corrected statistic
        int first, second;
        double exact, corrected;
    };
    for (const Case& each :
         {Case{0, 0, 1.0, 1.0}, Case{5, 5, 1.0, 1.0}, Case{0, 5, 0.0625, 0.07363827012030258}, Case{0, 6, 0.03125, 0.041226833337163815},
          Case{7, 1, 0.0703125, 0.07709987174354202}, Case{12, 30, 0.007915897334896727, 0.008711912962379598},
          Case{400, 500, 0.0009564441369189373, 0.0009668482847675553}, Case{450, 500, 0.11183864514157894, 0.1118866748967887}}) {
        const Disagreement rows{each.first, each.second};
        EXPECT_NEAR(core::mcNemarExact(rows), each.exact, 1e-12);
        EXPECT_NEAR(core::mcNemarCorrected(rows), each.corrected, 1e-12);
        EXPECT_EQ(core::mcNemar(rows), core::mcNemarExact(rows));
        EXPECT_EQ(core::mcNemar(rows), core::mcNemar({each.second, each.first}));
    }
    EXPECT_NEAR(core::mcNemar({700, 800}), 0.010583170238765134, 1e-12); // many rows: corrected
}

TEST(Accuracy, rowsThatOneAloneHasRightAreCounted) {
    const Disagreement rows = core::disagreementOf({true, true, false, false, true}, {true, false, true, false, false});
    EXPECT_EQ(rows.onlyFirst, 2);
    EXPECT_EQ(rows.onlySecond, 1);
}

/// 100 rows of two even classes, of which the run has those from `first` on right, `count` of them.
std::shared_ptr<const core::AnsweredRows> answers(int first, int count, const std::string& data = "d") {
    std::vector<std::int32_t> labels, given;
    for (int row = 0; row < 100; ++row) {
        labels.push_back(row % 2);
        given.push_back(row >= first && row < first + count ? row % 2 : 1 - row % 2);
    }
    return std::make_shared<const core::AnsweredRows>(core::answeredRows(data, 2, labels, given));
}

TabledRun tabled(const std::string& id, const Fields& fields, int first, int count, std::int64_t epoch = 1) {
    return {.run = comparedRun(id, fields, bestEpoch(0.5, count / 100.0, epoch)), .answers = answers(first, count)};
}
TabledRun ended(const std::string& id, const Fields& fields, const std::string& state) {
    TabledRun run{.run = comparedRun(id, fields)};
    run.run.state = state;
    return run;
}

/// Two optimisers, three rates: best, told from it, not told from it, chance, diverged, not run.
std::vector<TabledRun> sixCells() {
    return {tabled("a", {{"optimizer", "adam"}, {"learning-rate", "0.1"}}, 0, 90),
            tabled("b", {{"optimizer", "adam"}, {"learning-rate", "0.01"}}, 0, 70),
            tabled("c", {{"optimizer", "adam"}, {"learning-rate", "0.00001"}}, 10, 88),
            tabled("d", {{"optimizer", "sgd"}, {"learning-rate", "0.1"}}, 0, 55),
            ended("e", {{"optimizer", "sgd"}, {"learning-rate", "0.01"}}, "diverged")};
}

const TableCell& cellOf(const MethodTable& table, std::size_t row, std::size_t column) { return table.rows.at(row).cells.at(column); }

TEST(MethodTable, rowsAndColumnsAreTheFieldsThatDiffer) {
    const MethodTable table = core::methodTable(sixCells(), {});
    EXPECT_EQ(core::titleOf(table), "optimiser × learning rate");
    EXPECT_THAT(table.columns, ElementsAre("0.1", "0.01", "0.00001")); // from the largest down, written alike
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].label, "Adam");
    EXPECT_EQ(table.rows[1].label, "SGD");
    const State states[2][3] = {{State::Measured, State::Measured, State::Measured}, {State::Measured, State::Diverged, State::NotRun}};
    for (std::size_t row = 0; row < 2; ++row)
        for (std::size_t column = 0; column < 3; ++column) EXPECT_EQ(cellOf(table, row, column).state, states[row][column]);
    EXPECT_EQ(core::subtitleOf(table), "test accuracy at the validation-best epoch · n = 100 · one seed · best epoch 1");
}

TEST(MethodTable, marksWhatIsBestAndWhatIsNotToldFromItOrFromChance) {
    const MethodTable table = core::methodTable(sixCells(), {});
    struct Case {
        std::size_t row, column;
        bool best, likeBest, chance;
        double p; // of the rows that one alone has right
    };
    for (const Case& each :
         {Case{0, 0, true, false, false, -1}, Case{0, 1, false, false, false, core::mcNemarExact({20, 0})},
          Case{0, 2, false, true, false, core::mcNemarExact({10, 8})}, Case{1, 0, false, false, true, core::mcNemarExact({35, 0})}}) {
        const TableCell& cell = cellOf(table, each.row, each.column);
        EXPECT_EQ(cell.isBest, each.best);
        EXPECT_EQ(cell.isLikeBest, each.likeBest);
        EXPECT_EQ(cell.isChance, each.chance);
        EXPECT_NEAR(cell.p.value_or(-1), each.p, 1e-12);
        EXPECT_EQ(cell.rows, 100);
    }
    EXPECT_EQ(core::legendOf(table),
              "bold: the best; below: 95 % Wilson interval; ≈ chance: it holds 0.500 (one of 2 classes); ≈ best: not "
              "told from the best at 5 % (McNemar on the same rows)");
}

TEST(MethodTable, theLargestClassIsGuessingToo) {
    std::vector<std::int32_t> labels(100, 0), given(100, 0);
    for (std::size_t row = 0; row < 20; ++row) labels[row] = 1 + static_cast<std::int32_t>(row % 3);
    TabledRun run = tabled("a", {}, 0, 80);
    run.answers = std::make_shared<const core::AnsweredRows>(core::answeredRows("d", 4, labels, given));
    EXPECT_EQ(run.answers->majority, 0.8);
    const MethodTable table = core::methodTable({run}, {});
    EXPECT_TRUE(cellOf(table, 0, 0).isChance);
    EXPECT_THAT(core::legendOf(table), HasSubstr("0.250 (one of 4 classes) or 0.800 (the largest class)"));
}

TEST(MethodTable, seedsAreAveragedAndADifferenceHasToShowOverThemToo) {
    std::vector<TabledRun> runs;
    const int counts[] = {90, 92, 94, 40, 60, 95};
    for (int i = 0; i < 6; ++i)
        runs.push_back(tabled(std::to_string(i), {{"optimizer", i < 3 ? "adam" : "sgd"}, {"seed", std::to_string(i % 3)}}, 0, counts[i],
                              i < 3 ? i + 1 : 1));
    const MethodTable table = core::methodTable(runs, {});
    EXPECT_EQ(core::cellValue(cellOf(table, 0, 0)), "0.920 ± 0.020");
    EXPECT_THAT(cellOf(table, 0, 0).epochs, ElementsAre(1, 2, 3));
    EXPECT_EQ(core::intervalText(*cellOf(table, 0, 0).interval), core::intervalText(core::wilsonInterval(0.92, 100)));
    const TableCell& spread = cellOf(table, 1, 0);
    EXPECT_NEAR(spread.p.value_or(-1), core::mcNemarExact({32, 0}), 1e-12); // the middle runs: 92 and 60
    EXPECT_TRUE(spread.isLikeBest);                                         // but the seeds reach from 0.40 to 0.95
    EXPECT_EQ(core::cellFacts(spread, core::sharedFacts(table)), "epoch 1");
    EXPECT_THAT(core::subtitleOf(table), HasSubstr("mean ± std over seeds · n = 100 · 3 seeds"));
}

TEST(MethodTable, endsAreCountedAndStandInNoMean) {
    std::vector<TabledRun> runs{tabled("a", {{"seed", "1"}}, 0, 80, 4), ended("b", {{"seed", "2"}}, "diverged"),
                                ended("c", {{"seed", "3"}}, "failed"), tabled("d", {{"seed", "4"}}, 0, 90, 2)};
    runs[1].run.best = bestEpoch(0.9, 0.9);
    runs[3].run.state = "stopped";
    const MethodTable table = core::methodTable(runs, {});
    EXPECT_EQ(cellOf(table, 0, 0).value.count, 2);
    EXPECT_EQ(core::cellFacts(cellOf(table, 0, 0), {}),
              "n = 100, 2 seeds, 1 of 4 diverged, 1 of 4 failed, 1 of 4 stopped early, epochs 2–4");
    runs.erase(runs.begin());
    runs.pop_back();
    EXPECT_EQ(core::cellValue(cellOf(core::methodTable(runs, {}), 0, 0)), "diverged");
    runs.push_back(ended("e", {{"seed", "5"}}, "running"));
    EXPECT_EQ(core::cellValue(cellOf(core::methodTable(runs, {}), 0, 0)), "running");
}

TEST(MethodTable, aRunWithoutAValueSaysWhy) {
    struct Case {
        const char* state;
        const char* text;
    };
    for (const Case& each : {Case{"failed", "failed"}, Case{"interrupted", "stopped"}, Case{"stopped", "stopped"},
                             Case{"waiting", "waiting"}, Case{"finished", "–"}})
        EXPECT_EQ(core::cellValue(cellOf(core::methodTable({ended("a", {}, each.state)}, {}), 0, 0)), each.text);
}

TEST(MethodTable, aSeedTrainedTwiceCountsOnceAndASteeredRunNotAtAll) {
    std::vector<TabledRun> runs{tabled("a", {}, 0, 80), tabled("b", {}, 0, 80), ended("c", {}, "interrupted"), tabled("d", {}, 0, 99)};
    runs[3].run.steered = true;
    const MethodTable table = core::methodTable(runs, {});
    EXPECT_THAT(cellOf(table, 0, 0).members, ElementsAre(1U));
    EXPECT_EQ(cellOf(table, 0, 0).value.count, 1);
    EXPECT_THAT(core::legendOf(table), HasSubstr("1 run left out: the learning rate was changed on the way"));
}

TEST(MethodTable, noCellPutsTogetherWhatDiffersInMore) {
    std::vector<TabledRun> runs = sixCells();
    runs.push_back(tabled("w", {{"optimizer", "adam"}, {"learning-rate", "0.1"}, {"width", "64"}}, 0, 80));
    const MethodTable table = core::methodTable(runs, {.rows = "optimizer"});
    ASSERT_EQ(table.rows.size(), 3U);
    EXPECT_EQ(table.rows[0].label, "Adam, width 16");
    EXPECT_EQ(table.rows[1].label, "Adam, width 64");
}

TEST(MethodTable, whatHasNoLearningRateSpansTheColumns) {
    std::vector<TabledRun> runs = sixCells();
    runs.push_back(tabled("x", {{"model", "xgboost"}, {"learning-rate", "0.5"}, {"width", "64"}}, 0, 95));
    runs.push_back({.run = {.id = "log", .name = "a log", .config = std::nullopt, .state = "imported", .best = bestEpoch(0.5, 0.6)}});
    const MethodTable table = core::methodTable(runs, {});
    EXPECT_THAT(table.columns, ElementsAre("0.1", "0.01", "0.00001")); // not that of the trees
    ASSERT_EQ(table.rows.size(), 4U);
    EXPECT_EQ(table.rows[0].label, "Adam"); // the width of trees is none
    EXPECT_EQ(table.rows[2].label, "Boosted trees (XGBoost)");
    EXPECT_TRUE(table.rows[2].spanning && table.rows[3].spanning);
    EXPECT_EQ(table.rows[3].label, "a log");
    EXPECT_TRUE(table.rows[2].cells[0].isBest);
    EXPECT_FALSE(table.rows[3].cells[0].interval);
    EXPECT_THAT(core::write(table, TableFormat::Latex), HasSubstr("Boosted trees (XGBoost) & \\multicolumn{3}{c}{\\textbf{0.950}} \\\\"));
}

TEST(MethodTable, anEmptyCellHasWhatTrainsIt) {
    std::vector<TabledRun> runs = sixCells();
    const MethodTable table = core::methodTable(runs, {});
    ASSERT_EQ(cellOf(table, 1, 2).missing.size(), 1U);
    EXPECT_EQ(core::commandOf(cellOf(table, 1, 2)), "epochlab-cli train --learning-rate 1e-05 --optimizer sgd");
    EXPECT_EQ(core::missingWords(table, table.rows[1], 2), "not run: SGD, learning rate 0.00001");
    EXPECT_EQ(core::commandOf(cellOf(table, 0, 0)), "");
    runs.push_back(tabled("f", {{"optimizer", "sgd"}, {"learning-rate", "0.1"}, {"seed", "2"}}, 0, 60));
    EXPECT_EQ(core::commandOf(cellOf(core::methodTable(runs, {}), 1, 2)),
              "epochlab-cli sweep --learning-rate 1e-05 --optimizer sgd --grid seed=1,2"); // as many seeds as its row has
}

TEST(MethodTable, plansStandWhereNothingWasTrained) {
    std::vector<TabledRun> runs = sixCells();
    runs.push_back(ended("", {{"optimizer", "adam"}, {"learning-rate", "1"}}, core::plannedState));
    runs.push_back(ended("", {{"optimizer", "adam"}, {"learning-rate", "0.1"}}, core::plannedState)); // which a has done
    runs.push_back(ended("", {{"optimizer", "adam"}, {"learning-rate", "0.01"}, {"seed", "2"}}, core::plannedState));
    const MethodTable table = core::methodTable(runs, {});
    EXPECT_THAT(table.columns, ElementsAre("1", "0.1", "0.01", "0.00001"));
    EXPECT_EQ(cellOf(table, 0, 0).state, State::NotRun);
    EXPECT_EQ(cellOf(table, 0, 0).missing.size(), 1U);
    EXPECT_THAT(cellOf(table, 0, 1).missing, IsEmpty());
    EXPECT_EQ(cellOf(table, 0, 2).missing.size(), 1U);
    EXPECT_EQ(core::cellFacts(cellOf(table, 0, 2), core::sharedFacts(table)), "1 not run");
}

TEST(MethodTable, ofALossTheLeastIsBestAndNothingIsMarked) {
    std::vector<TabledRun> runs = sixCells();
    for (TabledRun& run : runs)
        if (run.run.best) run.run.best->validationLoss = run.run.best->testAccuracy;
    const MethodTable table = core::methodTable(runs, {.metric = {"validation_loss"}});
    EXPECT_TRUE(cellOf(table, 1, 0).isBest);
    EXPECT_FALSE(cellOf(table, 1, 0).interval);
    EXPECT_EQ(core::legendOf(table), "bold: the best");
}

TEST(MethodTable, otherRowsAreNotHeldAgainstEachOther) {
    std::vector<TabledRun> runs = sixCells();
    runs[2].answers = answers(10, 88, "other data");
    const MethodTable table = core::methodTable(runs, {});
    EXPECT_FALSE(cellOf(table, 0, 2).isLikeBest);
    EXPECT_FALSE(cellOf(table, 0, 2).p);
    EXPECT_TRUE(cellOf(table, 0, 2).interval);
    EXPECT_THAT(core::legendOf(table), HasSubstr("2 kinds of rows"));
}

TEST(MethodTable, isWrittenInEachFormat) {
    const std::vector<TabledRun> all = sixCells();
    const MethodTable table = core::methodTable({all[0], all[3], all[4]}, {.metric = {"test_accuracy"}, .rows = "optimizer"});
    const std::vector<std::pair<TableFormat, std::string>> cases{
        {TableFormat::Text, "optimiser × learning rate: test accuracy at the validation-best epoch · n = 100 · one seed · best epoch 1\n"
                            "optimiser \\ learning rate                   0.1      0.01\n"
                            "Adam                                      0.900   not run\n"
                            "                               0.826–0.945 best\n"
                            "SGD                                       0.550  diverged\n"
                            "                           0.452–0.644 ≈ chance\n"
                            "below: 95 % Wilson interval; ≈ chance: it holds 0.500 (one of 2 classes)\n"},
        {TableFormat::TabSeparated, "optimiser \\ learning rate\t0.1\t0.01\nAdam\t0.900; 0.826–0.945\tnot run\n"
                                    "SGD\t0.550; 0.452–0.644 ≈ chance\tdiverged\n"},
        {TableFormat::Markdown,
         "optimiser × learning rate: test accuracy at the validation-best epoch · n = 100 · one seed · best epoch 1\n\n"
         "| optimiser \\\\ learning rate | 0.1 | 0.01 |\n| --- | ---: | ---: |\n"
         "| Adam | **0.900**<br>0.826–0.945 | not run |\n"
         "| SGD | 0.550<br>0.452–0.644 ≈ chance | diverged |\n\n"
         "bold: the best; below: 95 % Wilson interval; ≈ chance: it holds 0.500 (one of 2 classes)\n"},
        {TableFormat::Csv,
         "optimiser,learning rate,state,runs,seeds,diverged,failed,stopped_early,test_accuracy_mean,test_accuracy_std,rows,"
         "interval_low,interval_high,best_epoch_first,best_epoch_last,best,like_best,like_chance,mcnemar_p\n"
         "Adam,0.1,measured,1,1,0,0,0,0.9,,100,0.8256343384950865,0.9447708629393249,1,1,1,0,0,\n"
         "Adam,0.01,not run,0,0,0,0,0,,,,,,,,,,,\n"
         "SGD,0.1,measured,1,1,0,0,0,0.55,,100,0.45244602997442135,0.6438546202048803,1,1,0,0,1,5.820766091346741e-11\n"
         "SGD,0.01,diverged,1,0,1,0,0,,,,,,,,,,,\n"}};
    for (const auto& [format, text] : cases) EXPECT_EQ(core::write(table, format), text);
    const std::string latex = core::write(table, TableFormat::Latex);
    EXPECT_THAT(latex, HasSubstr("Adam & \\textbf{0.900} & not run \\\\\n & \\footnotesize 0.826--0.945 &  \\\\\n\\addlinespace\n"));
    EXPECT_THAT(latex, HasSubstr("0.452--0.644 $\\approx$ chance"));
    EXPECT_THAT(latex, HasSubstr("{\\footnotesize optimiser $\\times$ learning rate"));
}

} // namespace
} // namespace epochlab::test
