#include "exchange/event_file.h"

#include "base/file_writer.h"
#include "base/random.h"
#include "exchange/protobuf.h"
#include "exchange/record_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

namespace epochlab::core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string message(const std::function<void(WireWriter&)>& write) {
    WireWriter writer;
    write(writer);
    return writer.message();
}

/// An Event with one Summary.Value.
std::string eventOf(const std::string& value, std::uint64_t step = 1) {
    const std::string values = message([&](WireWriter& to) { to.bytes(1, value); });
    return message([&](WireWriter& to) {
        to.fixed64(1, 100.0);
        to.varint(2, step);
        to.bytes(5, values);
    });
}

std::string scalar(const std::string& tag, float value) {
    return message([&](WireWriter& to) {
        to.bytes(1, tag);
        to.fixed32(2, value);
    });
}

std::string head() {
    return encodeRecord(message([](WireWriter& to) { to.bytes(3, "brain.Event:2"); }));
}

std::string fileOf(const std::string& event) { return head() + encodeRecord(event); }

TEST(EventFile, readsBackWhatItWrote) {
    const LoggedSeries loss{"loss/training", {1, 2, 3}, {0.5, -2.0, 1e-30}, {10.5, 11.25, 12.0}};
    const LoggedSeries rate{"learning_rate", {0, std::int64_t{1} << 40}, {INFINITY, 0.25}, {}};
    const auto read = decodeEventFile(encodeEventFile(std::vector{loss, rate}, 9.0), "file");
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_THAT(read->notes, ElementsAre());
    ASSERT_EQ(read->series.size(), 2U);
    EXPECT_EQ(read->series[0].tag, "learning_rate"); // its step comes first
    EXPECT_EQ(read->series[0].steps, rate.steps);
    EXPECT_EQ(read->series[0].values, rate.values);
    EXPECT_THAT(read->series[0].wallTimes, ElementsAre(9.0, 9.0));
    EXPECT_EQ(read->series[1].steps, loss.steps);
    EXPECT_THAT(read->series[1].values, ElementsAre(0.5, -2.0, static_cast<double>(1e-30F)));
    EXPECT_EQ(read->series[1].wallTimes, loss.wallTimes);
}

TEST(EventFile, readsWhatTensorBoardsOwnWriterMade) {
    const auto bytes = readRegularFile(EPOCHLAB_SOURCE_DIR "/tests/core/exchange/golden.tfevents", 1 << 20);
    ASSERT_TRUE(bytes.ok()) << describe(bytes.error());
    const auto read = decodeEventFile(*bytes, "golden.tfevents");
    ASSERT_TRUE(read.ok()) << describe(read.error());
    std::vector<std::string> tags;
    for (const LoggedSeries& series : read->series) tags.push_back(series.tag);
    ASSERT_THAT(tags, ElementsAre("loss/train", "accuracy", "train/epoch_loss", "newer", "double"));
    EXPECT_THAT(read->series[0].steps, ElementsAre(10, 20, 30));
    EXPECT_THAT(read->series[0].values, ElementsAre(1.0, 0.5, static_cast<double>(1.0F / 3.0F)));
    EXPECT_THAT(read->series[0].wallTimes, ElementsAre(1.7e9 + 1, 1.7e9 + 2, 1.7e9 + 3));
    EXPECT_THAT(read->series[1].steps, ElementsAre(std::int64_t{1} << 40));
    EXPECT_THAT(read->series[2].values, ElementsAre(-2.5));
    EXPECT_THAT(read->series[3].values, ElementsAre(0.5, 0.75));
    EXPECT_THAT(read->series[4].values, ElementsAre(0.1, 0.2));
    EXPECT_THAT(read->notes, ElementsAre(HasSubstr("2 values are no numbers")));
}

TEST(EventFile, isReadUpToARecordThatIsStillBeingWritten) {
    const std::string whole = fileOf(eventOf(scalar("loss", 0.5F)));
    const std::string more = whole + encodeRecord(eventOf(scalar("loss", 0.25F), 2));
    for (std::size_t size = 0; size <= more.size(); ++size) {
        const auto read = decodeEventFile(std::string_view(more).substr(0, size), "file");
        ASSERT_TRUE(read.ok()) << size << ": " << describe(read.error());
        const std::size_t values = read->series.empty() ? 0 : read->series[0].values.size();
        EXPECT_EQ(values, size < whole.size() ? 0U : size < more.size() ? 1U : 2U) << size;
        const bool between = size == 0 || size == head().size() || size == whole.size() || size == more.size();
        EXPECT_EQ(read->notes.empty(), between) << size;
    }
}

TEST(EventFile, refusesEveryChangedByte) {
    const std::string whole = fileOf(eventOf(scalar("loss", 0.5F)));
    for (std::size_t place = 0; place < whole.size(); ++place) {
        std::string changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ 0x41);
        const auto read = decodeEventFile(changed, "file");
        ASSERT_FALSE(read.ok()) << place;
        EXPECT_EQ(read.error().code, ErrorCode::UntrustedFile);
        EXPECT_THAT(read.error().what, HasSubstr("checksum"));
    }
}

TEST(EventFile, leavesOutFieldsThatItDoesNotKnow) {
    std::string value = scalar("loss", 0.5F);
    value += message([](WireWriter& to) {
        to.bytes(9, "metadata");
        to.varint(77, ~std::uint64_t{0});
        to.fixed32(1000, 1.0F);
    });
    const std::string event = eventOf(value) + message([](WireWriter& to) { to.bytes(4, "a graph"); });
    const auto read = decodeEventFile(fileOf(event), "file");
    ASSERT_TRUE(read.ok()) << describe(read.error());
    EXPECT_THAT(read->series[0].values, ElementsAre(0.5));
}

std::string lengthRecord(std::uint64_t length) {
    std::string record = encodeRecord(std::string_view(reinterpret_cast<const char*>(&length), 8)); // 8 + 4 + 8 + 4
    const std::string sum = record.substr(20, 4);                                                   // of exactly these 8 bytes
    return std::string(reinterpret_cast<const char*>(&length), 8) + sum + std::string(100, '\0');
}

std::string tensorValue(const std::function<void(WireWriter&)>& write) {
    return message([&](WireWriter& to) {
        to.bytes(1, "loss");
        to.bytes(8, message(write));
    });
}

struct Bad {
    std::string name;
    std::string bytes;
    std::string rule;
};

const std::vector<Bad> badFiles{
    {"Text", "epoch,loss\n0,0.5\n1,0.25\n", "checksum of a record's length"},
    {"Zeros", std::string(64, '\0'), "checksum of a record's length"},
    {"Length2To63", head() + lengthRecord(std::uint64_t{1} << 63U), "larger than 2 GiB"},
    {"LengthAllOnes", head() + lengthRecord(~std::uint64_t{0}), "larger than 2 GiB"},
    {"OtherRecords", encodeRecord(eventOf(scalar("loss", 0.5F))), "TensorBoard's events"},
    {"VersionOfSomethingElse", encodeRecord(message([](WireWriter& to) { to.bytes(3, "other"); })), "TensorBoard's events"},
    {"EmptyFirstRecord", encodeRecord(""), "TensorBoard's events"},
    {"VarintOf11Bytes", fileOf("\x10" + std::string(10, '\xff') + "\x01"), "larger than 64 bits"},
    {"VarintOver64Bits", fileOf("\x10" + std::string(9, '\xff') + "\x02"), "larger than 64 bits"},
    {"VarintCutOff", fileOf("\x10\xff"), "number is cut off"},
    {"DoubleCutOff",
     fileOf("\x09"
            "1234567"),
     "longer than its message"},
    {"FieldLongerThanMessage",
     fileOf("\x2a\x05"
            "ab"),
     "longer than its message"},
    {"FieldLength2To63", fileOf("\x2a" + std::string(9, '\x80') + "\x01"), "longer than its message"},
    {"FieldZero", fileOf(std::string("\x02\x00", 2)), "number 0"},
    {"Group", fileOf("\x2b\x2c"), "unknown type"},
    {"BrokenValue",
     fileOf(eventOf("\x15"
                    "ab")),
     "longer than its message"},
    {"BrokenTensor", fileOf(eventOf(tensorValue([](WireWriter& to) { to.varint(1, 1); }) + "\x42\x02\x0a\x7f")), "longer than its message"},
    {"TagTooLong", fileOf(eventOf(scalar(std::string(1001, 't'), 1.0F))), "longer than 1000 bytes"},
    {"TagNotUtf8", fileOf(eventOf(scalar("\xff", 1.0F))), "not UTF-8"},
    {"FloatOfThreeBytes", fileOf(eventOf(tensorValue([](WireWriter& to) {
         to.varint(1, 1);
         to.bytes(4, "abc");
     }))),
     "do not fit its type"},
    {"DoubleOfFourBytes", fileOf(eventOf(tensorValue([](WireWriter& to) {
         to.varint(1, 2);
         to.bytes(4, "abcd");
     }))),
     "do not fit its type"},
};

class BadEventFile : public testing::TestWithParam<Bad> {};

TEST_P(BadEventFile, isRefusedNamingTheRule) {
    const auto read = decodeEventFile(GetParam().bytes, "file");
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::UntrustedFile);
    EXPECT_THAT(read.error().what, HasSubstr(GetParam().rule));
    EXPECT_THAT(read.error().where, HasSubstr("file, byte "));
    EXPECT_NE(read.error().remedy, "");
}

INSTANTIATE_TEST_SUITE_P(All, BadEventFile, testing::ValuesIn(badFiles), [](const auto& bad) { return bad.param.name; });

/// Whatever stands in a record whose checksum is right: read or refused, never a crash.
TEST(EventFile, outlivesAnyChangeWithinARecord) {
    const std::string value = scalar("loss", 0.5F) + tensorValue([](WireWriter& to) {
                                  to.varint(1, 2);
                                  to.bytes(2, "");
                                  to.bytes(6, "12345678");
                              });
    const std::string event = eventOf(value);
    RandomStream random({.seed = 1});
    int refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string changed = event;
        for (int i = 0; i < 3; ++i) {
            const std::uint64_t place = random.below(changed.size());
            changed[place] = static_cast<char>(random.nextUint32());
        }
        refused += decodeEventFile(fileOf(changed), "file").ok() ? 0 : 1;
    }
    EXPECT_GT(refused, 1000);
    EXPECT_LT(refused, 19'000);
}

TEST(EventFile, refusesMoreTagsThanAnyLogHas) {
    std::string bytes = head();
    for (int i = 0; i <= 10'000; ++i) bytes += encodeRecord(eventOf(scalar(std::to_string(i), 1.0F)));
    const auto read = decodeEventFile(bytes, "file");
    ASSERT_FALSE(read.ok());
    EXPECT_THAT(read.error().what, HasSubstr("more than 10,000 tags"));
}

} // namespace
} // namespace epochlab::core
