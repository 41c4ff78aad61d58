#include "base/file_writer.h"
#include "fuzz/weights_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    epochlab::fuzz::checkWeights({reinterpret_cast<const char*>(data), size});
    return 0;
}

namespace epochlab::fuzz {

std::vector<std::string> seeds(const std::vector<std::string>& files) {
    std::vector<std::string> inputs;
    for (const std::string& file : files) inputs.push_back(core::readRegularFile(file, 1 << 20).value());
    return inputs;
}

std::vector<std::string> words() {
    return {"{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"dtype\"",
            "\"shape\"",
            "\"data_offsets\"",
            "\"__metadata__\"",
            "\"F32\"",
            "\"F16\"",
            "\"BF16\"",
            "\"I64\"",
            "\"F8_E4M3\"",
            "-1",
            "0",
            "18446744073709551615",
            "18446744073709551616",
            "1e999",
            "9223372036854775807",
            "0.5",
            "null",
            "\\ud800",
            "\xff",
            "[[[["};
}

} // namespace epochlab::fuzz
