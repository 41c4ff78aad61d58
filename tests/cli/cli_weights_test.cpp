#include "base/file_writer.h"
#include "cli/program.h"
#include "core/weights/pickle_by_hand.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace epochlab::test {
namespace {

using testing::HasSubstr;

const std::string goldenFolder = EPOCHLAB_SOURCE_DIR "/tests/core/weights/golden/";

TEST(CliWeights, saysWhatAStateDictHolds) {
    const Outcome outcome = runProgram({"weights", "inspect", goldenFolder + "checkpoint.pth"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("checkpoint.pth: PyTorch state_dict, 4470 bytes\n"));
    EXPECT_THAT(outcome.out, HasSubstr("\n  0.weight  2×1×3×3  F32\n"));
    EXPECT_THAT(outcome.out, HasSubstr("\n  1.num_batches_tracked  scalar  I64\n"));
    EXPECT_THAT(outcome.out, HasSubstr("note: the beginning \"module.\" of every name is left out\n"));
    EXPECT_THAT(outcome.out, testing::Not(HasSubstr("problem")));
}

TEST(CliWeights, saysItAsOneDocument) {
    const Outcome outcome = runProgram({"weights", "inspect", goldenFolder + "types.safetensors", "--json"});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    const auto document = nlohmann::json::parse(outcome.out);
    EXPECT_EQ(document["format"], "safetensors");
    EXPECT_EQ(document["bytes"], std::filesystem::file_size(goldenFolder + "types.safetensors"));
    EXPECT_EQ(document["sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(document["tensors"].size(), 10U);
    EXPECT_EQ(document["values"], 27);
    EXPECT_EQ(document["notes"].size(), 3U);
    EXPECT_TRUE(document["problems"].empty());
}

TEST(CliWeights, namesWhatIsWrong) {
    const TemporaryFolder folder;
    std::string values;
    for (const float value : {1.F, 2.F, 3.F, -HUGE_VALF}) append(values, value);
    pickle::Tensor tensor{"FloatStorage", "1", 4, 0, {4}, {1}};
    const std::string bytes =
        pickle::torchFile(pickle::dictionary({{"a", pickle::rebuilt({})}, {"b", pickle::rebuilt(tensor)}}), {{"archive/data/1", values}});
    const Outcome outcome = runProgram({"weights", "inspect", folder.file("resnet18-f37072fd.pth", bytes)});
    ASSERT_EQ(outcome.exitCode, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("problem: tensor b holds NaN or an infinity\n"));
    EXPECT_THAT(outcome.out, HasSubstr("problem: it is not the file that is published as resnet18-f37072fd.pth"));
}

struct Refusal {
    std::string name;
    std::string bytes;
    int exitCode;
    std::string line;
};

TEST(CliWeights, refusesWithOneLine) {
    const TemporaryFolder folder;
    const std::string program =
        "\x80\x02" + pickle::global("os", "system") + pickle::tuple({pickle::text("touch " + folder.path("owned"))}) + "R.";
    const std::vector<Refusal> cases{
        {"code.pth", pickle::torchFile(program), 8,
         "error[untrusted.file]: this is not a sound PyTorch weights file: it would call os.system"},
        {"hole.safetensors",
         std::string("\x48\0\0\0\0\0\0\0", 8) + R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}                  )" + "12345678",
         8, "there is a hole"},
        {"text.pth", "no weights", 8, "neither safetensors nor a PyTorch state_dict"}};
    for (const Refusal& refusal : cases) {
        const Outcome outcome = runProgram({"weights", "inspect", folder.file(refusal.name, refusal.bytes)});
        EXPECT_EQ(outcome.exitCode, refusal.exitCode) << refusal.name;
        EXPECT_THAT(outcome.err, HasSubstr(refusal.line)) << refusal.name;
        EXPECT_EQ(linesOf(outcome.err).size(), 1U) << refusal.name;
        EXPECT_EQ(outcome.out, "");
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path("owned")));
    EXPECT_EQ(runProgram({"weights", "inspect", folder.path("none.pth")}).exitCode, 3);
    EXPECT_EQ(runProgram({"weights", "inspect"}).exitCode, 2);
    EXPECT_EQ(runProgram({"weights", "export", "@last"}).exitCode, 2);
}

TEST(CliWeights, exportsARunsModelThatItCanInspect) {
    const TemporaryFolder folder;
    const std::vector<std::string> store{"--store", folder.path("store")};
    const auto cli = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), store.begin(), store.end());
        return runProgram(arguments);
    };
    ASSERT_EQ(cli({"train", "--data", "toy:moons", "--epochs", "1"}).exitCode, 0);
    const std::string out = folder.path("model.safetensors");
    const Outcome exported = cli({"weights", "export", "@last", "--out", out});
    ASSERT_EQ(exported.exitCode, 0) << exported.err;
    const Outcome inspected = cli({"weights", "inspect", out});
    EXPECT_EQ(inspected.exitCode, 0) << inspected.err;
    EXPECT_THAT(inspected.out, HasSubstr("layers.0.weight"));
    EXPECT_EQ(cli({"weights", "export", "20990101", "--out", out}).exitCode, 5);
    EXPECT_EQ(cli({"weights", "export", "@last", "--out", "/proc/none/x"}).exitCode, 5);
}

} // namespace
} // namespace epochlab::test
