#include "weights/safetensors.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

namespace epochlab::core {
namespace {

std::string fileOf(const std::string& header, std::size_t dataSize) {
    const std::uint64_t size = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &size, 8);
    return bytes + header + std::string(dataSize, '\0');
}

Result<TensorFile> decode(const std::string& bytes) {
    return decodeTensorFile(std::as_bytes(std::span(bytes.data(), bytes.size())), "file");
}

std::string tensor(const std::string& shape, const std::string& offsets, const std::string& type = "F32") {
    return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST(Safetensors, ReadsBackWhatItWrote) {
    TensorFile file;
    file.metadata = {{"run", "width = 3\n"}, {"name", "Ærø \"x\""}};
    file.tensors.push_back({"a", {2, 3}, {1, 2, 3, 4, 5, 6}});
    file.tensors.push_back({"empty", {0}, {}});
    file.tensors.push_back({"scalar", {}, {-0.5F}});
    const std::string bytes = encodeTensorFile(file);
    std::uint64_t headerSize = 0;
    std::memcpy(&headerSize, bytes.data(), 8);
    EXPECT_EQ(headerSize % 8, 0U);
    const auto read = decode(bytes);
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(read->metadata, file.metadata);
    ASSERT_EQ(read->tensors.size(), 3U);
    for (const NamedTensor& expected : file.tensors) {
        const auto found = std::ranges::find(read->tensors, expected.name, &NamedTensor::name);
        ASSERT_NE(found, read->tensors.end()) << expected.name;
        EXPECT_EQ(found->shape, expected.shape);
        EXPECT_EQ(found->values, expected.values);
    }
}

TEST(Safetensors, ReadsTheFormatsOwnExample) {
    const auto read = decode(fileOf(R"({"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}   )", 8));
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(read->tensors[0].values, (std::vector<float>{0, 0}));
}

TEST(Safetensors, WidensSmallerTypes) {
    std::string bytes =
        fileOf(R"({"h":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]},)"
               R"("n":{"dtype":"I64","shape":[],"data_offsets":[6,14]}})",
               0);
    bytes += std::string("\x00\x3c\x00\xc0\x80\x3f\x07\0\0\0\0\0\0\0", 14);
    const auto read = decode(bytes);
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(read->types, (std::vector{TensorType::F16, TensorType::BF16, TensorType::I64}));
    EXPECT_EQ(read->tensors[0].values, (std::vector<float>{1, -2}));
    EXPECT_EQ(read->tensors[1].values, (std::vector<float>{1}));
    EXPECT_EQ(read->tensors[2].values, (std::vector<float>{7}));
}

TEST(Safetensors, TakesManyTensorsInLinearTime) {
    std::string header = "{";
    for (int i = 0; i < 100'000; ++i) header += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":" + tensor("[0]", "[0,0]");
    const auto read = decode(fileOf(header + "}", 0)); // minutes, if it were quadratic
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_EQ(read->tensors.size(), 100'000U);
}

struct Bad {
    std::string name;
    std::string bytes;
    std::string rule;
};

std::string one(const std::string& shape, const std::string& offsets) { return R"({"a":)" + tensor(shape, offsets) + "}"; }

std::string hugeHeader(std::uint64_t size) {
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &size, 8);
    return bytes + "{}";
}

std::string repeated(const std::string& piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
}

std::string numbered(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
    return text;
}

const std::vector<Bad> badFiles{
    {"Empty", "", "shorter than 8 bytes"},
    {"Short", "1234567", "shorter than 8 bytes"},
    {"HeaderLength2To63", hugeHeader(std::uint64_t{1} << 63), "larger than 100 MB"},
    {"HeaderOver100MB", hugeHeader(100'000'001), "larger than 100 MB"},
    {"HeaderLongerThanFile", hugeHeader(3), "longer than the file"},
    {"NoBrace", fileOf(" {}", 0), "does not begin with {"},
    {"NotJson", fileOf("{\"a\":", 0), "not JSON"},
    {"BadUtf8", fileOf("{\"\xff\":1}", 0), "not JSON in UTF-8"},
    {"DuplicateKey", fileOf(R"({"a":)" + tensor("[1]", "[0,4]") + R"(,"a":)" + tensor("[1]", "[4,8]") + "}", 8), "twice"},
    {"Overlap", fileOf(R"({"a":)" + tensor("[2]", "[0,8]") + R"(,"b":)" + tensor("[2]", "[4,12]") + "}", 12), "overlaps"},
    {"Hole", fileOf(R"({"a":)" + tensor("[1]", "[0,4]") + R"(,"b":)" + tensor("[1]", "[8,12]") + "}", 12), "hole"},
    {"TrailingBytes", fileOf(one("[1]", "[0,4]"), 5), "after the last tensor"},
    {"ShapeOverflow", fileOf(one("[4611686018427387904,4]", "[0,4]"), 4), "overflows"},
    {"WrongSize", fileOf(one("[2]", "[0,4]"), 4), "do not fit the shape"},
    {"OutsideTheFile", fileOf(one("[2]", "[0,8]"), 4), "outside the file"},
    {"Reversed", fileOf(one("[1]", "[4,0]"), 4), "outside the file"},
    {"NegativeSize", fileOf(one("[-1]", "[0,4]"), 4), "not a whole number"},
    {"FractionalOffset", fileOf(one("[1]", "[0,4.0]"), 4), "not a whole number"},
    {"OtherType", fileOf(R"({"a":)" + tensor("[1]", "[0,1]", "F8_E4M3") + "}", 1), "values of type \"F8_E4M3\" are not read here"},
    {"TypeIsNoText", fileOf(R"({"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}})", 4), "its dtype is no text"},
    {"TypeDoesNotFit", fileOf(R"({"a":)" + tensor("[1]", "[0,4]", "F16") + "}", 4), "do not fit the shape"},
    {"LongShape", fileOf(one("[" + repeated("1,", 99) + "1]", "[0,4]"), 4), "a long list"},
    {"ListOfLists", fileOf(R"({"a":[)" + repeated("[],", 99) + "[]]}", 0), "a long list"},
    {"ManyTensors", fileOf("{" + numbered(100'001) + "}", 0), "too many tensors"},
    {"NameWithEscape", fileOf(R"({"\u001b[2J":)" + tensor("[1]", "[0,4]", "F8_E4M3") + "}", 4), "tensor ?[2J:"},
    {"ExtraKey", fileOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}})", 4), "nothing else"},
    {"MetadataNotText", fileOf(R"({"__metadata__":{"a":1}})", 0), "table of texts"},
    {"Deep", fileOf("{\"a\":" + std::string(200000, '[') + "}", 0), "nested more than 4 levels deep"},
};

class BadFile : public testing::TestWithParam<Bad> {};

TEST_P(BadFile, IsRefusedNamingTheRule) {
    const auto read = decode(GetParam().bytes);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::UntrustedFile);
    EXPECT_THAT(read.error().what, testing::HasSubstr(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(All, BadFile, testing::ValuesIn(badFiles), [](const auto& bad) { return bad.param.name; });

} // namespace
} // namespace epochlab::core
