#include "fuzz/fuzz.h"
#include "handin/preset_limits.h"

#include <string_view>

/// What is read begins within its own limits, and is written and read again to the same text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace epochlab::core;
    const Result<LabPreset> preset = readLabPreset({reinterpret_cast<const char*>(data), size}, "a.epochlab-preset");
    if (!preset) return 0;
    const PresetLimits limits(*preset, "student");
    FUZZ_CHECK(limits.check(limits.start()).empty());
    for (const ParamSpec& spec : mlpParams().specs()) {
        const ParamSpec narrow = limits.narrowed(spec);
        FUZZ_CHECK(narrow.minimum >= spec.minimum && narrow.maximum <= spec.maximum);
        FUZZ_CHECK(narrow.choices.size() <= spec.choices.size());
    }
    const std::string text = writeLabPreset(*preset);
    const Result<LabPreset> again = readLabPreset(text, "again");
    FUZZ_CHECK(again.ok());
    FUZZ_CHECK(writeLabPreset(*again) == text);
    return 0;
}

namespace epochlab::fuzz {

std::vector<std::string> seeds(const std::vector<std::string>&) {
    return {"title = \"A\"\nbanner = \"B\"\ndata-fingerprint = \"e768c581f403bf6c\"\nseed-per-student = true\n[start]\nepochs = 4\n"
            "[fixed]\nlearning-rate = 0.01\n[hidden]\noptimizer = \"adam\"\n[limited.width]\nfrom = 1\nto = 64\n[[ask]]\nid = \"q\"\n"
            "text = \"?\"\n",
            "title = \"A\"\n[limited.activation]\nchoices = [\"relu\", \"tanh\"]\n"};
}

std::vector<std::string> words() {
    return {"[limited.", "[fixed]", "[hidden]", "[start]", "[[ask]]", "width", "from = ", "to = ",
            "nan",       "inf",     "1e999",    "\"",      "\\u0000", "\n",    "seed"};
}

} // namespace epochlab::fuzz
