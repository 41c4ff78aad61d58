#include "weights/torch_globals.h"

#include "base/broken_rule.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>

namespace epochlab::core {
namespace {

constexpr std::size_t mostTensors = 100'000;

enum class Call : std::uint8_t { OrderedDict, Tensor, Parameter, None };

struct KnownGlobal {
    std::string_view module;
    std::string_view name;
    Call call = Call::None;
    std::optional<TensorType> storage{}; ///< of a type of storage
};

constexpr std::array known{KnownGlobal{"collections", "OrderedDict", Call::OrderedDict},
                           KnownGlobal{"torch._utils", "_rebuild_tensor_v2", Call::Tensor},
                           KnownGlobal{"torch._utils", "_rebuild_parameter", Call::Parameter},
                           KnownGlobal{"torch", "FloatStorage", Call::None, TensorType::F32},
                           KnownGlobal{"torch", "DoubleStorage", Call::None, TensorType::F64},
                           KnownGlobal{"torch", "HalfStorage", Call::None, TensorType::F16},
                           KnownGlobal{"torch", "BFloat16Storage", Call::None, TensorType::BF16},
                           KnownGlobal{"torch", "LongStorage", Call::None, TensorType::I64},
                           KnownGlobal{"torch", "IntStorage", Call::None, TensorType::I32},
                           KnownGlobal{"torch", "ShortStorage", Call::None, TensorType::I16},
                           KnownGlobal{"torch", "CharStorage", Call::None, TensorType::I8},
                           KnownGlobal{"torch", "ByteStorage", Call::None, TensorType::U8},
                           KnownGlobal{"torch", "BoolStorage", Call::None, TensorType::Boolean}};

constexpr const char* saveTensorsAlone = "if you trust the file, save its tensors alone with Python: torch.save(torch.load(\"FILE\", "
                                         "map_location=\"cpu\", weights_only=False).state_dict(), \"NEW.pth\")";
constexpr const char* saveStateAlone = "if you trust the file, save its tensors alone with Python: torch.save(torch.load(\"FILE\", "
                                       "map_location=\"cpu\", weights_only=False)[\"state_dict\"], \"NEW.pth\")";

bool isOneOf(std::string_view word, std::span<const std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

/// Modules of Python whose functions reach beyond the file. "__builtin__.set" and the like are harmless, but none is known here.
bool reachesOut(std::string_view module, std::string_view name) {
    constexpr std::array<std::string_view, 20> modules{"os",     "posix",  "nt",     "subprocess", "sys",      "shutil", "runpy",
                                                       "pty",    "socket", "ctypes", "importlib",  "commands", "code",   "webbrowser",
                                                       "pickle", "bdb",    "pdb",    "asyncio",    "timeit",   "http"};
    constexpr std::array<std::string_view, 9> functions{"eval",    "exec",    "execfile",   "compile", "open",
                                                        "getattr", "setattr", "__import__", "apply"};
    const std::string_view package = module.substr(0, module.find('.'));
    if (package == "builtins" || package == "__builtin__") return isOneOf(name, functions);
    return isOneOf(package, modules);
}

[[noreturn]] void refuse(std::string_view module, std::string_view name) {
    const std::string shown = plainName(std::string(module) + "." + std::string(name));
    const std::string_view package = module.substr(0, module.find('.'));
    if (reachesOut(module, name))
        broken("it would call " + shown + ", which weights never need; nothing of it was run",
               "do not open it with Python either; get the weights from a source you trust");
    if (package == "numpy") broken("beside its tensors it holds " + shown + ", which is not read here", saveStateAlone);
    if (package == "torch" && !module.starts_with("torch.nn"))
        broken("it names " + shown + ", a kind of tensor that is not read here", "save plain float32 tensors: tensor.float().contiguous()");
    broken("it is more than weights: it names " + shown + ", Python code that is never run here", saveTensorsAlone);
}

bool isSequence(PickleValue value) { return value.kind == PickleKind::Tuple || value.kind == PickleKind::List; }

/// The arguments of a call, which must be a tuple of least to most values.
std::span<const PickleValue> argumentsOf(PickleValue value, std::size_t least, std::size_t most, PickleHeap& heap) {
    if (value.kind != PickleKind::Tuple) broken("the arguments of a call are no tuple");
    const auto& arguments = heap.sequence(value);
    if (arguments.size() < least || arguments.size() > most) broken("a call has the wrong number of arguments");
    return arguments;
}

std::uint64_t countOf(PickleValue value, const char* what) {
    if (value.kind != PickleKind::Integer || value.number < 0) broken(std::string(what) + " is not a number from 0 on");
    return static_cast<std::uint64_t>(value.number);
}

std::vector<std::int64_t> countsOf(PickleValue value, const char* what, PickleHeap& heap) {
    constexpr std::size_t mostDimensions = 64;
    if (!isSequence(value) || heap.sequence(value).size() > mostDimensions) broken(std::string(what) + " is not a short list");
    std::vector<std::int64_t> counts;
    for (const PickleValue entry : heap.sequence(value)) counts.push_back(static_cast<std::int64_t>(countOf(entry, what)));
    return counts;
}

/// Every value of the view lies in its storage, reckoned without overflow; sets `count`.
void checkView(TorchTensor& tensor, std::uint64_t stored) {
    if (tensor.shape.size() != tensor.strides.size()) broken("a tensor has not as many strides as sizes");
    tensor.count = 1;
    if (std::ranges::find(tensor.shape, 0) != tensor.shape.end()) {
        tensor.count = 0;
        return;
    }
    std::uint64_t last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const auto size = static_cast<std::uint64_t>(tensor.shape[i]);
        const auto stride = static_cast<std::uint64_t>(tensor.strides[i]);
        if (tensor.count > stored / size)
            broken("a tensor has more values than its storage", "where it is an expanded view, save tensor.contiguous()");
        tensor.count *= size;
        if (last >= stored || (stride != 0 && (size - 1) > (stored - 1 - last) / stride))
            broken("a tensor's strides lead out of its storage");
        last += (size - 1) * stride;
    }
    if (last >= stored) broken("a tensor lies outside its storage");
}

PickleValue rebuildTensor(std::span<const PickleValue> arguments, PickleHeap& heap) {
    if (arguments[0].kind != PickleKind::Storage) broken("a tensor has no storage");
    if (heap.tensors.size() == mostTensors) broken("there are more than 100,000 tensors");
    TorchTensor tensor;
    tensor.storage = static_cast<std::size_t>(arguments[0].number);
    tensor.offset = countOf(arguments[1], "a tensor's offset");
    tensor.shape = countsOf(arguments[2], "a tensor's shape", heap);
    tensor.strides = countsOf(arguments[3], "a tensor's strides", heap);
    if (arguments.size() > 6 && arguments[6].kind != PickleKind::None)
        broken("a tensor is a conjugate or negative view", "save tensor.contiguous()");
    checkView(tensor, heap.storages[tensor.storage].count);
    heap.tensors.push_back(std::move(tensor));
    return {PickleKind::Tensor, static_cast<std::int64_t>(heap.tensors.size() - 1)};
}

} // namespace

PickleValue knownGlobal(std::string_view module, std::string_view name) {
    for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i].module == module && known[i].name == name) return {PickleKind::Global, static_cast<std::int64_t>(i)};
    refuse(module, name);
}

PickleValue callGlobal(PickleValue global, PickleValue arguments, PickleHeap& heap) {
    if (global.kind != PickleKind::Global) broken("something is called that is no function");
    switch (known[static_cast<std::size_t>(global.number)].call) {
    case Call::OrderedDict:
        argumentsOf(arguments, 0, 0, heap);
        heap.dictionaries.emplace_back();
        return {PickleKind::Dictionary, static_cast<std::int64_t>(heap.dictionaries.size() - 1)};
    case Call::Tensor: return rebuildTensor(argumentsOf(arguments, 6, 7, heap), heap);
    case Call::Parameter: {
        const PickleValue inner = argumentsOf(arguments, 3, 3, heap)[0];
        if (inner.kind != PickleKind::Tensor) broken("a parameter holds no tensor");
        return inner;
    }
    case Call::None: break;
    }
    broken("a type of storage is called as a function");
}

PickleValue storageOf(PickleValue id, PickleHeap& heap) {
    constexpr std::size_t longestKey = 64;
    if (id.kind != PickleKind::Tuple || heap.sequence(id).size() != 5) broken("a persistent id is not that of a storage");
    const std::vector<PickleValue>& parts = heap.sequence(id);
    const bool texts = parts[0].kind == PickleKind::Text && parts[2].kind == PickleKind::Text && heap.text(parts[0]) == "storage";
    if (!texts || parts[1].kind != PickleKind::Global) broken("a persistent id is not that of a storage");
    const auto type = known[static_cast<std::size_t>(parts[1].number)].storage;
    if (!type) broken("a persistent id names no type of storage");
    const std::string key(heap.text(parts[2]));
    const auto isPlain = [](char letter) { return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || letter == '_'; };
    if (key.empty() || key.size() > longestKey || !std::ranges::all_of(key, isPlain))
        broken("a storage is called \"" + plainName(key) + "\"");
    const std::uint64_t count = countOf(parts[4], "a storage's size");
    if (count > std::numeric_limits<std::uint64_t>::max() / tensorTypeBytes(*type)) broken("a storage's size overflows");
    if (heap.storages.size() == mostTensors) broken("there are more than 100,000 storages");
    heap.storages.push_back({*type, key, count});
    return {PickleKind::Storage, static_cast<std::int64_t>(heap.storages.size() - 1)};
}

} // namespace epochlab::core
