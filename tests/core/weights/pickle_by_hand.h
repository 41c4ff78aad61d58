#pragma once

#include "core/weights/zip_by_hand.h"

#include <string>
#include <vector>

namespace epochlab::test::pickle {

// Pieces of a pickle as torch.save writes it.
inline std::string global(const std::string& module, const std::string& name) { return "c" + module + "\n" + name + "\n"; }
inline std::string text(const std::string& value) {
    std::string bytes = "X";
    append(bytes, static_cast<std::uint32_t>(value.size()));
    return bytes + value;
}
/// A whole number of 64 bits.
inline std::string integer(std::int64_t value) {
    std::string bytes = "\x8a\x08";
    append(bytes, value);
    return bytes;
}
inline std::string tuple(const std::vector<std::string>& values) {
    std::string bytes = "(";
    for (const std::string& value : values) bytes += value;
    return bytes + "t";
}
inline std::string integers(const std::vector<std::int64_t>& values) {
    std::string bytes = "(";
    for (const std::int64_t value : values) bytes += integer(value);
    return bytes + "t";
}
inline std::string emptyOrderedDict() { return global("collections", "OrderedDict") + ")R"; }

struct Tensor {
    std::string type = "FloatStorage";
    std::string key = "0";
    std::int64_t stored = 4; ///< values that the storage claims
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape{4};
    std::vector<std::int64_t> strides{1};
};

inline std::string persistentId(const std::vector<std::string>& values) { return tuple(values) + "Q"; }
inline std::string storage(const Tensor& tensor) {
    return persistentId({text("storage"), global("torch", tensor.type), text(tensor.key), text("cpu"), integer(tensor.stored)});
}
inline std::string rebuilt(const Tensor& tensor) {
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple({storage(tensor), integer(tensor.offset), integers(tensor.shape), integers(tensor.strides), "\x89", emptyOrderedDict()}) +
           "R";
}
/// A whole pickle: a dictionary of these names and values.
inline std::string dictionary(const std::vector<std::pair<std::string, std::string>>& items) {
    std::string bytes = "\x80\x02}(";
    for (const auto& [name, value] : items) bytes += text(name) + value;
    return bytes + "u.";
}

/// The .pth of a pickle, with storage 0 holding four floats.
inline std::string torchFile(const std::string& bytes, std::vector<ZipEntry> more = {}, const ZipLies& lies = {}) {
    std::string values;
    for (const float value : {1.F, 2.F, 3.F, 4.F}) append(values, value);
    std::vector<ZipEntry> entries{{"archive/data.pkl", bytes}, {"archive/data/0", values}, {"archive/version", "3\n"}};
    entries.insert(entries.end(), more.begin(), more.end());
    return zipOf(entries, lies);
}

} // namespace epochlab::test::pickle
