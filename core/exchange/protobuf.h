#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace epochlab::core {

/// How a field's value is written (https://protobuf.dev/programming-guides/encoding/).
enum class WireType { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// One field of a message. The bytes point into the message.
struct WireField {
    std::uint64_t number = 0; ///< what the .proto file gives it
    WireType type = WireType::Varint;
    std::uint64_t bits = 0; ///< of a varint, a double or a float
    std::string_view bytes;

    bool is(std::uint64_t field, WireType wanted) const { return number == field && type == wanted; }
    double asDouble() const; ///< of Fixed64
    float asFloat() const;   ///< of Fixed32
};

/// Walks over the fields of one message, known or not. Allocates nothing.
class WireReader {
public:
    explicit WireReader(std::string_view message) : m_rest(message) {}
    /// False at the end, and where the message is broken.
    bool next(WireField& field);
    /// Which rule the message breaks; empty where it breaks none.
    std::string_view brokenRule() const { return m_brokenRule; }

private:
    bool varint(std::uint64_t& value);
    bool take(std::size_t size, std::string_view& bytes);
    bool fixed(std::size_t size, std::uint64_t& bits);
    bool broken(std::string_view rule);

    std::string_view m_rest;
    std::string_view m_brokenRule;
};

/// Writes the fields of one message.
class WireWriter {
public:
    void varint(std::uint32_t field, std::uint64_t value);
    void fixed64(std::uint32_t field, double value);
    void fixed32(std::uint32_t field, float value);
    void bytes(std::uint32_t field, std::string_view value); ///< a text, or a message in the message
    const std::string& message() const { return m_message; }

private:
    void key(std::uint32_t field, WireType type);
    void append(std::uint64_t value);

    std::string m_message;
};

} // namespace epochlab::core
