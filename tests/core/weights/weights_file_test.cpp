#include "core/weights/pickle_by_hand.h"
#include "nets/picture_weights.h"
#include "support/temporary_folder.h"
#include "weights/safetensors.h"
#include "weights/weights_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <limits>

namespace epochlab::core {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;

WeightsFile holding(std::vector<NamedTensor> tensors) {
    WeightsFile file;
    file.types.assign(tensors.size(), TensorType::F32);
    file.tensors = std::move(tensors);
    return file;
}

struct NoWeights {
    std::string name;
    std::string bytes;
    std::string what;
    std::string remedy;
};

class FileOfSomethingElse : public testing::TestWithParam<NoWeights> {};

TEST_P(FileOfSomethingElse, IsExplained) {
    const auto file = decodeWeights(GetParam().bytes, "file");
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::UntrustedFile);
    EXPECT_THAT(file.error().what, HasSubstr(GetParam().what));
    EXPECT_THAT(file.error().remedy, HasSubstr(GetParam().remedy));
}

INSTANTIATE_TEST_SUITE_P(Kinds, FileOfSomethingElse,
                         testing::Values(NoWeights{"Empty", "", "it is empty", "again"},
                                         NoWeights{"Pickle", "\x80\x04\x95\x01", "plain pickle, which may run code", "if you trust it"},
                                         NoWeights{"Keras", "\x89HDF\r\n\x1a\n", "HDF5", "safetensors"},
                                         NoWeights{"GitLfs", "version https://git-lfs.github.com/spec/v1\n", "Git's note", "git lfs pull"},
                                         NoWeights{"WebPage", "<!DOCTYPE html>", "web page", "download the file itself"},
                                         NoWeights{"Text", "weights = 1\n", "neither safetensors nor", ".pth"},
                                         NoWeights{"Zip", test::zipOf({{"a.txt", "x"}}), "none that torch.save has written", ".pth"}),
                         [](const auto& kind) { return kind.param.name; });

TEST(WeightsFile, IsReadByContentWhateverItIsCalled) {
    const test::TemporaryFolder folder;
    const std::string safetensors = encodeTensorFile({{{"w", {2}, {1, 2}}}, {}, {}});
    const auto file = readWeights(folder.file("weights.pth", safetensors));
    ASSERT_TRUE(file.ok()) << describe(file.error());
    EXPECT_EQ(file->format, WeightsFormat::Safetensors);
    EXPECT_EQ(file->valueCount(), 2);
}

TEST(WeightsFile, OfNoRegularFileIsRefused) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(readWeights(folder.path("none")).error().code, ErrorCode::DataNotFound);
    EXPECT_EQ(readWeights(folder.path()).error().code, ErrorCode::DataNotRegularFile);
    EXPECT_EQ(readWeights("/dev/zero").error().code, ErrorCode::DataNotRegularFile);
    std::filesystem::resize_file(folder.file("large", "x"), std::uintmax_t{600} << 20);
    EXPECT_EQ(readWeights(folder.path("large")).error().code, ErrorCode::DataTooLarge);
}

TEST(WeightsFile, LeavesOutThePrefixOfEveryNameOrOfNone) {
    const auto names = [](const std::vector<std::string>& in) {
        TensorFile content;
        for (const std::string& name : in) content.tensors.push_back({name, {1}, {0}});
        const auto file = decodeWeights(encodeTensorFile(content), "file");
        std::vector<std::string> out;
        for (const NamedTensor& tensor : file->tensors) out.push_back(tensor.name);
        return out;
    };
    EXPECT_THAT(names({"module.a", "module.b"}), ElementsAre("a", "b"));
    EXPECT_THAT(names({"_orig_mod.module.a"}), ElementsAre("a"));
    EXPECT_THAT(names({"module.a", "b"}), ElementsAre("module.a", "b"));
    EXPECT_THAT(names({"module."}), ElementsAre("module."));
}

TEST(WeightsFile, SaysWhereWholeNumbersAreRounded) {
    std::string values;
    test::append(values, (std::int64_t{1} << 24) + 3);
    test::pickle::Tensor tensor{"LongStorage", "1", 1, 0, {1}, {1}};
    const auto file = decodeWeights(
        test::pickle::torchFile(test::pickle::dictionary({{"n", test::pickle::rebuilt(tensor)}}), {{"archive/data/1", values}}), "file");
    ASSERT_TRUE(file.ok()) << describe(file.error());
    EXPECT_THAT(file->notes, ElementsAre(HasSubstr("tensor n holds whole numbers beyond 2^24")));
}

TEST(TensorTypes, WidenEveryHalfExactly) {
    for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
        const int exponent = static_cast<int>(bits >> 10 & 31);
        const int fraction = static_cast<int>(bits & 1023);
        double value = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
        if (exponent == 31) value = fraction == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
        if ((bits & 0x8000) != 0) value = -value;
        const float widened = widenHalf(static_cast<std::uint16_t>(bits));
        if (std::isnan(value)) {
            ASSERT_TRUE(std::isnan(widened)) << bits;
        } else {
            ASSERT_EQ(widened, value) << bits;
            ASSERT_EQ(std::signbit(widened), std::signbit(value)) << bits;
        }
    }
    EXPECT_EQ(widenBfloat16(0x3f80), 1.F);
    EXPECT_EQ(widenBfloat16(0xff80), -std::numeric_limits<float>::infinity());
    EXPECT_TRUE(std::isnan(widenBfloat16(0x7fc1)));
}

TEST(TensorTypes, HaveTheNamesOfTheFormat) {
    for (const std::string name : {"F32", "F64", "F16", "BF16", "I64", "I32", "I16", "I8", "U8", "BOOL"}) {
        const auto type = tensorTypeNamed(name);
        ASSERT_TRUE(type.has_value()) << name;
        EXPECT_EQ(tensorTypeName(*type), name);
    }
    EXPECT_FALSE(tensorTypeNamed("F8_E4M3").has_value());
}

TEST(CompareTensors, ListsEveryKindOfDifference) {
    const std::vector<ExpectedTensor> expected{{"a", {2}}, {"b", {1}}, {"c", {1}}, {"d", {}}, {"bn.num_batches_tracked", {}}};
    const WeightsFile file = holding({{"a", {2, 1}, {1, 2}},
                                      {"b", {1}, {std::nanf("")}},
                                      {"d", {}, {1}},
                                      {"e", {1}, {1}},
                                      {"fc.bias", {7}, std::vector<float>(7)},
                                      {"x.num_batches_tracked", {}, {1}}});
    const std::vector<std::string> head{"fc.bias"};
    const TensorDifferences differences = compareTensors(expected, file, head);
    EXPECT_THAT(differences.missing, ElementsAre("c"));
    EXPECT_THAT(differences.extra, ElementsAre("e"));
    EXPECT_THAT(differences.notFinite, ElementsAre("b"));
    EXPECT_EQ(differences.message(), "1 tensor is missing: c; 1 tensor has another shape: a (2×1, not 2); 1 tensor is one that the network "
                                     "has not: e; 1 tensor holds NaN or an infinity: b");
    EXPECT_THAT(compareTensors(expected, file).extra, ElementsAre("e", "fc.bias"));
}

TEST(CompareTensors, HasAShortMessageForManyDifferences) {
    std::vector<ExpectedTensor> expected;
    std::vector<NamedTensor> found;
    for (int i = 0; i < 1000; ++i) {
        expected.push_back({std::string(100, 'a') + std::to_string(i), {1}});
        found.push_back({"\x1b[2J" + std::string(100, 'b') + std::to_string(i), {1}, {0}});
    }
    const std::string message = compareTensors(expected, holding(found)).message();
    EXPECT_LT(message.size(), 1000U);
    EXPECT_THAT(message, HasSubstr("and 996 more"));
    EXPECT_THAT(message, testing::Not(HasSubstr("\x1b")));
}

TEST(TakeTensors, GivesAllOrNone) {
    const std::vector<ExpectedTensor> expected{{"b", {1}}, {"a", {2}}, {"bn.num_batches_tracked", {}}};
    const auto taken = takeTensors(expected, holding({{"a", {2}, {1, 2}}, {"b", {1}, {3}}}), "file");
    ASSERT_TRUE(taken.ok()) << describe(taken.error());
    ASSERT_EQ(taken->size(), 3U);
    EXPECT_EQ((*taken)[0].values, (std::vector<float>{3}));
    EXPECT_EQ((*taken)[1].values, (std::vector<float>{1, 2}));
    EXPECT_EQ((*taken)[2].values, (std::vector<float>{0}));

    const auto wrong = takeTensors(expected, holding({{"a", {2}, {1, 2}}}), "file");
    ASSERT_FALSE(wrong.ok());
    EXPECT_EQ(wrong.error().code, ErrorCode::DataShape);
    EXPECT_THAT(wrong.error().what, HasSubstr("1 tensor is missing: b"));
    const auto diverged = takeTensors(expected, holding({{"a", {2}, {1, 2}}, {"b", {1}, {HUGE_VALF}}}), "file");
    ASSERT_FALSE(diverged.ok());
    EXPECT_EQ(diverged.error().code, ErrorCode::DataNotFinite);
    EXPECT_THAT(diverged.error().what, HasSubstr("holds NaN or an infinity: b"));
}

std::vector<ExpectedTensor> torchvisions(const std::string& model, std::int64_t classes) {
    return expectedTensors(makeResidualNetwork(model, {3, 224, classes}));
}

TEST(ResnetTensors, AreToldApart) {
    const auto filled = [](const std::vector<ExpectedTensor>& expected) {
        std::vector<NamedTensor> tensors;
        for (const ExpectedTensor& tensor : expected) tensors.push_back({tensor.name, tensor.shape, {}});
        return holding(std::move(tensors));
    };
    const auto network = networkOf(filled(torchvisions("resnet34", 5)));
    ASSERT_TRUE(network.has_value());
    EXPECT_EQ(network->model, "resnet34");
    EXPECT_EQ(network->outputs, 5);
    EXPECT_EQ(networkOf(filled(torchvisions("resnet18", 2)))->outputs, 1);
    EXPECT_FALSE(networkOf(filled({{"fc.bias", {3}}})).has_value());
    EXPECT_EQ(torchvisions("resnet18", 1000).size(), 122U); // of torchvision's state_dict
    EXPECT_EQ(torchvisions("resnet34", 1000).size(), 218U);
    EXPECT_EQ(compareTensors(torchvisions("resnet18", 1000), filled(torchvisions("resnet34", 1000))).extra.size(),
              80U); // but for the counters
}

TEST(SharedWeights, AreThoseOfResnet18) {
    std::string path = EPOCHLAB_SOURCE_DIR "/../shared/data/pretrained/resnet18_imagenet.safetensors";
    if (!std::filesystem::exists(path)) path = EPOCHLAB_SOURCE_DIR "/../../shared/data/pretrained/resnet18_imagenet.safetensors";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "there is no " << path;
    const auto file = readWeights(path);
    ASSERT_TRUE(file.ok()) << describe(file.error());
    const TensorDifferences differences = compareTensors(torchvisions("resnet18", 1000), *file);
    EXPECT_TRUE(differences.none()) << differences.message();
    EXPECT_EQ(networkOf(*file)->model, "resnet18");
    EXPECT_THAT(file->notes, testing::Contains(HasSubstr("F16 in the file, and widened to F32 exactly")));
}

} // namespace
} // namespace epochlab::core
