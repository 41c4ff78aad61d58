#include "data/text_encoding.h"

#include <algorithm>
#include <cerrno>
#include <iconv.h>
#include <memory>
#include <uchardet/uchardet.h>

namespace epochlab::core {
namespace {

std::string rowOf(std::string_view text, std::size_t offset, const std::string& file) {
    const auto row = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n') + 1;
    return file + ", row " + std::to_string(row);
}

/// Length of the well-formed UTF-8 sequence at the start (Unicode 15, table 3-7), 0 for none.
std::size_t sequenceLength(std::string_view rest) {
    const auto byte = [&](std::size_t i) { return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U; };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = first == 0xED && byte(1) > 0x9F;
        return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool overlong = first == 0xF0 && byte(1) < 0x90;
        const bool beyond = first == 0xF4 && byte(1) > 0x8F;
        return continues(1) && continues(2) && continues(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

bool startsWith(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

/// "UTF-16LE", "UTF-16BE" or empty: by byte order mark, else by where the zero bytes of ASCII letters stand.
std::string utf16Kind(std::string_view bytes) {
    if (startsWith(bytes, "\xFF\xFE")) return "UTF-16LE";
    if (startsWith(bytes, "\xFE\xFF")) return "UTF-16BE";
    const std::size_t sample = std::min<std::size_t>(bytes.size(), 4096) / 2 * 2;
    std::size_t even = 0;
    std::size_t odd = 0;
    for (std::size_t i = 0; i < sample; ++i)
        if (bytes[i] == '\0') ++(i % 2 == 0 ? even : odd);
    if (sample >= 4 && odd > sample / 4 && even == 0) return "UTF-16LE";
    if (sample >= 4 && even > sample / 4 && odd == 0) return "UTF-16BE";
    return {};
}

std::string detectByteEncoding(std::string_view bytes) {
    const std::unique_ptr<uchardet, void (*)(uchardet_t)> detector(uchardet_new(), uchardet_delete);
    uchardet_handle_data(detector.get(), bytes.data(), std::min<std::size_t>(bytes.size(), 1U << 20));
    uchardet_data_end(detector.get());
    const std::string found = uchardet_get_charset(detector.get());
    // Both are refuted before this is asked: the bytes are not ASCII and not UTF-8.
    return found.empty() || found == "ASCII" || found == "UTF-8" ? "ISO-8859-1" : found;
}

Result<DecodedText> convert(std::string_view bytes, const std::string& encoding, const std::string& file) {
    const iconv_t converter = iconv_open("UTF-8", encoding.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) // NOLINT(performance-no-int-to-ptr): iconv's way to say no
        return Error{ErrorCode::DataEncoding, "text in " + encoding + " cannot be read", file, "save the file as UTF-8"};
    DecodedText decoded{{}, encoding};
    decoded.text.resize(bytes.size() * 3 + 16);    // enough for every encoding of one byte or of UTF-16
    char* input = const_cast<char*>(bytes.data()); // iconv does not write to it
    std::size_t inputLeft = bytes.size();
    char* output = decoded.text.data();
    std::size_t outputLeft = decoded.text.size();
    const std::size_t outcome = iconv(converter, &input, &inputLeft, &output, &outputLeft);
    iconv_close(converter);
    decoded.text.resize(decoded.text.size() - outputLeft);
    if (outcome == static_cast<std::size_t>(-1) || inputLeft != 0)
        return Error{ErrorCode::DataEncoding, "bytes that are not " + encoding, rowOf(decoded.text, decoded.text.size(), file),
                     "choose the encoding, or save the file as UTF-8"};
    if (startsWith(decoded.text, "\xEF\xBB\xBF")) decoded.text.erase(0, 3);
    return decoded;
}

Result<DecodedText> decodeWithoutCheck(std::string bytes, const std::string& wanted, const std::string& file) {
    if (wanted == "latin-1") return convert(bytes, "ISO-8859-1", file);
    const std::string wide = wanted == "utf-8" ? std::string() : utf16Kind(bytes);
    if (!wide.empty()) return convert(bytes, wide, file);
    if (wanted == "utf-16") return convert(bytes, "UTF-16LE", file);
    if (startsWith(bytes, "\xEF\xBB\xBF")) bytes.erase(0, 3);
    const std::size_t invalid = firstInvalidUtf8(bytes);
    if (invalid == std::string_view::npos) return DecodedText{std::move(bytes), "UTF-8"};
    if (wanted == "utf-8")
        return Error{ErrorCode::DataEncoding, "a byte that is not UTF-8", rowOf(bytes, invalid, file),
                     "choose another encoding, or save the file as UTF-8"};
    return convert(bytes, detectByteEncoding(bytes), file);
}

} // namespace

std::size_t firstInvalidUtf8(std::string_view text) {
    std::size_t offset = 0;
    while (offset < text.size()) {
        const std::size_t length = sequenceLength(text.substr(offset));
        if (length == 0) return offset;
        offset += length;
    }
    return std::string_view::npos;
}

Result<DecodedText> decodeText(std::string bytes, const std::string& wanted, const std::string& file) {
    Result<DecodedText> decoded = decodeWithoutCheck(std::move(bytes), wanted, file);
    if (!decoded) return decoded;
    const std::size_t nul = decoded->text.find('\0');
    if (nul != std::string::npos)
        return Error{ErrorCode::DataEncoding, "a NUL byte in text", rowOf(decoded->text, nul, file),
                     "remove it, or check that this is a CSV file"};
    return decoded;
}

} // namespace epochlab::core
