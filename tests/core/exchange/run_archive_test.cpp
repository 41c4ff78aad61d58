#include "exchange/run_archive.h"

#include "base/crc32c.h"
#include "base/file_writer.h"
#include "core/store/store_fixture.h"
#include "exchange/archive_file.h"
#include "weights/safetensors.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <cmath>
#include <filesystem>

namespace epochlab::core {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;

const ScheduleShape cosine{.kind = ScheduleShape::Kind::Cosine, .minimumShare = 1.0 / 3.0};

class RunArchive : public StoreTest {
protected:
    void SetUp() override {
        StoreWriter writer(m_directory);
        run(writer, "r1", 0.75);
        StartedEvent second = started();
        auto rows = std::make_shared<TableDataset>(*second.dataset);
        rows->splits[1] = {2, {0, 0, 1, 1}, {0, 1}, {"one", "two"}};
        rows->fingerprint = 2;
        second.dataset = rows;
        writer.onEvent({"r2", second});
        writer.onEvent({"r2", MetricBlock{"batch_loss", 1, 1, {0.5, -std::nan("7"), INFINITY, 5e-324, -0.0}}});
        writer.onEvent({"r2", NoteEvent{true, "odd", "a note"}});
        writer.onEvent({"r2", LearningRateEvent{3, 0.1, 1.0 / 3.0}});
        writer.onEvent({"r2", LearningRateEvent{4, 1.0 / 3.0, 0.2, {{ScheduleShape{}, cosine}}}});
        writer.onEvent({"r2", EpochModelEvent{1, weightsOf(0.25)}});
        writer.onEvent({"r2", checkpointAt(4)});
        FinishedEvent end = finished(0.5, RunEnd::Stopped);
        end.checkpoint = checkpointAt(4).checkpoint;
        end.predictions =
            std::make_shared<const RunPredictions>(RunPredictions{1, {{Split::Validation, {1, 1}, {0.75F, 0.5F}, {0.25F, 0.5F}}}});
        writer.onEvent({"r2", end});
        ASSERT_FALSE(writer.takeError().has_value());
        RunStore store(m_directory);
        ASSERT_TRUE(store.setName("r1", "the good one").ok());
        ASSERT_TRUE(store.setTags("r1", "a b").ok());
        ASSERT_TRUE(store.setNote("r1", "line\nline").ok());
    }

    Result<void> exportAll() {
        RunStore store(m_directory);
        return exportRuns(m_directory, *store.list(), m_archive);
    }

    using Files = std::vector<std::pair<std::string, std::string>>;
    Files filesOf(const std::string& path) {
        Files files;
        const auto walked = walkArchive(path, [&files](const std::string& name, std::string bytes) -> Result<void> {
            files.emplace_back(name, std::move(bytes));
            return {};
        });
        EXPECT_TRUE(walked.ok());
        return files;
    }

    /// The archive with other files in it, and a manifest that fits them unless `edit` leaves one.
    std::string changed(const std::function<void(std::map<std::string, std::string>&)>& edit, bool fitting = true) {
        std::map<std::string, std::string> files;
        for (auto& [name, bytes] : filesOf(m_archive)) files[name] = std::move(bytes);
        ordered_json manifest = ordered_json::parse(files["manifest.json"]);
        edit(files);
        if (fitting) {
            manifest["files"] = ordered_json::object();
            for (const auto& [name, bytes] : files)
                if (name != "manifest.json") manifest["files"][name] = {{"bytes", bytes.size()}, {"crc32c", crc32cText(bytes)}};
            files["manifest.json"] = manifest.dump();
        }
        const std::string path = m_files.path("changed.epochlab");
        auto archive = ArchiveWriter::create(path);
        EXPECT_TRUE(archive.ok());
        const auto last = files.extract("manifest.json");
        for (const auto& [name, bytes] : files) EXPECT_TRUE(archive->add(name, bytes).ok());
        if (last) {
            EXPECT_TRUE(archive->add("manifest.json", last.mapped()).ok());
        }
        EXPECT_TRUE(archive->finish().ok());
        return path;
    }

    test::TemporaryFolder m_files;
    std::string m_archive = m_files.path("two runs.epochlab");
    std::string m_other = m_files.path("other");
};

std::vector<std::uint64_t> bitsOf(const std::vector<MetricBlock>& blocks) {
    std::vector<std::uint64_t> bits;
    for (const MetricBlock& block : blocks)
        for (const double value : block.values) bits.push_back(std::bit_cast<std::uint64_t>(value));
    return bits;
}

TEST_F(RunArchive, BringsRunsToAnotherStoreBitForBit) {
    ASSERT_TRUE(exportAll().ok());
    const auto arrived = importRuns(m_other, m_archive);
    ASSERT_TRUE(arrived.ok()) << describe(arrived.error());
    RunStore here(m_directory);
    RunStore there(m_other);
    ASSERT_EQ(there.list()->size(), 2U);
    for (const std::string id : {"r1", "r2"}) {
        const auto before = here.loadCurvesOf(id);
        const auto after = there.loadCurvesOf(id);
        ASSERT_TRUE(after.ok()) << describe(after.error());
        EXPECT_EQ(bitsOf(after->metrics), bitsOf(before->metrics));
        EXPECT_EQ(after->gradients.size(), before->gradients.size());
        EXPECT_EQ(after->notes.size(), before->notes.size());
        EXPECT_EQ(*there.loadConfigOf(id), *here.loadConfigOf(id));
        const std::string model = "/runs/" + id + "/model.safetensors";
        EXPECT_EQ(*readRegularFile(m_other + model, 1 << 20), *readRegularFile(m_directory + model, 1 << 20));
        const RunSummary a = *here.find(id);
        const RunSummary b = *there.find(id);
        EXPECT_EQ(std::tie(b.name, b.state, b.created, b.dataName, b.tags, b.note, b.seconds, b.engine, b.version),
                  std::tie(a.name, a.state, a.created, a.dataName, a.tags, a.note, a.seconds, a.engine, a.version));
        EXPECT_EQ(b.best->validationAccuracy, a.best->validationAccuracy);
        EXPECT_TRUE(std::isnan(b.best->testAccuracy));
    }
    EXPECT_EQ(there.loadCurvesOf("r2")->learningRates.at(0).after, 1.0 / 3.0);
    EXPECT_EQ(there.loadCurvesOf("r2")->learningRates.at(1).schedule->after, cosine);
    const auto resumed = there.claimResume("r2");
    ASSERT_TRUE(resumed.ok()) << describe(resumed.error());
    EXPECT_EQ(resumed->checkpoint->session, checkpointAt(4).checkpoint->session);
    Connection database = *Connection::open(m_other + "/project.db", Connection::Access::ReadWrite);
    EXPECT_EQ(*database.integer("SELECT count(*) FROM epoch_models WHERE epoch = 1 AND length(weights) > 8", 0), 1);
    EXPECT_EQ(*database.integer("SELECT count(DISTINCT run) FROM run_fields", 0), 2);
    const auto predicted = there.loadPredictionsOf("r2");
    ASSERT_TRUE(predicted.ok());
    EXPECT_THAT(predicted->splits.at(0).predictions.classes, ElementsAre(1, 1));
    EXPECT_THAT(predicted->splits.at(0).names, ElementsAre("one", "two"));
}

TEST_F(RunArchive, IsTheSameFileAgainAfterARoundTrip) {
    ASSERT_TRUE(exportAll().ok());
    ASSERT_TRUE(importRuns(m_other, m_archive).ok());
    RunStore there(m_other);
    ASSERT_TRUE(exportRuns(m_other, *there.list(), m_files.path("again.epochlab")).ok());
    EXPECT_EQ(filesOf(m_files.path("again.epochlab")), filesOf(m_archive));
}

TEST_F(RunArchive, GivesANewIdToARunWhoseIdIsTaken) {
    ASSERT_TRUE(exportAll().ok());
    const auto arrived = importRuns(m_directory, m_archive);
    ASSERT_TRUE(arrived.ok()) << describe(arrived.error());
    RunStore store(m_directory);
    ASSERT_EQ(store.list()->size(), 4U);
    for (const ArrivedRun& run : *arrived) {
        EXPECT_NE(run.id, run.idInArchive);
        EXPECT_EQ(bitsOf(store.loadCurvesOf(run.id)->metrics), bitsOf(store.loadCurvesOf(run.idInArchive)->metrics));
        EXPECT_TRUE(store.loadModelOf(run.id).ok());
    }
}

TEST_F(RunArchive, DoesNotTakeARunThatIsStillTrained) {
    StoreWriter writer(m_directory);
    writer.onEvent({"r3", started()});
    ASSERT_TRUE(writer.flush());
    const auto done = exportAll();
    ASSERT_FALSE(done.ok());
    EXPECT_THAT(describe(done.error()), HasSubstr("still being trained (r3); stop it first"));
    EXPECT_FALSE(fs::exists(m_archive));
    writer.onEvent({"r3", finished(0.5)});
}

using Edit = std::function<void(std::map<std::string, std::string>&)>;
Edit replaced(const std::string& file, const std::string& from, const std::string& to) {
    return [=](std::map<std::string, std::string>& files) {
        std::string& text = files.at(file);
        ASSERT_NE(text.find(from), std::string::npos) << from;
        text.replace(text.find(from), from.size(), to);
    };
}

struct Bad {
    std::string name;
    Edit edit;
    std::string rule;
    bool fitting = true; ///< the manifest is made to fit
};

const std::string json1 = "runs/r1/run.json";
const std::string json2 = "runs/r2/run.json";

const std::vector<Bad> badArchives{
    {"NoManifest", [](auto& files) { files.erase("manifest.json"); }, "has no manifest", false},
    {"ManifestIsNoJson", [](auto& files) { files["manifest.json"] = "{"; }, "manifest cannot be read", false},
    {"ManifestOfAnotherVersion", replaced("manifest.json", "epochlab-archive-1", "epochlab-archive-9"), "another version", false},
    {"ManifestNestedDeeply", [](auto& files) { files["manifest.json"] = std::string(200'000, '['); }, "manifest cannot be read", false},
    {"ChangedByte", [](auto& files) { files["runs/r1/values.bin"][3] ^= 1; }, "wrong size or checksum", false},
    {"ChangedModel", [](auto& files) { files["runs/r1/folder/model.safetensors"].back() ^= 1; }, "wrong size or checksum", false},
    {"LongerFile", [](auto& files) { files["runs/r1/values.bin"] += "12345678"; }, "wrong size or checksum", false},
    {"MissingFile", [](auto& files) { files.erase("runs/r1/folder/model.safetensors"); }, "is missing", false},
    {"FileBesideTheManifest", [](auto& files) { files["runs/r1/folder/run2.toml"] = "x"; }, "not in its manifest", false},
    {"UnknownFile", [](auto& files) { files["runs/r1/folder/evil.sh"] = "x"; }, "no part of a run"},
    {"FileOutsideTheRuns", [](auto& files) { files["project.db"] = "x"; }, "no part of a run"},
    {"FileOfNoRun", [](auto& files) { files["runs/r9/run.json"] = "x"; }, "no part of a run"},
    {"CheckpointNameIsNoNumber", [](auto& files) { files["runs/r2/folder/checkpoints/04/state.bin"] = "x"; }, "no part of a run"},
    {"NoDescription", [](auto& files) { files.erase("runs/r1/run.json"); }, "has no run.json"},
    {"DescriptionIsNoJson", [](auto& files) { files["runs/r1/run.json"] = "{]"; }, "not JSON"},
    {"DescriptionNestedDeeply", [](auto& files) { files["runs/r1/run.json"] = std::string(200'000, '['); }, "nested too deeply"},
    {"DescriptionNotUtf8", replaced(json1, "the good one", "\xff"), "not JSON in UTF-8"},
    {"RunOfAnotherVersion", replaced(json1, "epochlab-run-1", "epochlab-run-2"), "another version"},
    {"IdOfAnotherRun", replaced(json1, "\"id\": \"r1\"", "\"id\": \"r7\""), "not called as the run"},
    {"IdLeadsOut", replaced(json1, "\"id\": \"r1\"", "\"id\": \"../r1\""), "other letters than plain ones"},
    {"StillRunning", replaced(json1, "\"finished\"", "\"running\""), "no state of a run that ended"},
    {"NegativeEpochs", replaced(json1, "\"epochs\": 1", "\"epochs\": -1"), "epochs is no whole number"},
    {"HugeNumber", replaced(json1, "\"epochs\": 1", "\"epochs\": 18446744073709551615"), "epochs is no whole number"},
    {"FractionOfAnEpoch", replaced(json1, "\"epochs\": 1", "\"epochs\": 1.5"), "epochs is no whole number"},
    {"NoStepsAnEpoch", replaced(json1, "\"steps_per_epoch\": 2", "\"steps_per_epoch\": 0"), "an epoch has no steps"},
    {"TextForANumber", replaced(json1, "\"seconds\": 1.5", "\"seconds\": \"long\""), "seconds is no number"},
    {"MissingColumn", replaced(json1, "\"engine\"", "\"engines\""), "does not say its engine"},
    {"NamesAreNoList", replaced(json1, R"("[\"a\",\"b\"]")", R"("{}")"), "classes is no list of names"},
    {"UnknownKindOfEvent", replaced(json2, "\"warning\"", "\"command\""), "no kind of event"},
    {"MoreValuesThanSeries", [](auto& files) { files["runs/r1/values.bin"] += "12345678"; }, "values that belong to no series"},
    {"FewerValuesThanSeries", [](auto& files) { files["runs/r1/values.bin"].resize(8); }, "fewer values than it says"},
    {"HugeCount", replaced(json1, "\"count\": 3", "\"count\": 4611686018427387904"), "count is no whole number"},
    {"OverflowingCount", replaced(json1, "\"count\": 3", "\"count\": 2305843009213693952"), "count is no whole number"},
    {"StrideIsZero", replaced(json1, "\"stride\": 1", "\"stride\": 0"), "stride is no whole number"},
    {"StepsBeyond2To53", replaced(json1, "\"stride\": 1", "\"stride\": 9007199254740992"), "beyond 2^53"},
    {"SeriesOutOfOrder", replaced(json1, "\"batch_loss\"", "\"zzz\""), "in no order"},
    {"BrokenModel", [](auto& files) { files["runs/r1/folder/model.safetensors"].resize(20); }, "safetensors"},
    {"BrokenEpochModel", [](auto& files) { files["runs/r2/epochs/1.safetensors"] = "x"; }, "safetensors"},
    {"BrokenPredictions", [](auto& files) { files["runs/r2/predictions/validation/answers.safetensors"] = "x"; }, "safetensors"},
    {"PredictionsOfOtherRows",
     [](auto& files) {
         std::string& rows = files["runs/r2/predictions/validation/rows.safetensors"];
         rows = files["runs/r2/predictions/validation/answers.safetensors"];
     },
     "do not belong to its rows"},
    {"PredictionsWithoutRows", [](auto& files) { files.erase("runs/r2/predictions/validation/rows.safetensors"); }, "without its rows"},
    {"PredictionsOfNoSplit", [](auto& files) { files["runs/r2/predictions/holiday/rows.safetensors"] = "x"; }, "no part of a run"},
    {"BrokenCheckpoint", [](auto& files) { files["runs/r2/folder/checkpoints/4/state.bin"].back() ^= 1; }, "checkpoint is damaged"},
    {"CheckpointIsMissing",
     [](auto& files) { std::erase_if(files, [](const auto& file) { return file.first.find("checkpoints") != std::string::npos; }); }, ""},
    {"CheckpointOfAnotherStep", replaced(json2, "\"epoch\": 2", "\"epoch\": 3"), "of another step"},
};

class BadRunArchive : public RunArchive, public testing::WithParamInterface<Bad> {};

TEST_P(BadRunArchive, IsRefusedNamingTheRuleAndNothingIsKept) {
    ASSERT_TRUE(exportAll().ok());
    const auto arrived = importRuns(m_other, changed(GetParam().edit, GetParam().fitting));
    ASSERT_FALSE(arrived.ok());
    EXPECT_EQ(exitCodeOf(arrived.error().code), ExitCode::Untrusted) << describe(arrived.error());
    EXPECT_THAT(arrived.error().what, HasSubstr(GetParam().rule));
    EXPECT_THAT(arrived.error().where, HasSubstr("changed.epochlab"));
    EXPECT_NE(arrived.error().remedy, "");
    RunStore store(m_other);
    EXPECT_TRUE(store.list()->empty());
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(m_other, none)) EXPECT_TRUE(entry.path().filename().string().starts_with("project.db"));
}

INSTANTIATE_TEST_SUITE_P(All, BadRunArchive, testing::ValuesIn(badArchives), [](const auto& bad) { return bad.param.name; });

TEST_F(RunArchive, RefusesSettingsThatItDoesNotKnow) {
    ASSERT_TRUE(exportAll().ok());
    const auto arrived = importRuns(m_other, changed(replaced(json1, "width = ", "widht = ")));
    ASSERT_FALSE(arrived.ok());
    EXPECT_THAT(describe(arrived.error()), HasSubstr("widht"));
    EXPECT_TRUE(RunStore(m_other).list()->empty());
}

TEST_F(RunArchive, ShowsNoLettersThatSteerATerminal) {
    ASSERT_TRUE(exportAll().ok());
    ASSERT_TRUE(importRuns(m_other, changed(replaced(json1, "the good one", "\\u001b[2J\\u202e x"))).ok());
    EXPECT_EQ(RunStore(m_other).find("r1")->name, "?[2J? x");
}

TEST_F(RunArchive, EveryCutIsRefused) {
    ASSERT_TRUE(exportAll().ok());
    const std::string whole = *readRegularFile(m_archive, 1 << 24);
    const std::size_t end = whole.find_last_not_of('\0');
    for (std::size_t size = 0; size < end; size += 499) {
        const auto arrived = importRuns(m_other, m_files.file("cut.epochlab", whole.substr(0, size)));
        ASSERT_FALSE(arrived.ok()) << size;
        EXPECT_EQ(arrived.error().code, ErrorCode::UntrustedFile) << size;
    }
}

TEST_F(RunArchive, IsKnownByItsNameOrItsBeginning) {
    ASSERT_TRUE(exportAll().ok());
    fs::copy_file(m_archive, m_files.path("renamed"));
    EXPECT_TRUE(looksLikeArchive(m_archive));
    EXPECT_TRUE(looksLikeArchive(m_files.path("renamed")));
    EXPECT_TRUE(looksLikeArchive(m_files.path("none.epochlab")));
    EXPECT_FALSE(looksLikeArchive(m_files.file("log.csv", "epoch,loss\n")));
    EXPECT_FALSE(looksLikeArchive(m_files.path()));
}

} // namespace
} // namespace epochlab::core
