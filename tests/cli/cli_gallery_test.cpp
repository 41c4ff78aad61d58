// What runs get wrong, on the command line.
#include "base/file_writer.h"
#include "cli/program.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace epochlab::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class CliGallery : public testing::Test {
protected:
    Outcome cli(std::vector<std::string> words) const {
        words.insert(words.begin(), {"--store", m_store.path()});
        return runProgram(words);
    }
    json asked(const std::vector<std::string>& words) const {
        const Outcome outcome = cli(words);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return json::parse(outcome.out);
    }
    void SetUp() override {
        m_good = train({"--data", "toy:spiral", "--epochs", "30", "--width", "32"});
        m_poor = train({"--data", "toy:spiral", "--epochs", "1", "--width", "2"});
    }
    std::string train(std::vector<std::string> words) const {
        words.insert(words.begin(), "train");
        const Outcome outcome = cli(words);
        EXPECT_EQ(outcome.exitCode, 0) << outcome.err;
        return asked({"runs", "show", "@last", "--json"})["run"];
    }
    json predictions(const std::string& run, const char* split = "test") const {
        return asked({"runs", "predictions", run, "--split", split, "--json"});
    }

    TemporaryFolder m_store;
    std::string m_good, m_poor;
};

std::vector<std::int64_t> rowsOf(const json& items) {
    std::vector<std::int64_t> rows;
    for (const json& item : items) rows.push_back(item["row"]);
    return rows;
}

TEST_F(CliGallery, IsWhatTheKeptPredictionsSay) {
    const json best = predictions(m_good);
    const json worst = predictions(m_poor);
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < best["labels"].size(); ++i)
        if (best["predicted"][i] == best["labels"][i] && worst["predicted"][i] != best["labels"][i])
            expected.push_back(static_cast<std::int64_t>(i) + 1);
    ASSERT_FALSE(expected.empty());
    const json answer = asked({"gallery", "--json"}); // best and worst by validation
    EXPECT_EQ(answer["best"]["run"], m_good);
    EXPECT_EQ(answer["worst"]["run"], m_poor);
    std::vector<std::int64_t> rows = rowsOf(answer["items"]);
    for (std::size_t i = 1; i < rows.size(); ++i)
        EXPECT_GE(answer["items"][i - 1]["worst"]["confidence"], answer["items"][i]["worst"]["confidence"]);
    std::ranges::sort(rows);
    EXPECT_EQ(rows, expected);
    EXPECT_EQ(rowsOf(asked({"gallery", "--best", m_good, "--worst", m_poor, "--sort", "file", "--json"})["items"]), expected);
    const std::string name = answer["classes"][1];
    const json ofClass = asked({"gallery", "--class", name, "--split", "validation", "--json"});
    for (const json& item : ofClass["items"]) EXPECT_EQ(item["class"], name);
}

TEST_F(CliGallery, WritesTheSameItemsInTheSameOrder) {
    const std::string folder = m_store.path("sheets");
    const Outcome outcome = cli({"gallery", m_good, m_poor, "--out", folder, "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const auto rows = rowsOf(json::parse(outcome.out)["items"]);
    const auto lines = linesOf(*core::readRegularFile(folder + "/gallery.csv", 1 << 20));
    ASSERT_EQ(lines.size(), rows.size() + 1);
    EXPECT_THAT(lines[0], HasSubstr("worst_class_probability,x,y"));
    for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(lines[i + 1].substr(0, lines[i + 1].find(',')), std::to_string(rows[i]));
}

TEST_F(CliGallery, ConfusionCountsWhatIsKept) {
    const json best = predictions(m_good);
    const json document = asked({"confusion", m_good, "--json"});
    const json& run = document["runs"][0];
    json counts = json::array();
    for (std::size_t c = 0; c < document["classes"].size(); ++c) counts.push_back(std::vector<int>(document["classes"].size()));
    for (std::size_t i = 0; i < best["labels"].size(); ++i) {
        json& cell = counts[best["labels"][i].get<std::size_t>()][best["predicted"][i].get<std::size_t>()];
        cell = cell.get<int>() + 1;
    }
    EXPECT_EQ(run["counts"], counts);
    EXPECT_LT(run["interval"][0], run["accuracy"]);
    EXPECT_GT(run["interval"][1], run["accuracy"]);
    const json both = asked({"confusion", m_good, m_poor, "--json"});
    const auto at = [](const json& grid) { return grid[0][1].get<int>(); };
    EXPECT_EQ(at(both["difference"]["counts"]), at(both["runs"][0]["counts"]) - at(both["runs"][1]["counts"]));
    const json cell = asked({"confusion", m_poor, "--true", document["classes"][0], "--predicted", document["classes"][1], "--json"});
    EXPECT_EQ(std::ssize(cell["items"]), at(both["runs"][1]["counts"]));
    const Outcome table = cli({"confusion", m_good, "--normalised", "--format", "csv", "--split", "validation"});
    EXPECT_THAT(table.out, testing::StartsWith("true \\ predicted,"));
    EXPECT_THAT(table.err, HasSubstr("(95 %: "));
}

TEST_F(CliGallery, RefusesInASentence) {
    const std::string other = train({"--data", "toy:moons", "--epochs", "1"});
    const std::string log = m_store.file("log.csv", "epoch,validation_accuracy\n1,0.5\n2,0.6\n");
    ASSERT_EQ(cli({"runs", "import", log, "--name", "log"}).exitCode, 0);
    struct Row {
        std::vector<std::string> words;
        int code;
        const char* text;
    };
    for (const Row& row :
         {Row{{"gallery", m_good, other}, 2, "different data"}, Row{{"gallery", "--best", m_good, "--worst", other}, 2, "different data"},
          Row{{"confusion", m_good, other}, 2, "different data"}, Row{{"confusion", "log"}, 5, "no predictions are kept of the run"},
          Row{{"confusion"}, 2, "one run, or two"},
          Row{{"confusion", m_good, "--true", "nobody", "--predicted", "x"}, 2, "there is no class of that name"},
          Row{{"confusion", m_good, "--true", "x"}, 2, "--predicted"}, Row{{"gallery", "--split", "training"}, 2, "--split is one of"},
          Row{{"gallery", "--sort", "size"}, 2, "--sort is one of"}, Row{{"gallery", "--show", "all"}, 2, "--show is one of"},
          Row{{"gallery", "--filter", "name=nobody"}, 5, "there are no runs"}}) {
        const Outcome outcome = cli(row.words);
        EXPECT_EQ(outcome.exitCode, row.code) << outcome.err;
        EXPECT_THAT(outcome.err, HasSubstr(row.text));
    }
    const Outcome alone = cli({"gallery", other});
    EXPECT_EQ(alone.exitCode, 0);
    EXPECT_EQ(alone.out, "");
    EXPECT_THAT(alone.err, HasSubstr("note[one-run]"));
    EXPECT_THAT(alone.err, HasSubstr("0 of "));
}

std::vector<std::string> cellsOf(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    return cells;
}

TEST_F(CliGallery, TheMapSaysWhatPredictSaysOfTheSameRows) {
    const Outcome map = cli({"map", m_good, "--side", "7", "--x", "-1:1"});
    ASSERT_EQ(map.exitCode, 0) << map.err;
    const std::vector<std::string> cells = linesOf(map.out);
    ASSERT_EQ(cells.size(), 50U);
    EXPECT_EQ(cells[0], "x,y,class,probability");
    EXPECT_EQ(cellsOf(cells[1])[0], "-0.8571428571428572"); // the centre of the first of seven cells
    std::string rows = "x,y\n";
    for (std::size_t i = 1; i < cells.size(); ++i) rows += cellsOf(cells[i])[0] + "," + cellsOf(cells[i])[1] + "\n";
    const std::string file = m_store.path("cells.csv");
    ASSERT_TRUE(core::writeFileDurably(file, rows).ok());
    const Outcome predicted = cli({"predict", "--run", m_good, file});
    const std::vector<std::string> answers = linesOf(predicted.out);
    ASSERT_EQ(answers.size(), cells.size()) << predicted.err;
    for (std::size_t i = 1; i < cells.size(); ++i) {
        EXPECT_EQ(cellsOf(cells[i])[2], cellsOf(answers[i])[2]) << i;
        EXPECT_EQ(cellsOf(cells[i])[3], cellsOf(answers[i])[3]) << i;
    }
    const json place = asked({"map", m_good, "--at", "0.1,0.2", "--json"});
    EXPECT_EQ(place["classes"].size(), 3U);
    EXPECT_EQ(place["nearest"].size(), 3U);
    EXPECT_EQ(asked({"map", m_good, "--epoch", "4", "--side", "2", "--json"})["epoch"], 4);
    struct Row {
        std::vector<std::string> flags;
        const char* words;
    };
    for (const Row& row :
         {Row{{"--epoch", "0"}, "from 1 to"}, Row{{"--side", "5000"}, "from 1 to 1024"}, Row{{"--x", "2:1"}, "lower number first"},
          Row{{"--at", "0.5"}, "two numbers with"}, Row{{"--at", "0.5,nan"}, "is no number"}}) {
        std::vector<std::string> words{"map", m_good};
        words.insert(words.end(), row.flags.begin(), row.flags.end());
        const Outcome refused = cli(words);
        EXPECT_EQ(refused.exitCode, 2) << row.words;
        EXPECT_THAT(refused.err, HasSubstr(row.words));
    }
}

} // namespace
} // namespace epochlab::test
