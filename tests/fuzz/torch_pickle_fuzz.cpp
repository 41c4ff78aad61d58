#include "base/file_writer.h"
#include "core/weights/zip_by_hand.h"
#include "fuzz/weights_checks.h"
#include "weights/zip_file.h"

// The pickle of a .pth, in a sound zip with the storages that it may name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using epochlab::test::ZipEntry;
    std::vector<ZipEntry> entries{{"archive/data.pkl", {reinterpret_cast<const char*>(data), size}}};
    for (const int bytes : {72, 8, 8, 8, 8, 8, 8, 96, 12}) // as in the golden state_dict
        entries.push_back({"archive/data/" + std::to_string(entries.size() - 1), std::string(static_cast<std::size_t>(bytes), '\1')});
    epochlab::fuzz::checkWeights(epochlab::test::zipOf(entries));
    return 0;
}

namespace epochlab::fuzz {

std::vector<std::string> seeds(const std::vector<std::string>& files) {
    std::vector<std::string> inputs;
    for (const std::string& file : files) {
        const std::string bytes = core::readRegularFile(file, 1 << 20).value();
        const core::ZipFile zip(bytes);
        for (const core::ZipFile::Entry& entry : zip.entries())
            if (entry.name.ends_with("/data.pkl")) inputs.push_back(zip.read(entry));
    }
    return inputs;
}

std::vector<std::string> words() {
    using namespace std::string_literals;
    std::vector<std::string> pieces{"ccollections\nOrderedDict\n"s,
                                    "ctorch._utils\n_rebuild_tensor_v2\n"s,
                                    "ctorch._utils\n_rebuild_parameter\n"s,
                                    "ctorch\nFloatStorage\n"s,
                                    "ctorch\nHalfStorage\n"s,
                                    "cos\nsystem\n"s,
                                    "X\x07\0\0\0storage"s,
                                    "X\x0a\0\0\0state_dict"s,
                                    "\x8a\x08"s,
                                    "\x8a\xff"s,
                                    "J\xff\xff\xff\xff"s,
                                    "r\xff\xff\xff\x7f"s};
    for (const char code : "()]}teasuRQbqhjNKMGXUTCB.\x85\x86\x87\x88\x89\x93\x94\x95\x8c\x8d"s) pieces.emplace_back(1, code);
    return pieces;
}

} // namespace epochlab::fuzz
