#include "exchange/event_file.h"

#include "data/text_encoding.h"
#include "exchange/protobuf.h"
#include "exchange/record_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace epochlab::core {
namespace {

// Fields of tensorflow/core/util/event.proto, summary.proto, tensor.proto and tensor_shape.proto.
namespace event {
constexpr std::uint32_t wallTime = 1;
constexpr std::uint32_t step = 2;
constexpr std::uint32_t fileVersion = 3;
constexpr std::uint32_t summary = 5;
} // namespace event
namespace summary {
constexpr std::uint32_t value = 1;
constexpr std::uint32_t tag = 1;
constexpr std::uint32_t simpleValue = 2;
constexpr std::uint32_t tensor = 8;
} // namespace summary
namespace tensor {
constexpr std::uint32_t type = 1;
constexpr std::uint32_t shape = 2;
constexpr std::uint32_t content = 4;
constexpr std::uint32_t floats = 5;
constexpr std::uint32_t doubles = 6;
constexpr std::uint64_t float32 = 1;
constexpr std::uint64_t float64 = 2;
constexpr std::uint32_t dimension = 2;
constexpr std::uint32_t unknownRank = 3;
} // namespace tensor

constexpr std::string_view versionBegins = "brain.Event:";
constexpr std::string_view version = "brain.Event:2";
constexpr std::size_t mostTags = 10'000;
constexpr std::size_t longestTag = 1'000; // bytes

/// The one number in the bytes of a float or a double.
std::optional<double> numberIn(std::string_view bytes, std::uint64_t type) {
    if (bytes.size() != (type == tensor::float32 ? sizeof(float) : sizeof(double))) return std::nullopt;
    WireField field;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(&field.bits));
    return type == tensor::float32 ? static_cast<double>(field.asFloat()) : field.asDouble();
}

class Decoder {
public:
    explicit Decoder(std::string_view bytes) : m_records(bytes) {}

    /// False where a rule is broken.
    bool decode() {
        std::string_view record;
        for (bool first = true; m_records.next(record); first = false)
            if (!(first ? readVersion(record) : readEvent(record))) return false;
        m_rule = m_records.brokenRule();
        return m_rule.empty();
    }
    std::string_view rule() const { return m_rule; }
    std::uint64_t offset() const { return m_records.offset(); }

    EventFile take() {
        if (m_records.cutOff()) m_file.notes.emplace_back("the last record is not whole: a program still writes the file, or was ended");
        if (m_others > 0)
            m_file.notes.push_back(std::to_string(m_others) + " values are no numbers (pictures, histograms, …) and are left out");
        return std::move(m_file);
    }

private:
    struct When {
        double wallTime = 0.0;
        std::int64_t step = 0;
    };

    bool broken(std::string_view rule) {
        m_rule = rule;
        return false;
    }
    bool wellFormed(const WireReader& reader) { return reader.brokenRule().empty() || broken(reader.brokenRule()); }

    bool readVersion(std::string_view record) {
        WireReader reader(record);
        WireField field;
        bool found = false;
        while (reader.next(field))
            found = found || (field.is(event::fileVersion, WireType::Bytes) && field.bytes.starts_with(versionBegins));
        if (!wellFormed(reader)) return false;
        return found || broken("the first record does not say that these are TensorBoard's events");
    }

    /// A message's fields come in any order, so that when comes before what in a first walk.
    bool readEvent(std::string_view record) {
        When when;
        WireField field;
        WireReader times(record);
        while (times.next(field)) {
            if (field.is(event::wallTime, WireType::Fixed64)) when.wallTime = field.asDouble();
            if (field.is(event::step, WireType::Varint)) when.step = static_cast<std::int64_t>(field.bits);
        }
        if (!wellFormed(times)) return false;
        WireReader summaries(record);
        while (summaries.next(field))
            if (field.is(event::summary, WireType::Bytes) && !readSummary(field.bytes, when)) return false;
        return true;
    }

    bool readSummary(std::string_view message, const When& when) {
        WireReader reader(message);
        WireField field;
        while (reader.next(field))
            if (field.is(summary::value, WireType::Bytes) && !readValue(field.bytes, when)) return false;
        return wellFormed(reader);
    }

    bool readValue(std::string_view message, const When& when) {
        WireReader reader(message);
        WireField field;
        std::string_view tag;
        std::optional<double> value;
        while (reader.next(field)) {
            if (field.is(summary::tag, WireType::Bytes)) tag = field.bytes;
            if (field.is(summary::simpleValue, WireType::Fixed32)) value = static_cast<double>(field.asFloat());
            if (field.is(summary::tensor, WireType::Bytes) && !readTensor(field.bytes, value)) return false;
        }
        if (!wellFormed(reader)) return false;
        if (!value) return ++m_others > 0;
        if (tag.size() > longestTag) return broken("a tag is longer than 1000 bytes");
        if (firstInvalidUtf8(tag) != std::string_view::npos) return broken("a tag is not UTF-8");
        return add(tag, when, *value);
    }

    /// Sets the value of a scalar; of other tensors none.
    bool readTensor(std::string_view message, std::optional<double>& value) {
        WireReader reader(message);
        WireField field;
        std::uint64_t type = 0;
        bool scalar = true;
        std::string_view content; // the number's bytes, in whichever field they stand
        std::uint64_t bits = 0;
        bool unpacked = false;
        while (reader.next(field)) {
            if (field.is(tensor::type, WireType::Varint)) type = field.bits;
            if (field.is(tensor::shape, WireType::Bytes) && !readShape(field.bytes, scalar)) return false;
            const bool list = field.number == tensor::floats || field.number == tensor::doubles;
            if (field.is(tensor::content, WireType::Bytes) || (list && field.type == WireType::Bytes)) content = field.bytes;
            if (!list || field.type == WireType::Bytes) continue;
            unpacked = true;
            bits = field.bits;
        }
        if (!wellFormed(reader)) return false;
        if (!scalar || (type != tensor::float32 && type != tensor::float64)) return true;
        if (unpacked) content = {reinterpret_cast<const char*>(&bits), type == tensor::float32 ? sizeof(float) : sizeof(double)};
        value = content.empty() ? 0.0 : numberIn(content, type); // a tensor without values is all zero
        return value.has_value() || broken("a number's bytes do not fit its type");
    }

    bool readShape(std::string_view message, bool& scalar) {
        WireReader reader(message);
        WireField field;
        while (reader.next(field)) scalar = scalar && field.number != tensor::dimension && field.number != tensor::unknownRank;
        return wellFormed(reader);
    }

    bool add(std::string_view tag, const When& when, double value) {
        auto place = m_places.find(tag);
        if (place == m_places.end()) {
            if (m_places.size() == mostTags) return broken("there are more than 10,000 tags");
            place = m_places.emplace(tag, m_file.series.size()).first;
            m_file.series.push_back({std::string(tag), {}, {}, {}});
        }
        m_file.series[place->second].add(when.step, value, when.wallTime);
        return true;
    }

    RecordReader m_records;
    std::map<std::string, std::size_t, std::less<>> m_places; ///< of the series, by tag
    EventFile m_file;
    std::int64_t m_others = 0;
    std::string_view m_rule;
};

/// A value of one of the series, by step.
struct Point {
    std::int64_t step = 0;
    std::size_t series = 0;
    std::size_t place = 0;
};

std::vector<Point> inOrderOfSteps(std::span<const LoggedSeries> series) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < series.size(); ++i)
        for (std::size_t place = 0; place < series[i].steps.size(); ++place) points.push_back({series[i].steps[place], i, place});
    std::ranges::stable_sort(points, {}, &Point::step);
    return points;
}

} // namespace

std::string encodeEventFile(std::span<const LoggedSeries> series, double created) {
    WireWriter head;
    head.fixed64(event::wallTime, created);
    head.bytes(event::fileVersion, version);
    std::string bytes = encodeRecord(head.message());
    for (const Point& point : inOrderOfSteps(series)) {
        const LoggedSeries& from = series[point.series];
        WireWriter value;
        value.bytes(summary::tag, from.tag);
        value.fixed32(summary::simpleValue, static_cast<float>(from.values[point.place]));
        WireWriter values;
        values.bytes(summary::value, value.message());
        WireWriter record;
        record.fixed64(event::wallTime, from.wallTimes.empty() ? created : from.wallTimes[point.place]);
        record.varint(event::step, static_cast<std::uint64_t>(point.step));
        record.bytes(event::summary, values.message());
        bytes += encodeRecord(record.message());
    }
    return bytes;
}

Result<EventFile> decodeEventFile(std::string_view bytes, const std::string& origin) {
    Decoder decoder(bytes);
    if (decoder.decode()) return decoder.take();
    return Error{ErrorCode::UntrustedFile, "this is not a sound TensorBoard event file: " + std::string(decoder.rule()),
                 origin + ", byte " + std::to_string(decoder.offset()), "write the log again, or choose another file"};
}

} // namespace epochlab::core
