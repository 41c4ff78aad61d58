#include "base/file_writer.h"
#include "fuzz/weights_checks.h"

// The bytes of a .pth: mostly its zip, since a changed pickle has a wrong checksum.
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
    using namespace std::string_literals;
    return {"PK\x01\x02"s, "PK\x03\x04"s, "PK\x05\x06"s, "PK\x06\x06"s,       "PK\x06\x07"s, "PK\x07\x08"s, "../"s,
            "/data.pkl"s,  "data/0"s,     "byteorder"s,  "\x01\x00\x1c\x00"s, "\x08\x00"s,   "\x63\x00"s};
}

} // namespace epochlab::fuzz
