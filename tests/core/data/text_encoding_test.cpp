#include "data/text_encoding.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace epochlab::core {
namespace {

/// A page of UTF-8 text in another encoding: one byte a character of one-byte encodings, two of UTF-16.
std::string encoded(const std::string& utf8, const std::string& encoding) {
    std::string bytes;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(utf8[at]); };
        unsigned code = byte(i);
        if (code < 0x80)
            ++i;
        else if (code < 0xE0)
            code = ((code & 0x1FU) << 6) | (byte(i + 1) & 0x3FU), i += 2;
        else
            code = ((code & 0x0FU) << 12) | ((byte(i + 1) & 0x3FU) << 6) | (byte(i + 2) & 0x3FU), i += 3;
        if (encoding == "UTF-16LE") bytes += {static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)};
        if (encoding == "UTF-16BE") bytes += {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
        if (!encoding.starts_with("UTF-16"))
            bytes += static_cast<char>(code == 0x20AC ? 0x80 : code == 0x201E ? 0x84 : code == 0x201C ? 0x93 : code);
    }
    return bytes;
}

const std::string western = "name,country\nJyväskylä,Finland\nÅlesund,Norway\nGöteborg,Sweden\nMünchen,Germany\nBesançon,France\n"
                            "Évora,Portugal\nLogroño,Spain\nÄänekoski,Finland\nTromsø,Norway\nSkellefteå,Sweden\n";
const std::string withMarks = "name,price\n„Köln“,5 €\n„Düsseldorf“,7 €\n„Mönchengladbach“,9 €\n„Lübeck“,11 €\n„Gießen“,12 €\n";

struct Row {
    const char* name;
    std::string bytes;
    std::string text;
    std::vector<std::string> names; ///< any of these says rightly what it is
};

TEST(TextEncoding, IsDetectedWithoutBeingTold) {
    const std::vector<Row> rows{
        {"UTF-8", western, western, {"UTF-8"}},
        {"UTF-8 with mark", "\xEF\xBB\xBF" + western, western, {"UTF-8"}},
        {"Latin-1", encoded(western, "ISO-8859-1"), western, {"ISO-8859-1", "ISO-8859-15", "WINDOWS-1252"}},
        {"Windows-1252", encoded(withMarks, "WINDOWS-1252"), withMarks, {"WINDOWS-1252"}},
        {"UTF-16 LE with mark", "\xFF\xFE" + encoded(western, "UTF-16LE"), western, {"UTF-16LE"}},
        {"UTF-16 BE with mark", "\xFE\xFF" + encoded(western, "UTF-16BE"), western, {"UTF-16BE"}},
        {"UTF-16 LE", encoded(western, "UTF-16LE"), western, {"UTF-16LE"}},
        {"UTF-16 BE", encoded(western, "UTF-16BE"), western, {"UTF-16BE"}},
        {"ASCII", "a,b\n1,2\n", "a,b\n1,2\n", {"UTF-8"}},
    };
    for (const Row& row : rows) {
        const Result<DecodedText> decoded = decodeText(row.bytes, "", "file");
        ASSERT_TRUE(decoded.ok()) << row.name << ": " << describe(decoded.error());
        EXPECT_EQ(decoded->text, row.text) << row.name;
        EXPECT_NE(std::find(row.names.begin(), row.names.end(), decoded->encoding), row.names.end())
            << row.name << ": " << decoded->encoding;
    }
}

} // namespace
} // namespace epochlab::core
