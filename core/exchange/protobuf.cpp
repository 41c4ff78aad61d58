#include "exchange/protobuf.h"

#include <bit>
#include <cstring>

namespace epochlab::core {

static_assert(std::endian::native == std::endian::little, "fixed fields are little-endian");

double WireField::asDouble() const { return std::bit_cast<double>(bits); }
float WireField::asFloat() const { return std::bit_cast<float>(static_cast<std::uint32_t>(bits)); }

bool WireReader::broken(std::string_view rule) {
    m_brokenRule = rule;
    m_rest = {};
    return false;
}

bool WireReader::varint(std::uint64_t& value) {
    constexpr unsigned lastShift = 63;
    value = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (m_rest.empty()) return broken("a number is cut off");
        const auto byte = static_cast<unsigned char>(m_rest.front());
        if (shift > lastShift || (shift == lastShift && byte > 1)) return broken("a number is larger than 64 bits");
        m_rest.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return true;
    }
}

bool WireReader::take(std::size_t size, std::string_view& bytes) {
    if (size > m_rest.size()) return broken("a field is longer than its message");
    bytes = m_rest.substr(0, size);
    m_rest.remove_prefix(size);
    return true;
}

bool WireReader::fixed(std::size_t size, std::uint64_t& bits) {
    std::string_view bytes;
    if (!take(size, bytes)) return false;
    std::memcpy(&bits, bytes.data(), size);
    return true;
}

bool WireReader::next(WireField& field) {
    if (m_rest.empty()) return false;
    std::uint64_t key = 0;
    if (!varint(key)) return false;
    field = {};
    field.number = key >> 3U;
    field.type = static_cast<WireType>(key & 7U);
    if (field.number == 0) return broken("a field has the number 0");
    std::uint64_t size = 0;
    switch (field.type) {
    case WireType::Varint: return varint(field.bits);
    case WireType::Fixed64: return fixed(8, field.bits);
    case WireType::Fixed32: return fixed(4, field.bits);
    case WireType::Bytes: return varint(size) && take(size, field.bytes);
    }
    return broken("a field is of an unknown type");
}

void WireWriter::append(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) m_message += static_cast<char>((value & 0x7fU) | 0x80U);
    m_message += static_cast<char>(value);
}

void WireWriter::key(std::uint32_t field, WireType type) { append(std::uint64_t{field} << 3U | static_cast<std::uint64_t>(type)); }

void WireWriter::varint(std::uint32_t field, std::uint64_t value) {
    key(field, WireType::Varint);
    append(value);
}

void WireWriter::fixed64(std::uint32_t field, double value) {
    key(field, WireType::Fixed64);
    m_message.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void WireWriter::fixed32(std::uint32_t field, float value) {
    key(field, WireType::Fixed32);
    m_message.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void WireWriter::bytes(std::uint32_t field, std::string_view value) {
    key(field, WireType::Bytes);
    append(value.size());
    m_message += value;
}

} // namespace epochlab::core
