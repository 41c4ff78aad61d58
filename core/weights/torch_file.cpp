#include "weights/torch_file.h"

#include "base/foreign_text.h"
#include "base/broken_rule.h"
#include "weights/unpickler.h"
#include "weights/zip_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace epochlab::core {
namespace {

constexpr std::uint64_t largestPickle = std::uint64_t{16} << 20;
constexpr std::uint64_t mostValues = std::uint64_t{1} << 28; // 1 GiB of floats
constexpr std::size_t longestName = 500;

// Layers may share a storage, so there can be more values than bytes; a small file of few bytes and many values is an attack.
constexpr std::uint64_t mostValuesPerByte = 2;
constexpr std::uint64_t alwaysAllowedValues = 1 << 20;

/// "archive/", the folder that everything in torch's zip lies in.
std::string rootOf(const ZipFile& zip) {
    std::optional<std::string> root;
    for (const ZipFile::Entry& entry : zip.entries()) {
        const std::size_t slash = entry.name.find('/');
        if (slash == std::string::npos || std::string_view(entry.name).substr(slash) != "/data.pkl") continue;
        if (root) broken("it holds two pickles");
        root = entry.name.substr(0, slash + 1);
    }
    if (!root) broken("it is a zip, but none that torch.save has written", "choose a .pth or safetensors file");
    return *root;
}

void checkKind(const ZipFile& zip, const std::string& root) {
    if (zip.find(root + "constants.pkl") != nullptr)
        broken("it is a TorchScript program, which is never run here",
               "save its tensors alone with Python: torch.save(torch.jit.load(\"FILE\").state_dict(), \"NEW.pth\")");
    const ZipFile::Entry* order = zip.find(root + "byteorder");
    if (order != nullptr && (order->bytes > 16 || zip.read(*order) != "little"))
        broken("its numbers are not little-endian", "save it again on a little-endian machine");
}

bool holdsTensor(PickleValue dictionary, PickleHeap& heap) {
    return std::ranges::any_of(heap.dictionary(dictionary), [](const auto& item) { return item.second.kind == PickleKind::Tensor; });
}

std::string keyOf(PickleValue key, const PickleHeap& heap) {
    if (key.kind != PickleKind::Text) broken("a tensor's name is no text");
    const std::string_view text = heap.text(key);
    if (text.empty() || text.size() > longestName) broken("a tensor's name is empty or longer than 500 bytes");
    return std::string(text);
}

/// The state_dict: the file's dictionary itself, or one that it holds.
PickleValue stateOf(PickleValue root, PickleHeap& heap, std::vector<std::string>& notes) {
    if (root.kind == PickleKind::Tensor)
        broken("it holds one tensor without a name", "save a dictionary: torch.save({\"weight\": tensor}, \"NEW.pth\")");
    if (root.kind != PickleKind::Dictionary) broken("it holds no dictionary of tensors", "save model.state_dict() with torch.save");
    for (const char* name : {"state_dict", "model_state_dict", "model"}) {
        for (const auto& [key, value] : heap.dictionary(root)) {
            if (key.kind != PickleKind::Text || heap.text(key) != name || value.kind != PickleKind::Dictionary) continue;
            if (!holdsTensor(value, heap)) continue;
            notes.push_back("the tensors are those of its \"" + std::string(name) + "\"");
            return value;
        }
    }
    if (!holdsTensor(root, heap)) broken("its dictionary holds no tensor", "save model.state_dict() with torch.save");
    return root;
}

struct NamedView {
    std::string name;
    std::size_t tensor = 0; ///< index into PickleHeap::tensors
};

std::vector<NamedView> viewsOf(PickleValue state, PickleHeap& heap, std::vector<std::string>& notes) {
    std::vector<NamedView> views;
    std::set<std::string> names;
    std::string leftOut;
    std::size_t leftOutCount = 0;
    for (const auto& [key, value] : heap.dictionary(state)) {
        if (value.kind == PickleKind::Tensor) {
            views.push_back({keyOf(key, heap), static_cast<std::size_t>(value.number)});
            if (!names.insert(views.back().name).second) broken("it names " + showableName(views.back().name) + " twice");
        } else if (++leftOutCount <= 3) {
            leftOut +=
                (leftOut.empty() ? "" : ", ") + (key.kind == PickleKind::Text ? showableName(heap.text(key)) : "an item without a name");
        }
    }
    if (leftOutCount > 3) leftOut += " and " + std::to_string(leftOutCount - 3) + " more";
    if (leftOutCount > 0) notes.push_back("left out, being no tensor: " + leftOut);
    return views;
}

/// Storages with one key are the same bytes, so they must be the same in everything; and each must be as large as its entry.
void checkStorages(const std::vector<TorchStorage>& storages, const ZipFile& zip, const std::string& root) {
    std::map<std::string, const TorchStorage*> seen;
    for (const TorchStorage& storage : storages) {
        const std::string shown = "the storage " + storage.key;
        const auto [place, isNew] = seen.emplace(storage.key, &storage);
        if (place->second->type != storage.type || place->second->count != storage.count) broken(shown + " is described in two ways");
        if (!isNew) continue;
        const ZipFile::Entry* entry = zip.find(root + "data/" + storage.key);
        if (entry == nullptr) broken(shown + " is not in the file");
        if (entry->bytes != storage.count * tensorTypeBytes(storage.type))
            broken(shown + " has " + std::to_string(entry->bytes) + " bytes, but claims " + std::to_string(storage.count) + " values of " +
                   std::string(tensorTypeName(storage.type)));
    }
}

bool isContiguous(const TorchTensor& tensor) {
    std::int64_t expected = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        if (tensor.shape[i] != 1 && tensor.strides[i] != expected) return false;
        expected *= tensor.shape[i];
    }
    return true;
}

/// The view's values in row-major order.
std::vector<float> valuesOf(const TorchTensor& tensor, const std::string& bytes, TensorType type) {
    const std::size_t size = tensorTypeBytes(type);
    std::vector<float> values(tensor.count);
    if (values.empty()) return values;
    const char* from = bytes.data() + tensor.offset * size;
    if (isContiguous(tensor)) {
        readValues(type, from, values.size(), values.data());
        return values;
    }
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::int64_t place = 0;
    for (float& value : values) {
        readValues(type, from + static_cast<std::size_t>(place) * size, 1, &value);
        for (std::size_t i = index.size(); i-- > 0;) {
            place += tensor.strides[i];
            if (++index[i] < tensor.shape[i]) break;
            place -= tensor.strides[i] * index[i];
            index[i] = 0;
        }
    }
    return values;
}

/// Storage after storage, so that only one lies in memory twice.
void readTensors(const std::vector<NamedView>& views, const PickleHeap& heap, const ZipFile& zip, const std::string& root,
                 WeightsFile& file) {
    std::map<std::string, std::vector<std::size_t>> viewsOfStorage; // by key
    for (std::size_t i = 0; i < views.size(); ++i) viewsOfStorage[heap.storages[heap.tensors[views[i].tensor].storage].key].push_back(i);
    file.tensors.resize(views.size());
    file.types.resize(views.size());
    for (const auto& [key, users] : viewsOfStorage) {
        const std::string bytes = zip.read(*zip.find(root + "data/" + key));
        for (const std::size_t user : users) {
            const TorchTensor& tensor = heap.tensors[views[user].tensor];
            file.types[user] = heap.storages[tensor.storage].type;
            file.tensors[user] = {views[user].name, tensor.shape, valuesOf(tensor, bytes, file.types[user])};
        }
    }
}

} // namespace

WeightsFile decodeTorchFile(std::string_view bytes) {
    const ZipFile zip(bytes);
    const std::string root = rootOf(zip);
    checkKind(zip, root);
    const ZipFile::Entry& entry = *zip.find(root + "data.pkl");
    if (entry.bytes > largestPickle) broken("its pickle is larger than 16 MB");
    const std::string pickle = zip.read(entry);
    Unpickled content = unpickle(pickle);
    checkStorages(content.heap.storages, zip, root);

    WeightsFile file;
    file.format = WeightsFormat::Torch;
    const PickleValue state = stateOf(content.root, content.heap, file.notes);
    const std::vector<NamedView> views = viewsOf(state, content.heap, file.notes);
    std::uint64_t values = 0; // each is at most its storage's size, so the sum cannot overflow
    for (const NamedView& view : views) values += content.heap.tensors[view.tensor].count;
    if (values > mostValues || values > std::max<std::uint64_t>(alwaysAllowedValues, bytes.size() * mostValuesPerByte))
        broken("its tensors repeat the same values many times over", "save each tensor as tensor.contiguous().clone()");
    readTensors(views, content.heap, zip, root, file);
    return file;
}

} // namespace epochlab::core
