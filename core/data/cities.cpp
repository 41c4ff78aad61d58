#include "data/cities.h"

#include <cstdint>
#include <utility>

extern "C" {
extern const char epochlabCitiesBegin[];
extern const std::uint64_t epochlabCitiesSize;
}

namespace epochlab::core {
namespace {

/// Takes little-endian values off a byte range; once short, everything read is empty and ok() is false.
class Reader {
public:
    explicit Reader(std::string_view bytes) : m_rest(bytes) {}

    std::string_view take(std::size_t count) {
        if (count > m_rest.size()) {
            m_ok = false;
            m_rest = {};
            return {};
        }
        const std::string_view taken = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return taken;
    }
    std::uint32_t uint32() { return word(take(4)); }
    std::size_t byte() {
        const std::string_view taken = take(1);
        return taken.empty() ? 0 : static_cast<unsigned char>(taken[0]);
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_rest.empty(); }

    static std::uint32_t word(std::string_view bytes) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < bytes.size() && i < 4; ++i)
            value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        return value;
    }

private:
    std::string_view m_rest;
    bool m_ok = true;
};

float degrees(std::string_view values, std::size_t row) {
    return static_cast<float>(static_cast<std::int32_t>(Reader::word(values.substr(row * 4, 4))) / 100000.0);
}

bool readNames(Reader& reader, TableRows& rows) {
    std::string_view names = reader.take(reader.uint32());
    rows.names.reserve(static_cast<std::size_t>(rows.count));
    for (std::int64_t row = 0; row < rows.count; ++row) {
        const std::size_t end = names.find('\n');
        if (end == std::string_view::npos) return false;
        rows.names.emplace_back(names.substr(0, end));
        names.remove_prefix(end + 1);
    }
    return names.empty();
}

bool readSplit(Reader& reader, std::size_t count, std::size_t classes, TableRows& rows) {
    const std::string_view longitudes = reader.take(count * 4);
    const std::string_view latitudes = reader.take(count * 4);
    const std::string_view labels = reader.take(count);
    if (!reader.ok()) return false;
    rows.count = static_cast<std::int64_t>(count);
    rows.features.reserve(count * 2);
    rows.labels.reserve(count);
    for (std::size_t row = 0; row < count; ++row) {
        rows.features.push_back(degrees(longitudes, row));
        rows.features.push_back(degrees(latitudes, row));
        const auto label = static_cast<unsigned char>(labels[row]);
        if (label >= classes) return false;
        rows.labels.push_back(label);
    }
    return readNames(reader, rows);
}

} // namespace

Result<TableDataset> decodeCities(std::string_view bytes) {
    const Error damaged{ErrorCode::Internal, "the embedded cities are damaged", "cities", "install the program again"};
    Reader reader(bytes);
    if (reader.take(8) != "ELCITY01") return damaged;
    TableDataset dataset;
    dataset.name = "European cities";
    dataset.source = "cities";
    dataset.geographic = true;
    dataset.featureNames = {"longitude", "latitude"};
    dataset.attribution = std::string(reader.take(reader.uint32()));
    const std::size_t classes = reader.uint32();
    for (std::size_t i = 0; i < classes && reader.ok(); ++i) dataset.classNames.emplace_back(reader.take(reader.byte()));
    std::array<std::size_t, 3> counts{};
    for (std::size_t& count : counts) count = reader.uint32();
    if (!reader.ok()) return damaged;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (!readSplit(reader, counts[i], classes, dataset.splits[i])) return damaged;
    if (!reader.atEnd()) return damaged;
    dataset.fingerprint = fingerprintOf(dataset);
    return dataset;
}

Result<TableDataset> loadCities() { return decodeCities({epochlabCitiesBegin, epochlabCitiesSize}); }

} // namespace epochlab::core
