#include "base/file_writer.h"
#include "core/weights/pickle_by_hand.h"
#include "weights/weights_file.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace epochlab::core {
namespace {

using test::pickle::dictionary;
using test::pickle::global;
using test::pickle::integer;
using test::pickle::integers;
using test::pickle::rebuilt;
using test::pickle::Tensor;
using test::pickle::text;
using test::pickle::torchFile;
using test::pickle::tuple;
using testing::HasSubstr;

const std::string goldenFolder = EPOCHLAB_SOURCE_DIR "/tests/core/weights/golden/";

nlohmann::json golden() { return nlohmann::json::parse(*readRegularFile(goldenFolder + "expected.json", 1 << 20)); }

struct Golden {
    std::string file;
    std::vector<std::string> notes;
};

void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.file; }

class GoldenWeights : public testing::TestWithParam<Golden> {};

TEST_P(GoldenWeights, AreThoseThatPythonSaved) {
    const auto file = readWeights(goldenFolder + GetParam().file);
    ASSERT_TRUE(file.ok()) << describe(file.error());
    const nlohmann::json expected = golden()[GetParam().file];
    ASSERT_EQ(file->tensors.size(), expected.size());
    for (const auto& tensor : expected) {
        const std::string name = tensor["name"];
        SCOPED_TRACE(name);
        const auto found = std::ranges::find(file->tensors, name, &NamedTensor::name);
        ASSERT_NE(found, file->tensors.end());
        EXPECT_EQ(found->shape, tensor["shape"].get<std::vector<std::int64_t>>());
        EXPECT_EQ(found->values, tensor["values"].get<std::vector<float>>());
        EXPECT_EQ(tensorTypeName(file->types[static_cast<std::size_t>(found - file->tensors.begin())]), tensor["type"].get<std::string>());
    }
    EXPECT_THAT(file->notes, testing::ElementsAreArray(GetParam().notes));
    EXPECT_EQ(file->format, GetParam().file.ends_with(".pth") ? WeightsFormat::Torch : WeightsFormat::Safetensors);
}

const std::vector<std::string> typeNotes{"1 tensor is F64 in the file, and rounded to F32",
                                         "1 tensor is F16 in the file, and widened to F32 exactly",
                                         "1 tensor is BF16 in the file, and widened to F32 exactly"};

INSTANTIATE_TEST_SUITE_P(
    Files, GoldenWeights,
    testing::Values(Golden{"state.pth", {}}, Golden{"protocol4.pth", {}}, Golden{"views.pth", {}}, Golden{"types.pth", typeNotes},
                    Golden{"checkpoint.pth",
                           {"the tensors are those of its \"state_dict\"", "the beginning \"module.\" of every name is left out"}},
                    Golden{"state.safetensors", {}}, Golden{"types.safetensors", typeNotes}),
    [](const auto& golden) {
        std::string name = golden.param.file;
        std::ranges::replace(name, '.', '_');
        return name;
    });

struct Refused {
    std::string file;
    std::string what;
    std::string remedy;
};

void PrintTo(const Refused& golden, std::ostream* out) { *out << golden.file; }

class RefusedGolden : public testing::TestWithParam<Refused> {};

TEST_P(RefusedGolden, SaysWhatItIsAndHowToConvertIt) {
    const auto file = readWeights(goldenFolder + GetParam().file);
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::UntrustedFile);
    EXPECT_THAT(file.error().what, HasSubstr(GetParam().what));
    EXPECT_THAT(file.error().remedy, HasSubstr(GetParam().remedy));
}

INSTANTIATE_TEST_SUITE_P(Files, RefusedGolden,
                         testing::Values(Refused{"whole_model.pth", "torch.nn.modules.container.Sequential", ".state_dict(), \"NEW.pth\")"},
                                         Refused{"legacy.pth", "before PyTorch 1.6", "torch.save(torch.load(\"FILE\""},
                                         Refused{"script.pth", "TorchScript program, which is never run",
                                                 "torch.jit.load(\"FILE\").state_dict()"},
                                         Refused{"float8.pth", "torch._utils._rebuild_tensor_v3", "float32"},
                                         Refused{"complex.pth", "torch.ComplexFloatStorage", "float32"},
                                         Refused{"conjugate.pth", "torch.ComplexFloatStorage", "float32"},
                                         Refused{"expanded.pth", "more values than its storage", "contiguous()"},
                                         Refused{"numpy.pth", "numpy.core.multiarray.scalar", "[\"state_dict\"]"},
                                         Refused{"one_tensor.pth", "one tensor without a name", "save a dictionary"},
                                         Refused{"no_tensor.pth", "holds no tensor", "model.state_dict()"}),
                         [](const auto& golden) { return golden.param.file.substr(0, golden.param.file.find('.')); });

std::string called(const std::string& module, const std::string& name, const std::string& argument) {
    return "\x80\x02" + global(module, name) + tuple({text(argument)}) + "R.";
}

/// A tensor called "w" of a storage with four floats.
std::string one(const Tensor& tensor) { return torchFile(dictionary({{"w", rebuilt(tensor)}})); }

std::string repeated(const std::string& piece, std::size_t times) {
    std::string bytes;
    for (std::size_t i = 0; i < times; ++i) bytes += piece;
    return bytes;
}

std::string wideMemo(std::uint32_t index) {
    std::string bytes = "\x80\x02}r";
    test::append(bytes, index);
    return torchFile(bytes + ".");
}

std::string manyEntries(std::size_t count) {
    std::vector<test::ZipEntry> entries;
    for (std::size_t i = 0; i < count; ++i) entries.push_back({"archive/" + std::to_string(i), ""});
    return torchFile(dictionary({}), entries);
}

std::string withStorageId(const std::vector<std::string>& id) { return torchFile("\x80\x02" + test::pickle::persistentId(id) + "."); }

std::string wrongChecksum() {
    std::string bytes = one({});
    bytes[bytes.find("cpu")] = 'g';
    return bytes;
}

/// 2000 tensors of one storage, which the file holds once.
std::string manyViews() {
    std::vector<std::pair<std::string, std::string>> items;
    constexpr std::int64_t values = 4096;
    Tensor tensor{"CharStorage", "1", values, 0, {values}, {1}};
    for (int i = 0; i < 2000; ++i) items.emplace_back(std::to_string(i), rebuilt(tensor));
    return torchFile(dictionary(items), {{"archive/data/1", std::string(values, '\1')}});
}

struct Malicious {
    std::string name;
    std::string bytes;
    std::string what;
};

void PrintTo(const Malicious& file, std::ostream* out) { *out << file.name; }

const std::int64_t huge = std::int64_t{1} << 62;

const std::vector<Malicious> maliciousFiles{
    {"OsSystem", torchFile(called("os", "system", "touch /tmp/owned")), "it would call os.system"},
    {"PosixSystem", torchFile(called("posix", "system", "id")), "it would call posix.system"},
    {"OsSystemWithoutProtocol", torchFile("cos\nsystem\n(Vid\ntR."), "it would call os.system"},
    {"OsSystemAsInstance", torchFile("(Vid\nios\nsystem\n."), "is none that torch.save writes"},
    {"InstanceOpcode", torchFile("\x80\x02(" + text("id") + "ios\nsystem\n."), "it would call os.system"},
    {"StackGlobal", torchFile("\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R."), "it would call os.system"},
    {"Subprocess", torchFile(called("subprocess", "Popen", "id")), "subprocess.Popen"},
    {"BuiltinEval", torchFile(called("builtins", "eval", "1")), "it would call builtins.eval"},
    {"Getattr", torchFile(called("__builtin__", "getattr", "x")), "it would call __builtin__.getattr"},
    {"NestedReduce", torchFile("\x80\x02" + test::pickle::emptyOrderedDict() + ")R."), "something is called that is no function"},
    {"ReduceInArguments",
     torchFile("\x80\x02" + global("collections", "OrderedDict") + tuple({global("os", "system") + tuple({text("id")}) + "R"}) + "R."),
     "os.system"},
    {"OrderedDictWithArguments", torchFile(called("collections", "OrderedDict", "x")), "wrong number of arguments"},
    {"UnknownGlobal", torchFile(called("__main__", "Net", "x")), "it names __main__.Net, Python code"},
    {"TorchHub", torchFile(called("torch.hub", "load", "x")), "torch.hub.load"},
    {"GlobalWithEscape", torchFile(called("a\x1b[2J", "b", "x")), "a?[2J.b"},
    {"LongGlobal", torchFile("c" + std::string(5000, 'a') + "\nb\n."), "no end"},
    {"StorageIsCalled", torchFile(called("torch", "FloatStorage", "x")), "type of storage is called"},
    {"StateOfTensor", torchFile("\x80\x02" + rebuilt({}) + "}b."), "sets an object's state"},

    {"PersistentIdIsText", torchFile("\x80\x02" + text("x") + "Q."), "persistent id is not that of a storage"},
    {"PersistentIdIsShort", withStorageId({text("storage")}), "persistent id is not that of a storage"},
    {"PersistentIdOtherWord", withStorageId({text("module"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(4)}),
     "not that of a storage"},
    {"PersistentIdNoStorageType",
     withStorageId({text("storage"), global("collections", "OrderedDict"), text("0"), text("cpu"), integer(4)}),
     "names no type of storage"},
    {"StorageClimbs", withStorageId({text("storage"), global("torch", "FloatStorage"), text("../0"), text("cpu"), integer(4)}),
     "is called \"../0\""},
    {"StorageNegative", withStorageId({text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(-4)}),
     "not a number from 0 on"},
    {"StorageOverflows", withStorageId({text("storage"), global("torch", "FloatStorage"), text("0"), text("cpu"), integer(huge)}),
     "overflows"},
    {"StorageMissing", one({.key = "7"}), "the storage 7 is not in the file"},
    {"StorageShorter", one({.stored = 5}), "the storage 0 has 16 bytes, but claims 5 values of F32"},
    {"StorageLonger", one({.stored = 3, .shape = {3}}), "but claims 3 values"},
    {"StorageTwoTypes", torchFile(dictionary({{"a", rebuilt({})}, {"b", rebuilt({.type = "IntStorage"})}})), "described in two ways"},

    {"HugeShape", one({.shape = {huge, huge}, .strides = {1, 1}}), "more values than its storage"},
    {"HugeStride", one({.shape = {2}, .strides = {huge}}), "strides lead out"},
    {"StrideOverflows", one({.shape = {2, 2}, .strides = {huge, huge}}), "strides lead out"},
    {"HugeOffset", one({.offset = huge, .shape = {1}}), "out of its storage"},
    {"OffsetAtEnd", one({.offset = 4, .shape = {}, .strides = {}}), "outside its storage"},
    {"OneTooMany", one({.offset = 1, .shape = {4}}), "strides lead out"},
    {"NegativeStride", one({.strides = {-1}}), "not a number from 0 on"},
    {"NegativeSize", one({.shape = {-4}}), "not a number from 0 on"},
    {"ShapeWithoutStrides", one({.shape = {2, 2}, .strides = {1}}), "not as many strides"},
    {"ManyDimensions", one({.shape = std::vector<std::int64_t>(65, 1), .strides = std::vector<std::int64_t>(65, 1)}), "not a short list"},
    {"ConjugateView",
     torchFile(dictionary({{"w", global("torch._utils", "_rebuild_tensor_v2") +
                                     tuple({test::pickle::storage({}), integer(0), integers({4}), integers({1}), "\x89", "}",
                                            "}" + text("conj") + "\x88s"}) +
                                     "R"}})),
     "conjugate or negative view"},
    {"Expanded", one({.shape = {1000}, .strides = {0}}), "more values than its storage"},
    {"ManyViewsOfOneStorage", manyViews(), "repeat the same values"},

    {"MemoOfABillion", wideMemo(1'000'000'000), "memo 1000000000 is beyond a million"},
    {"MemoNeverMade", torchFile("\x80\x02h\x05."), "recalls memo 5"},
    {"ManyMarks", torchFile("\x80\x02" + std::string(2000, '(')), "nested too deeply"},
    {"DeepLists", torchFile("\x80\x02" + std::string(900'000, ']') + std::string(899'999, 'a') + "."), "no dictionary of tensors"},
    {"ManyLists", torchFile("\x80\x02" + std::string(1'100'000, ']') + "."), "too many lists"},
    {"ManyNones", torchFile("\x80\x02" + std::string(4'100'000, 'N') + "."), "too many values"},
    {"ManyTensors",
     torchFile("\x80\x02" + global("torch._utils", "_rebuild_tensor_v2") + "q\x01" +
               tuple({test::pickle::storage({}), integer(0), integers({4}), integers({1}), "\x89", "}"}) + "q\x02" +
               repeated("h\x01h\x02R", 110'000) + "."),
     "more than 100,000 tensors"},
    {"StackUnderflow", torchFile("\x80\x02R."), "where there is none"},
    {"TakesBelowTheMark", torchFile("\x80\x02N(\x85."), "where there is none"},
    {"NoMark", torchFile("\x80\x02t."), "closes what it did not open"},
    {"TwoValues", torchFile("\x80\x02NN."), "end with one value"},
    {"NoEnd", torchFile("\x80\x02N"), "cut off"},
    {"LongText", torchFile(std::string("\x80\x02X\xff\xff\xff\x7f.", 8)), "cut off"},
    {"BadUtf8", torchFile("\x80\x02" + text("\xff") + "."), "not UTF-8"},
    {"Protocol9", torchFile("\x80\x09N."), "protocol 9"},
    {"UnknownOpcode", torchFile("\x80\x02\x82."), "opcode 0x82"},
    {"EmptyPickle", torchFile(""), "the pickle is empty"},
    {"DuplicateName", torchFile(dictionary({{"a", rebuilt({})}, {"a", rebuilt({})}})), "it names a twice"},
    {"LongName", torchFile(dictionary({{std::string(501, 'a'), rebuilt({})}})), "longer than 500 bytes"},

    {"EntryTwice", torchFile(dictionary({}), {{"archive/data/0", "x"}}), "is there twice"},
    {"TwoPickles", torchFile(dictionary({}), {{"other/data.pkl", "x"}}), "two pickles"},
    {"NoPickle", test::zipOf({{"word/document.xml", "x"}}), "none that torch.save has written"},
    {"EntryClimbs", torchFile(dictionary({}), {{"archive/../../etc/passwd", "x"}}), "leads out of the archive"},
    {"EntryIsAbsolute", torchFile(dictionary({}), {{"/etc/passwd", "x"}}), "leads out of the archive"},
    {"EntryWithBackslash", torchFile(dictionary({}), {{"a\\b", "x"}}), "other letters than plain ones"},
    {"EntryWithNul", torchFile(dictionary({}), {{"archive/data" + std::string(1, '\0'), "x"}}), ""},
    {"EntryWithoutName", torchFile(dictionary({}), {{"", "x"}}), "name is empty"},
    {"CompressedPickle", test::zipOf({{"archive/data.pkl", "xx", 8}}), "is compressed"},
    {"BombSize", torchFile(dictionary({}), {{"archive/big", "x", 0, 4'000'000'000}}), "larger than the file"},
    {"WrongChecksum", wrongChecksum(), "wrong checksum"},
    {"HundredThousandEntries", manyEntries(100'001), "more than 100,000 entries"},
    {"ClaimsAMillionEntries", torchFile(dictionary({}), {}, {.wideEntries = 1'000'000}), "more than 100,000 entries"},
    {"ClaimsTooFewEntries", torchFile(dictionary({}), {}, {.entries = 1, .wide = false}), ""},
    {"ClaimsTooManyEntries", torchFile(dictionary({}), {}, {.entries = 9, .wide = false}), "no zip"},
    {"Claims2To60Entries", torchFile(dictionary({}), {}, {.wideEntries = std::uint64_t{1} << 60}), "more than 100,000 entries"},
    {"DirectoryOutside", torchFile(dictionary({}), {}, {.directory = 1 << 30}), "directory lies outside"},
    {"DirectoryElsewhere", torchFile(dictionary({}), {}, {.directory = 5, .wide = false}), ""},
    {"CutOff", one({}).substr(0, 300), "directory is cut off"},
    {"BigEndian", torchFile(dictionary({{"w", rebuilt({})}}), {{"archive/byteorder", "big"}}), "not little-endian"},
};

class MaliciousFile : public testing::TestWithParam<Malicious> {};

TEST_P(MaliciousFile, IsRefusedNamingTheRule) {
    const auto file = decodeWeights(GetParam().bytes, "file");
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::UntrustedFile);
    EXPECT_THAT(file.error().what, testing::StartsWith("this is not a sound PyTorch weights file: "));
    EXPECT_THAT(file.error().what, HasSubstr(GetParam().what));
    EXPECT_LT(describe(file.error()).size(), 600U);
}

INSTANTIATE_TEST_SUITE_P(All, MaliciousFile, testing::ValuesIn(maliciousFiles), [](const auto& golden) { return golden.param.name; });

TEST(TorchFile, ReadsWhatWasMadeByHand) {
    const auto file = decodeWeights(one({.shape = {2, 2}, .strides = {1, 2}}), "file");
    ASSERT_TRUE(file.ok()) << describe(file.error());
    EXPECT_EQ(file->tensors[0].values, (std::vector<float>{1, 3, 2, 4}));
}

TEST(TorchFile, SaysWhatItLeavesOut) {
    const auto file = decodeWeights(
        torchFile(dictionary({{"w", rebuilt({})}, {"epoch", integer(3)}, {"b\x1b", "N"}, {"c", "N"}, {"d", "N"}, {"e", "N"}})), "file");
    ASSERT_TRUE(file.ok()) << describe(file.error());
    EXPECT_THAT(file->notes, testing::ElementsAre("left out, being no tensor: epoch, b?, c and 2 more"));
}

TEST(TorchFile, TakesAStorageTwice) {
    const auto file = decodeWeights(torchFile(dictionary({{"a", rebuilt({})}, {"b", rebuilt({.offset = 2, .shape = {2}})}})), "file");
    ASSERT_TRUE(file.ok()) << describe(file.error());
    EXPECT_EQ(file->find("b")->values, (std::vector<float>{3, 4}));
}

} // namespace
} // namespace epochlab::core
