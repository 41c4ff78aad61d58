#include "handin/verify.h"

#include "base/file_writer.h"
#include "base/sha256.h"
#include "data/load.h"
#include "exchange/archive_file.h"
#include "handin/planned_work.h"
#include "mlp/fused.h"
#include "store/store_writer.h"
#include "support/config.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace epochlab::core {
namespace {

using testing::HasSubstr;
using Files = std::map<std::string, std::string>;

RunServices services() {
    return {.loadData = [](const ParamSet& config) { return loadDataset(config); },
            .findTrainer = [](const ParamSet&) { return Result<std::shared_ptr<Trainer>>(makeFusedTrainer()); }};
}

/// Keeps a run as somebody would who improves its values on the way.
class Improving final : public RunObserver {
public:
    Improving(RunObserver& next, std::string series, double by) : m_next(next), m_series(std::move(series)), m_by(by) {}
    void onEvent(Event event) override {
        if (auto* block = std::get_if<MetricBlock>(&event.payload); block && block->series == m_series)
            for (double& value : block->values) value += m_by;
        m_next.onEvent(std::move(event));
    }

private:
    RunObserver& m_next;
    std::string m_series;
    double m_by;
};

class HandIn : public testing::Test {
protected:
    void train(const std::string& id, const std::string& width, const std::string& series = {}, double by = 0.0) {
        StoreWriter writer(m_directory);
        Improving observer(writer, series, by);
        RunRequest request{.id = id, .config = test::configOf({{"data", "toy:moons"}, {"epochs", "3"}, {"width", width}})};
        LiveRun run(toBeKept(std::move(request)), services(), observer);
        run.wait();
        ASSERT_FALSE(writer.takeError().has_value());
    }

    void handIn(HandInParts parts = {}) {
        RunStore store(m_directory);
        const auto runs = store.list();
        ASSERT_TRUE(runs.ok());
        parts.student = "s1";
        const Result<void> written = writeHandIn(store, *runs, parts, m_archive);
        ASSERT_TRUE(written.ok()) << describe(written.error());
    }

    /// The codes of what is found, each once.
    std::set<std::string> findings(std::int64_t rerun = 0, const std::string& archive = {}, std::vector<std::string> recipes = {}) {
        const Result<HandInVerdict> verdict =
            verifyHandIn(archive.empty() ? m_archive : archive, {.rerun = rerun,
                                                                 .preset = {},
                                                                 .recipeFolders = {.program = m_files.path("recipes")},
                                                                 .recipes = std::move(recipes),
                                                                 .data = {},
                                                                 .services = services()});
        EXPECT_TRUE(verdict.ok());
        std::set<std::string> codes;
        if (!verdict) return codes;
        if (verdict->untrusted) codes.insert("untrusted: " + verdict->untrusted->what);
        for (const HandInFinding& finding : verdict->findings) codes.insert(finding.code);
        m_verdict = *verdict;
        return codes;
    }

    /// The archive with other files, and a manifest whose hashes fit them.
    std::string changed(const std::function<void(Files&, nlohmann::ordered_json&)>& edit, bool fitting = true) {
        Files files;
        const auto walked = walkArchive(m_archive, [&files](const std::string& name, std::string bytes) -> Result<void> {
            files[name] = std::move(bytes);
            return {};
        });
        EXPECT_TRUE(walked.ok());
        nlohmann::ordered_json manifest = nlohmann::ordered_json::parse(files.extract("manifest.json").mapped());
        edit(files, manifest);
        if (fitting) {
            manifest["files"] = nlohmann::ordered_json::object();
            for (const auto& [name, bytes] : files) manifest["files"][name] = sha256Text(bytes);
        }
        const std::string path = m_files.path("changed.epochlab-handin");
        auto archive = ArchiveWriter::create(path);
        EXPECT_TRUE(archive.ok());
        for (const auto& [name, bytes] : files) EXPECT_TRUE(archive->add(name, bytes).ok());
        EXPECT_TRUE(archive->add("manifest.json", manifest.dump()).ok());
        EXPECT_TRUE(archive->finish().ok());
        return path;
    }

    test::TemporaryFolder m_files;
    std::string m_directory = m_files.path("store");
    std::string m_archive = m_files.path("a.epochlab-handin");
    HandInVerdict m_verdict;
};

using Codes = std::set<std::string>;

TEST_F(HandIn, OfHonestRunsIsSoundAndTrainsAgainBitForBit) {
    train("r1", "8");
    train("r2", "4");
    handIn();
    EXPECT_EQ(findings(2), Codes());
    EXPECT_EQ(m_verdict.word(), "ok");
    EXPECT_EQ(m_verdict.student, "s1");
    EXPECT_EQ(m_verdict.runs, 2U);
    EXPECT_EQ(m_verdict.rerun.size(), 2U);
    EXPECT_TRUE(m_verdict.notes.empty());
}

TEST_F(HandIn, IsTheSameBytesTwice) {
    train("r1", "8");
    handIn();
    const auto first = readRegularFile(m_archive, 1 << 26);
    handIn();
    EXPECT_EQ(*first, *readRegularFile(m_archive, 1 << 26));
}

TEST_F(HandIn, WithAnEditedMetricIsFoundByTrainingAgainThoughEveryHashFits) {
    train("r1", "8", "training_loss", -0.01); // nothing else tells of it
    handIn();
    EXPECT_EQ(findings(0), Codes());
    EXPECT_EQ(findings(1), Codes{"edited-metric"});
    EXPECT_THAT(m_verdict.findings.at(0).sentence, HasSubstr("training_loss"));
}

TEST_F(HandIn, WithAnEditedAccuracyIsFoundWithoutTraining) {
    train("r1", "8", "validation_accuracy", 0.001);
    handIn();
    EXPECT_EQ(findings(0), Codes{"best-epoch"});
}

TEST_F(HandIn, IsComparedWithItself) {
    train("r1", "8");
    train("r2", "4");
    handIn();
    struct Row {
        const char* name;
        std::function<void(Files&, nlohmann::ordered_json&)> edit;
        Codes codes;
        bool fitting = true;
    };
    for (const Row& row : std::vector<Row>{
             {"nothing", [](Files&, auto&) {}, {}},
             {"a swapped figure", [](Files&files, auto&) { files["figures/curves.csv"] += "r1,test_accuracy,9,1\n"; }, {"swapped-figure"}},
             {"values of another run", [](Files&, auto&json) { json["values"]["r1"] = json["values"]["r2"]; }, {"edited-metric"}},
             {"a run too few", [](Files&, auto&json) { json["runs"].push_back("r3"); }, {"missing-run", "swapped-figure"}},
             {"an unknown recipe",
              [](Files&, auto&json) {
                  json["recipes"] = {{{"name", "x"}, {"quick", false}}};
              },
              {"unknown-recipe"}},
             {"a hash",
              [](Files&files, auto&) { files["answers.toml"] = "{}"; },
              {"untrusted: this is not a sound archive of EpochLab: \"answers.toml\" is not what its manifest says: wrong SHA-256"},
              false},
             {"no figures",
              [](Files&files, auto&) { files.erase("figures/curves.csv"); },
              {"untrusted: this is not a sound archive of EpochLab: it has no figures/curves.csv"}},
             {"a strange file",
              [](Files&files, auto&) { files["run.sh"] = "x"; },
              {"untrusted: this is not a sound archive of EpochLab: \"run.sh\" is no part of what is handed in"}},
         })
        EXPECT_EQ(findings(0, changed(row.edit, row.fitting)), row.codes) << row.name;
}

TEST_F(HandIn, MustHaveAllRunsOfItsRecipe) {
    ASSERT_TRUE(makeDirectories(m_files.path("recipes")).ok());
    ASSERT_TRUE(writeFileDurably(m_files.path("recipes/widths.toml"),
                                 "title = \"Widths\"\nquestion = \"Which?\"\n[settings]\ndata = "
                                 "\"toy:moons\"\nepochs = 3\n[grid]\nwidth = [4, 8]\n[[ask]]\nid = \"q\"\ntext = \"?\"\n[[figure]]\nkind = "
                                 "\"curves\"\nname = \"loss\"\ntitle "
                                 "= \"Loss\"\nshow = [\"validation_loss\"]\n")
                    .ok());
    train("r1", "8");
    handIn({.student = {},
            .presetText = {},
            .recipes = {{"widths", false}},
            .recipeFolders = {.program = m_files.path("recipes")},
            .answers = {},
            .drawings = {}});
    EXPECT_EQ(findings(), (Codes{"missing-answer", "missing-run"}));
    EXPECT_THAT(m_verdict.findings.at(0).sentence, HasSubstr("widths, question q is not answered: ?"));
    EXPECT_THAT(m_verdict.findings.at(1).sentence, HasSubstr("Width 4"));
    train("r2", "4");
    handIn({.student = {},
            .presetText = {},
            .recipes = {{"widths", false}},
            .recipeFolders = {.program = m_files.path("recipes")},
            .answers = {{"widths", {{"q", "so"}}}},
            .drawings = {}});
    EXPECT_EQ(findings(), Codes());
    EXPECT_EQ(findings(0, {}, {"widths", "depths"}), Codes{"missing-recipe"});
    const std::string figure = "figures/widths-loss.csv";
    EXPECT_EQ(findings(0, changed([&](Files& files, auto&) { ASSERT_THAT(files[figure], HasSubstr("Width 4")); })), Codes());
    EXPECT_EQ(findings(0, changed([&](Files& files, auto&) { files[figure].back() = '9'; })), Codes{"swapped-figure"});
    EXPECT_EQ(findings(0, changed([&](Files& files, auto&) { files.erase(figure); })), Codes{"missing-figure"});
    EXPECT_EQ(findings(0, changed([&](Files& files, auto&) { files["figures/mine.csv"] = "x"; })), Codes{"swapped-figure"});
}

TEST_F(HandIn, MustKeepItsPreset) {
    train("r1", "8");
    struct Row {
        const char* preset;
        Answers answers;
        Codes codes;
    };
    for (const Row& row : std::vector<Row>{
             {"title = \"a\"\n[limited.width]\nto = 8", {}, {}},
             {"title = \"a\"\n[limited.width]\nto = 7", {}, {"preset-broken"}},
             {"title = \"a\"\n[fixed]\nlearning-rate = 0.5", {}, {"preset-broken"}},
             {"title = \"a\"\nseed-per-student = true", {}, {"preset-broken"}},
             {"title = \"a\"\ndata-fingerprint = \"0123456789abcdef\"", {}, {"other-data"}},
             {"title = \"a\"\n[[ask]]\nid = \"q\"\ntext = \"?\"", {{"preset", {{"q", ""}}}}, {"missing-answer"}},
             {"title = \"a\"\n[[ask]]\nid = \"q\"\ntext = \"?\"", {{"preset", {{"q", "so"}}}}, {}},
         }) {
        handIn({.student = {}, .presetText = row.preset, .recipes = {}, .recipeFolders = {}, .answers = row.answers, .drawings = {}});
        EXPECT_EQ(findings(), row.codes) << row.preset;
    }
}

TEST_F(HandIn, CutOffAnywhereIsUntrusted) {
    train("r1", "8");
    handIn();
    const Result<std::string> whole = readRegularFile(m_archive, 1 << 26);
    ASSERT_TRUE(whole.ok());
    const std::string path = m_files.path("cut.epochlab-handin");
    for (std::size_t part = 0; part < 20; ++part) {
        ASSERT_TRUE(writeFileDurably(path, whole->substr(0, whole->size() * part / 20)).ok());
        findings(1, path);
        EXPECT_EQ(m_verdict.word(), "untrusted") << part;
    }
}

TEST(PlannedWork, FindsRunsByTheirSettingsThreadsApart) {
    Recipe recipe;
    recipe.name = recipe.title = "widths";
    recipe.sweep.base = test::configOf({{"epochs", "3"}});
    recipe.sweep.grid.push_back(*gridAxisOf("width", "4,8", ""));
    const auto planned = planWithin(nullptr, recipe, false);
    ASSERT_TRUE(planned.ok());
    const std::vector<std::pair<RunId, ParamSet>> configs{{"old", test::configOf({{"epochs", "3"}, {"width", "8"}})},
                                                          {"new", test::configOf({{"epochs", "3"}, {"width", "8"}, {"threads", "2"}})},
                                                          {"other", test::configOf({{"epochs", "4"}, {"width", "4"}})}};
    EXPECT_THAT(runsOfPlan(*planned, configs), testing::ElementsAre(std::nullopt, "new"));
}

} // namespace
} // namespace epochlab::core
