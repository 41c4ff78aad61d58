// The table of methods and learning rates on the command line.
#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// A sweep with a rate that diverges, and a run that leaves a cell empty.
class CliTable : public testing::Test {
protected:
    static Outcome cli(std::vector<std::string> words) {
        words.insert(words.begin(), {"--store", store->path()});
        return runProgram(words);
    }
    static void SetUpTestSuite() {
        store = std::make_unique<TemporaryFolder>();
        std::vector<std::string> words{"sweep", "--data", "toy:moons", "--toy-noise", "0.4", "--epochs", "3", "--seeds", "3"};
        for (const char* grid : {"optimizer=adam,sgd", "learning-rate=0.1,0.001"}) words.insert(words.end(), {"--grid", grid});
        ASSERT_EQ(cli(words).exitCode, 0);
        const Outcome far =
            cli({"train", "--data", "toy:moons", "--toy-noise", "0.4", "--epochs", "3", "--optimizer", "sgd", "--learning-rate", "1e9"});
        ASSERT_EQ(far.exitCode, 6) << far.err;
    }
    static json table(std::vector<std::string> more) {
        more.insert(more.begin(), {"table", "--filter", "data=toy:moons", "--json"});
        const Outcome outcome = cli(more);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }
    /// Which rows a run has right.
    static std::vector<bool> rightRows(const std::string& run, const std::string& split) {
        const json answers = json::parse(cli({"runs", "predictions", run, "--split", split, "--json"}).out);
        std::vector<bool> right;
        for (std::size_t row = 0; row < answers["labels"].size(); ++row)
            right.push_back(answers["labels"][row] == answers["predicted"][row]);
        return right;
    }

    static void TearDownTestSuite() { store.reset(); }

    static inline std::unique_ptr<TemporaryFolder> store; ///< of all tests
};

struct Brute {
    std::vector<double> accuracies;
    std::map<double, std::vector<bool>> rows; ///< by accuracy
    double mean() const {
        double sum = 0;
        for (const double each : accuracies) sum += each;
        return sum / static_cast<double>(accuracies.size());
    }
};

/// Two-sided binomial tail by Pascal's rule.
double pOf(const std::vector<bool>& left, const std::vector<bool>& right) {
    int only[2] = {0, 0};
    for (std::size_t row = 0; row < left.size(); ++row)
        if (left[row] != right[row]) ++only[left[row] ? 0 : 1];
    std::vector<double> shares{1.0};
    for (int toss = 0; toss < only[0] + only[1]; ++toss) {
        shares.push_back(0.0);
        for (std::size_t k = shares.size(); k-- > 0;) shares[k] = (shares[k] + (k > 0 ? shares[k - 1] : 0.0)) / 2;
    }
    double tail = 0;
    for (int k = 0; k <= std::min(only[0], only[1]); ++k) tail += shares[static_cast<std::size_t>(k)];
    return std::min(1.0, 2 * tail);
}

TEST_F(CliTable, IsWhatTheRunsSayOneByOne) {
    for (const std::string split : {"test", "validation"}) {
        const json answer = table({"--metric", split + "_accuracy"});
        EXPECT_EQ(answer["columns"], json({"1e9", "0.1", "0.001"}));
        std::map<std::string, Brute> cells;
        const json* best = nullptr;
        for (const json& row : answer["rows"])
            for (const json& cell : row["cells"]) {
                if (cell["state"] != "measured") continue;
                Brute& own = cells[cell.dump()];
                for (const json& id : cell["runs"]) {
                    const std::vector<bool> right = rightRows(id, split);
                    const auto rows = static_cast<double>(right.size());
                    own.accuracies.push_back(static_cast<double>(std::count(right.begin(), right.end(), true)) / rows);
                    own.rows[own.accuracies.back()] = right;
                    EXPECT_EQ(cell["rows"].get<std::size_t>(), right.size());
                    const json shown = json::parse(cli({"runs", "show", id, "--json"}).out);
                    EXPECT_NEAR(shown["best"][split + "_accuracy"].get<double>(), own.accuracies.back(), 1e-9);
                }
                EXPECT_EQ(own.accuracies.size(), 3U);
                EXPECT_NEAR(cell["mean"].get<double>(), own.mean(), 1e-9);
                const double n = cell["rows"].get<double>();
                for (const double bound : cell["interval_95"].get<std::vector<double>>()) // where Wilson's interval ends by definition
                    EXPECT_NEAR(std::abs(own.mean() - bound), 1.959963984540054 * std::sqrt(bound * (1 - bound) / n), 1e-9);
                if (best == nullptr || own.mean() > cells[best->dump()].mean()) best = &cell;
            }
        ASSERT_EQ(cells.size(), 4U);
        ASSERT_NE(best, nullptr);
        EXPECT_TRUE((*best)["best"].get<bool>());
        const Brute& top = cells[best->dump()];
        for (const json& row : answer["rows"])
            for (const json& cell : row["cells"]) {
                if (cell["state"] != "measured" || &cell == best) continue;
                const Brute& own = cells[cell.dump()];
                EXPECT_NEAR(
                    cell["mcnemar_p"].get<double>(),
                    pOf(std::next(top.rows.begin(), top.rows.size() / 2)->second, std::next(own.rows.begin(), own.rows.size() / 2)->second),
                    1e-9);
            }
    }
}

TEST_F(CliTable, DivergedAndEmptyCellsSaySo) {
    const json answer = table({});
    EXPECT_EQ(answer["rows"][1]["cells"][0]["state"], "diverged");
    const json& empty = answer["rows"][0]["cells"][0];
    EXPECT_EQ(empty["state"], "not-run");
    const Outcome text = cli({"table", "--filter", "data=toy:moons"});
    EXPECT_EQ(text.exitCode, 0);
    EXPECT_THAT(text.out, HasSubstr("mean ± std over seeds"));
    EXPECT_THAT(text.err, HasSubstr("not run: Adam, learning rate 1e9: " + empty["command"].get<std::string>()));
    // The command fills the cell.
    std::string command = empty["command"];
    ASSERT_TRUE(command.starts_with("epochlab-cli sweep "));
    std::vector<std::string> words;
    for (std::size_t at = command.find(' '), next = 0; at != std::string::npos; at = next) {
        next = command.find(' ', at + 1);
        words.push_back(command.substr(at + 1, next == std::string::npos ? next : next - at - 1));
    }
    static_cast<void>(cli(words));
    EXPECT_NE(table({})["rows"][0]["cells"][0]["state"], "not-run");
}

TEST_F(CliTable, RowsColumnsAndMetricAreChosen) {
    const json answer = table({"--rows", "learning-rate", "--columns", "optimizer", "--metric", "validation_loss"});
    EXPECT_EQ(answer["title"], "learning rate × optimiser");
    EXPECT_EQ(answer["columns"], json({"Adam", "SGD"}));
    EXPECT_EQ(answer["rows"].size(), 3U);
    EXPECT_EQ(answer["rows"][0]["cells"][0]["interval_95"], nullptr);
    struct Row {
        std::vector<std::string> words;
        int code;
    };
    for (const Row& row : {Row{{"@last", "--rows", "speed"}, 2}, Row{{"@last", "--columns", "seed"}, 2},
                           Row{{"@last", "--metric", "speed"}, 2}, Row{{"@last", "--rows", "width", "--columns", "width"}, 2},
                           Row{{"@last", "--format", "pdf"}, 2}, Row{{"nobody"}, 5}, Row{{}, 5}}) {
        std::vector<std::string> words{"table"};
        words.insert(words.end(), row.words.begin(), row.words.end());
        const Outcome outcome = cli(words);
        EXPECT_EQ(outcome.exitCode, row.code) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr("error["));
    }
}

TEST_F(CliTable, LatexCompiles) {
    const Outcome outcome = cli({"table", "--filter", "data=toy:moons", "--format", "latex"});
    ASSERT_EQ(outcome.exitCode, 0);
    const std::string begin = "\\begin{tabular}{lrrr}\n\\toprule\n";
    EXPECT_TRUE(outcome.out.starts_with(begin)) << outcome.out;
    std::size_t lines = 0;
    for (const std::string& line : linesOf(outcome.out.substr(0, outcome.out.find("\\bottomrule")))) {
        if (!line.ends_with("\\\\")) continue;
        ++lines;
        EXPECT_EQ(std::count(line.begin(), line.end(), '&'), 3) << line;
    }
    EXPECT_GE(lines, 3U);
    if (std::system("command -v pdflatex > /dev/null") != 0) GTEST_SKIP() << "pdflatex is not installed: only the structure was looked at";
    std::ofstream(store->path("table.tex"))
        << "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage{booktabs}\\begin{document}\n"
        << outcome.out << "\\end{document}\n";
    EXPECT_EQ(
        std::system(("cd '" + store->path() + "' && pdflatex -halt-on-error -interaction=nonstopmode table.tex > latex.log 2>&1").c_str()),
        0);
}

} // namespace
} // namespace epochlab::test
