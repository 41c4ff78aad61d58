#include "fuzz/fuzz.h"
#include "handin/hand_in_parts.h"

/// The archive's container is fuzzed by its own reader's tests; this is what is ours in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace epochlab::core;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    if (const auto answers = readAnswers(text, "answers.toml")) FUZZ_CHECK(*readAnswers(writeAnswers(*answers), "again") == *answers);
    const std::optional<HandInManifest> manifest = decodeManifest(text);
    if (!manifest) return 0;
    const std::string written = encodeManifest(*manifest);
    const std::optional<HandInManifest> again = decodeManifest(written);
    FUZZ_CHECK(again.has_value());
    FUZZ_CHECK(encodeManifest(*again) == written);
    return 0;
}

namespace epochlab::fuzz {

std::vector<std::string> seeds(const std::vector<std::string>&) {
    return {R"({"format":"epochlab-handin-1","made_by":"EpochLab 0.1.0","student":"s1","recipes":[{"name":"a","quick":false}],)"
            R"("runs":["r1"],"values":{"r1":"00"},"files":{"answers.toml":"00"}})",
            "[widths]\nq1 = \"because\"\n[preset]\nq2 = \"\"\"\nof\r\nthat\\u0001\"\"\"\n"};
}

std::vector<std::string> words() {
    return {"\"format\"", "\"runs\"", "\"files\"", "\"values\"", "\"recipes\"", "[",    "]",
            "{",          "}",        "null",      "true",       "1e999",       "\"\"", "\\ud800"};
}

} // namespace epochlab::fuzz
