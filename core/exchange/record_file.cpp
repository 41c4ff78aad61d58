#include "exchange/record_file.h"

#include "base/crc32c.h"

#include <bit>
#include <cstring>

namespace epochlab::core {
namespace {

static_assert(std::endian::native == std::endian::little, "records are little-endian");
constexpr std::uint64_t lengthBytes = 8;
constexpr std::uint64_t sumBytes = 4;
constexpr std::uint64_t largestRecord = (std::uint64_t{1} << 31U) - 1; // a protocol buffer cannot be larger

std::uint32_t maskedSum(std::string_view bytes) {
    constexpr std::uint32_t mask = 0xa282ead8;
    return std::rotr(crc32c(bytes), 15) + mask;
}

template <typename Number> std::string bytesOf(Number number) {
    std::string bytes(sizeof number, '\0');
    std::memcpy(bytes.data(), &number, sizeof number);
    return bytes;
}

template <typename Number> Number numberAt(std::string_view bytes) {
    Number number{};
    std::memcpy(&number, bytes.data(), sizeof number);
    return number;
}

} // namespace

std::string encodeRecord(std::string_view data) {
    const std::string length = bytesOf(std::uint64_t{data.size()});
    return length + bytesOf(maskedSum(length)) + std::string(data) + bytesOf(maskedSum(data));
}

bool RecordReader::broken(std::string_view rule) {
    m_brokenRule = rule;
    m_next = m_file.size();
    return false;
}

bool RecordReader::next(std::string_view& data) {
    m_offset = m_next;
    const std::string_view rest = m_file.substr(m_next);
    if (rest.empty()) return false;
    m_cutOff = rest.size() < lengthBytes + sumBytes;
    if (m_cutOff) return false;
    const auto length = numberAt<std::uint64_t>(rest);
    if (numberAt<std::uint32_t>(rest.substr(lengthBytes)) != maskedSum(rest.substr(0, lengthBytes)))
        return broken("the checksum of a record's length is wrong");
    if (length > largestRecord) return broken("a record is larger than 2 GiB");
    m_cutOff = rest.size() - lengthBytes - sumBytes < length + sumBytes;
    if (m_cutOff) return false;
    data = rest.substr(lengthBytes + sumBytes, length);
    if (numberAt<std::uint32_t>(rest.substr(lengthBytes + sumBytes + length)) != maskedSum(data))
        return broken("the checksum of a record is wrong");
    m_next += lengthBytes + sumBytes + length + sumBytes;
    return true;
}

} // namespace epochlab::core
