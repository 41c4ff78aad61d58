#include "weights/safetensors.h"

#include "base/checked_json.h"
#include "base/foreign_text.h"
#include "base/broken_rule.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

namespace epochlab::core {
namespace {

using Json = nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");
constexpr std::uint64_t largestHeader = 100'000'000; // the format's own cap
constexpr int deepestHeader = 4;
constexpr std::size_t mostTensors = 100'000;
constexpr std::size_t mostDimensions = 64;
constexpr std::size_t mostKeys = 1'000'000;

std::string quotedName(const std::string& name) { return "\"" + showableName(name) + "\""; }

struct Place {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

Json parseHeader(std::string_view text) {
    if (text.empty() || text.front() != '{') broken("the header does not begin with {");
    return parseCheckedJson<Json>(text, {.depth = deepestHeader, .keys = mostKeys, .list = mostDimensions + 1}, "the header");
}

std::uint64_t unsignedOf(const Json& value, const std::string& name) {
    if (!value.is_number_unsigned()) broken("tensor " + showableName(name) + ": a size or offset is not a whole number");
    return value.get<std::uint64_t>();
}

TensorType typeOf(const std::string& name, const Json& entry) {
    if (!entry.is_string()) broken("tensor " + showableName(name) + ": its dtype is no text");
    const auto& text = entry.get_ref<const std::string&>();
    const auto type = tensorTypeNamed(text);
    if (!type)
        broken("tensor " + showableName(name) + ": values of type " + quotedName(text) + " are not read here",
               "save the tensors as float32");
    return *type;
}

/// Bytes of the shape, refusing overflow.
std::uint64_t shapeOf(const Json& dimensions, Place& place) {
    if (!dimensions.is_array() || dimensions.size() > mostDimensions)
        broken("tensor " + showableName(place.name) + ": the shape is not a short list");
    std::uint64_t bytes = tensorTypeBytes(place.type);
    for (const Json& dimension : dimensions) {
        const std::uint64_t size = unsignedOf(dimension, place.name);
        if (size > std::uint64_t{std::numeric_limits<std::int64_t>::max()} ||
            (size != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / size)) {
            broken("tensor " + showableName(place.name) + ": the shape overflows");
        }
        bytes *= size;
        place.shape.push_back(static_cast<std::int64_t>(size));
    }
    return bytes;
}

Place placeOf(const std::string& name, const Json& entry, std::uint64_t dataSize) {
    Place place;
    place.name = name;
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") || !entry.contains("shape") ||
        !entry.contains("data_offsets")) {
        broken("tensor " + showableName(name) + ": it must have dtype, shape and data_offsets, nothing else");
    }
    place.type = typeOf(name, entry["dtype"]);
    const std::uint64_t bytes = shapeOf(entry["shape"], place);
    const Json& offsets = entry["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2) broken("tensor " + showableName(name) + ": data_offsets are not two numbers");
    place.begin = unsignedOf(offsets[0], name);
    place.end = unsignedOf(offsets[1], name);
    if (place.begin > place.end || place.end > dataSize) broken("tensor " + showableName(name) + ": data_offsets lie outside the file");
    if (place.end - place.begin != bytes) broken("tensor " + showableName(name) + ": data_offsets do not fit the shape");
    return place;
}

void readMetadata(const Json& entry, TensorFile& file) {
    if (!entry.is_object()) broken("__metadata__ is not a table of texts");
    for (const auto& [key, value] : entry.items()) {
        if (!value.is_string()) broken("__metadata__ is not a table of texts");
        file.metadata.emplace(key, value.get<std::string>());
    }
}

/// In file order, without a hole, an overlap or trailing bytes.
void checkTiling(std::vector<Place>& places, std::uint64_t dataSize) {
    std::ranges::stable_sort(places, [](const Place& a, const Place& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    std::uint64_t next = 0;
    for (const Place& place : places) {
        if (place.begin < next) broken("tensor " + showableName(place.name) + " overlaps another");
        if (place.begin > next) broken("there is a hole before tensor " + showableName(place.name));
        next = place.end;
    }
    if (next != dataSize) broken("there are bytes after the last tensor");
}

TensorFile decode(std::string_view bytes) {
    std::uint64_t headerSize = 0;
    if (bytes.size() < sizeof headerSize) broken("the file is shorter than 8 bytes");
    std::memcpy(&headerSize, bytes.data(), sizeof headerSize);
    bytes.remove_prefix(sizeof headerSize);
    if (headerSize > largestHeader) broken("the header is larger than 100 MB");
    if (headerSize > bytes.size()) broken("the header is longer than the file");
    const Json header = parseHeader(bytes.substr(0, headerSize));
    const std::string_view data = bytes.substr(headerSize);

    TensorFile file;
    std::vector<Place> places;
    if (header.size() > mostTensors) broken("there are too many tensors");
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__")
            readMetadata(entry, file);
        else
            places.push_back(placeOf(name, entry, data.size()));
    }
    checkTiling(places, data.size());
    for (Place& place : places) {
        const std::size_t count = (place.end - place.begin) / tensorTypeBytes(place.type);
        NamedTensor tensor{std::move(place.name), std::move(place.shape), std::vector<float>(count)};
        readValues(place.type, data.data() + place.begin, count, tensor.values.data());
        file.types.push_back(place.type);
        file.tensors.push_back(std::move(tensor));
    }
    return file;
}

} // namespace

std::string encodeTensorFile(const TensorFile& file) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
    std::uint64_t offset = 0;
    for (const NamedTensor& tensor : file.tensors) {
        const std::uint64_t end = offset + tensor.values.size() * sizeof(float);
        header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' ');
    const std::uint64_t headerSize = text.size();
    std::string bytes(sizeof headerSize, '\0');
    std::memcpy(bytes.data(), &headerSize, sizeof headerSize);
    bytes += text;
    bytes.reserve(bytes.size() + offset);
    for (const NamedTensor& tensor : file.tensors) {
        bytes.append(reinterpret_cast<const char*>(tensor.values.data()), tensor.values.size() * sizeof(float));
    }
    return bytes;
}

Result<TensorFile> decodeTensorFile(std::span<const std::byte> bytes, const std::string& origin) {
    try {
        return decode({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    } catch (const BrokenRule& rule) {
        return unsound("safetensors file", rule, origin);
    }
}

} // namespace epochlab::core
