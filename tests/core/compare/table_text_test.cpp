#include "compare/table_text.h"

#include <gmock/gmock.h>

namespace epochlab::test {
namespace {

using core::TableFormat;
using core::TextTable;

TextTable small() {
    return {{{"run"}, {"best", false, true}}, {{{"width 8, <b>"}, {"0.7 ± 0.1", false, true}}, {{"=a|b_c"}, {"0.9", true, true}}}};
}

TEST(TableText, isWrittenInEachFormat) {
    const std::vector<std::pair<TableFormat, std::string>> cases{
        {TableFormat::Text, "run                best\n"
                            "width 8, <b>  0.7 ± 0.1\n"
                            "=a|b_c              0.9\n"},
        {TableFormat::Csv, "run,best\n\"width 8, <b>\",0.7 ± 0.1\n'=a|b_c,0.9\n"},
        {TableFormat::TabSeparated, "run\tbest\nwidth 8, <b>\t0.7 ± 0.1\n'=a|b_c\t0.9\n"},
        {TableFormat::Markdown, "| run | best |\n| --- | ---: |\n| width 8, &lt;b> | 0.7 ± 0.1 |\n| =a\\|b\\_c | **0.9** |\n"},
        {TableFormat::Latex, "\\begin{tabular}{lr}\n\\toprule\nrun & best \\\\\n\\midrule\nwidth 8, <b> & 0.7 $\\pm$ 0.1 \\\\\n"
                             "=a|b\\_c & \\textbf{0.9} \\\\\n\\bottomrule\n\\end{tabular}\n"},
        {TableFormat::Html, "<table>\n<tr><th>run</th><th align=\"right\">best</th></tr>\n"
                            "<tr><td>width 8, &lt;b&gt;</td><td align=\"right\">0.7 ± 0.1</td></tr>\n"
                            "<tr><td>=a|b_c</td><td align=\"right\"><b>0.9</b></td></tr>\n</table>\n"}};
    for (const auto& [format, text] : cases) EXPECT_EQ(core::write(small(), format), text);
}

TEST(TableText, latexKeepsEverySignOfANameHarmless) {
    const TextTable table{{{"\\&%$#_{}~^ α ₂"}}, {}};
    EXPECT_THAT(core::write(table, TableFormat::Latex),
                testing::HasSubstr("\\textbackslash{}\\&\\%\\$\\#\\_\\{\\}\\textasciitilde{}\\textasciicircum{} $\\alpha$ $_2$"));
}

TEST(TableText, aSummaryForPeopleAndOneToComputeWith) {
    core::SummaryRow row;
    row.label = "width 8";
    row.fields = {"8"};
    row.runs = 3;
    row.diverged = 1;
    row.best = {2, 0.75, 0.0707106781186548};
    row.epoch = {2, 3, 1};
    row.test = {1, 0.5, 0};
    row.isBest = true;
    EXPECT_EQ(core::write(core::summaryTable({row}, {.fields = {"width"}}), TableFormat::Csv),
              "width,runs,best validation accuracy,best epoch,test accuracy there,ends\n"
              "8,3,0.750 ± 0.071,3.0 ± 1.0,0.500,1 of 3 diverged\n");
    EXPECT_EQ(core::write(core::summaryNumbers({row}, {}), TableFormat::Csv),
              "run,runs,n,validation_accuracy_mean,validation_accuracy_std,best_epoch_mean,best_epoch_std,test_accuracy_mean,"
              "test_accuracy_std,diverged,failed\nwidth 8,3,2,0.75,0.0707106781186548,3,1,0.5,0,1,0\n");
}

TEST(TableText, aReferenceHasAColumnOfDifferences) {
    core::SummaryRow row;
    row.label = "width 8";
    row.runs = 1;
    row.best = {1, 0.75, 0};
    const core::SummaryHeads heads{.reference = core::ReferenceLevel{"trees", 1.0}};
    EXPECT_EQ(core::write(core::summaryTable({row}, heads), TableFormat::Markdown),
              "| run | runs | best validation accuracy | difference to trees | best epoch | test accuracy there | ends |\n"
              "| --- | ---: | ---: | ---: | ---: | ---: | --- |\n| width 8 | 1 | 0.750 | −0.250 | – | – |  |\n");
    EXPECT_THAT(core::write(core::summaryTable({row}, heads), TableFormat::TabSeparated), testing::HasSubstr("\t-0.250\t"));
    EXPECT_THAT(core::write(core::summaryTable({row}, heads), TableFormat::Latex), testing::HasSubstr("& $-$0.250 &"));
    const std::string numbers = core::write(core::summaryNumbers({row}, heads), TableFormat::Csv);
    EXPECT_THAT(numbers, testing::HasSubstr(",difference to trees\n"));
    EXPECT_THAT(numbers, testing::EndsWith(",-0.25\n"));
}

TEST(TableText, settingsStandBesideEachOther) {
    const std::vector<core::ConfigurationRow> rows{{"width", "Width", true, {"8", "16"}}, {"seed", "Seed", false, {"0", "0"}}};
    EXPECT_EQ(core::write(core::settingsTable(rows, {"a", "b"}), TableFormat::Markdown),
              "| setting | a | b |\n| --- | --- | --- |\n| **Width** | 8 | 16 |\n| Seed | 0 | 0 |\n");
}

} // namespace
} // namespace epochlab::test
