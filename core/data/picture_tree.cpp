#include "data/picture_tree.h"

#include "vision/picture_header.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sys/stat.h>

namespace epochlab::core {
namespace {

struct Listing {
    std::vector<std::string> folders; ///< sorted
    std::vector<std::string> files;   ///< sorted; regular ones
};

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

enum class Kind { Folder, File, Other };

/// The system says of most entries what they are; links are followed.
Kind kindOf(const dirent& entry, const std::string& folder) {
    if (entry.d_type == DT_DIR) return Kind::Folder;
    if (entry.d_type == DT_REG) return Kind::File;
    if (entry.d_type != DT_LNK && entry.d_type != DT_UNKNOWN) return Kind::Other;
    struct stat facts {};
    if (::stat((folder + "/" + entry.d_name).c_str(), &facts) != 0) return Kind::Other;
    return S_ISDIR(facts.st_mode) ? Kind::Folder : S_ISREG(facts.st_mode) ? Kind::File : Kind::Other;
}

/// Until `take` returns false.
Result<void> forEachEntry(const std::string& folder, const std::function<bool(const char* name, Kind kind)>& take) {
    const std::unique_ptr<DIR, CloseFolder> opened(::opendir(folder.c_str()));
    if (!opened)
        return Error{ErrorCode::IoRead, std::string("cannot read the folder: ") + std::strerror(errno), folder, "check its permissions"};
    while (const dirent* entry = ::readdir(opened.get()))
        if (entry->d_name[0] != '.' && !take(entry->d_name, kindOf(*entry, folder))) break;
    return {};
}

Result<Listing> listingOf(const std::string& folder) {
    Listing listing;
    const Result<void> read = forEachEntry(folder, [&](const char* name, Kind kind) {
        if (kind == Kind::Folder) listing.folders.emplace_back(name);
        if (kind == Kind::File) listing.files.emplace_back(name);
        return true;
    });
    if (!read) return read.error();
    std::ranges::sort(listing.folders);
    std::ranges::sort(listing.files);
    return listing;
}

std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

bool isPicture(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot != std::string_view::npos && isPictureExtension(name.substr(dot));
}

std::optional<Split> splitOf(const std::string& folder) {
    static const std::map<std::string, Split, std::less<>> names{
        {"train", Split::Training},        {"training", Split::Training}, {"val", Split::Validation}, {"valid", Split::Validation},
        {"validation", Split::Validation}, {"test", Split::Test},         {"testing", Split::Test}};
    const auto found = names.find(lowered(folder));
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

/// Lists one tree into another's fields.
class TreeLister {
public:
    TreeLister(std::string root, PictureTree& tree) : m_root(std::move(root)), m_tree(tree) {}

    /// The class folders in `below` ("" or "train/").
    Result<void> listSplit(Split split, const std::string& below) {
        const Result<Listing> classes = listingOf(m_root + "/" + below);
        if (!classes) return classes.error();
        for (const std::string& file : classes->files) passOver(below + file);
        for (const std::string& name : classes->folders) {
            const auto label = m_labels.try_emplace(name, static_cast<std::int32_t>(m_labels.size())).first->second;
            m_visited.clear();
            if (const Result<void> listed = listClass(split, label, below + name); !listed) return listed;
        }
        return {};
    }

    void passOver(const std::string& file) {
        if (isPicture(file)) m_unplaced.add(file);
    }

    /// Numbers classes by name, leaves out those without any picture, and says what is odd.
    Result<void> finish();
    PictureFinding& otherFolders() { return m_otherFolders; }

private:
    Result<void> listClass(Split split, std::int32_t label, const std::string& folder);
    struct Folder {
        std::string path; ///< below the root
        std::vector<std::string> files;
    };
    /// The folder and all below it, sorted by path; each once, whatever links there are.
    Result<std::vector<Folder>> foldersBelow(const std::string& folder);
    Result<std::vector<std::int32_t>> settleClasses();
    void compareNames();

    const std::string m_root;
    PictureTree& m_tree;
    std::map<std::string, std::int32_t> m_labels; ///< in the order of finding, until finish()
    std::set<std::pair<dev_t, ino_t>> m_visited;
    PictureFinding m_otherFiles{"other-files", "files of other kinds left out", 0, {}};
    PictureFinding m_unplaced{"outside-classes", "pictures outside any class folder left out", 0, {}};
    PictureFinding m_otherFolders{"other-folders", "folders beside the splits left out", 0, {}};
    PictureFinding m_emptyClasses{"empty-class", "folders of a class without a picture left out", 0, {}};
    PictureFinding m_sameButCase{"case", "pairs of class names that differ by case alone", 0, {}};
};

Result<std::vector<TreeLister::Folder>> TreeLister::foldersBelow(const std::string& folder) {
    std::vector<Folder> all;
    std::vector<std::string> ahead{folder};
    while (!ahead.empty()) {
        const std::string path = std::move(ahead.back());
        ahead.pop_back();
        struct stat facts {};
        if (::stat((m_root + "/" + path).c_str(), &facts) == 0 && !m_visited.emplace(facts.st_dev, facts.st_ino).second) continue;
        Result<Listing> listing = listingOf(m_root + "/" + path);
        if (!listing) return listing.error();
        for (const std::string& name : listing->folders) ahead.push_back(path + "/" + name);
        all.push_back({path, std::move(listing->files)});
    }
    std::ranges::sort(all, {}, &Folder::path);
    return all;
}

Result<void> TreeLister::listClass(Split split, std::int32_t label, const std::string& folder) {
    const Result<std::vector<Folder>> folders = foldersBelow(folder);
    if (!folders) return folders.error();
    auto& pictures = m_tree.splits[static_cast<std::size_t>(split)];
    for (const Folder& each : *folders)
        for (const std::string& file : each.files) {
            if (isPicture(file))
                pictures.push_back({each.path + "/" + file, label});
            else
                m_otherFiles.add(each.path + "/" + file);
        }
    return {};
}

/// The final number of each label, −1 for a class without a picture.
Result<std::vector<std::int32_t>> TreeLister::settleClasses() {
    std::vector<std::array<std::int64_t, 3>> counts(m_labels.size());
    for (const Split split : allSplits)
        for (const ListedPicture& picture : m_tree.splits[static_cast<std::size_t>(split)])
            ++counts[static_cast<std::size_t>(picture.label)][static_cast<std::size_t>(split)];
    std::vector<std::int32_t> numbers(m_labels.size(), -1);
    for (const auto& [name, label] : m_labels) {
        const auto& count = counts[static_cast<std::size_t>(label)];
        if (count == std::array<std::int64_t, 3>{}) {
            m_emptyClasses.add(name);
            continue;
        }
        if (count[0] == 0)
            return Error{ErrorCode::DataUnknownClass, "the class \"" + name + "\" has no training pictures", m_root,
                         "give it some, or remove it from validation and test"};
        numbers[static_cast<std::size_t>(label)] = static_cast<std::int32_t>(m_tree.classNames.size());
        m_tree.classNames.push_back(name);
    }
    return numbers;
}

void TreeLister::compareNames() {
    std::map<std::string, std::string> byLowered;
    for (const std::string& name : m_tree.classNames)
        if (const auto [first, fresh] = byLowered.emplace(lowered(name), name); !fresh) m_sameButCase.add(first->second + " and " + name);
}

Result<void> TreeLister::finish() {
    const Result<std::vector<std::int32_t>> numbers = settleClasses();
    if (!numbers) return numbers.error();
    for (auto& pictures : m_tree.splits)
        for (ListedPicture& picture : pictures) picture.label = (*numbers)[static_cast<std::size_t>(picture.label)];
    compareNames();
    for (PictureFinding* finding : {&m_emptyClasses, &m_sameButCase, &m_otherFolders, &m_unplaced, &m_otherFiles})
        if (finding->count > 0) m_tree.remarks.push_back(std::move(*finding));
    if (m_tree.classNames.empty())
        return Error{ErrorCode::DataEmpty, "the class folders hold no pictures", m_root,
                     "put pictures (JPEG, PNG, BMP, PPM, TIFF, WebP) into a folder for each class"};
    if (m_tree.classNames.size() == 1)
        return Error{ErrorCode::DataOneClass, "only one class (\"" + m_tree.classNames.front() + "\")", m_root,
                     "give a folder for each of two classes or more"};
    return {};
}

/// The folder of each split, empty where there is none; of two that mean the same the first one.
std::array<std::string, 3> splitFolders(const Listing& listing) {
    std::array<std::string, 3> folders;
    for (const std::string& name : listing.folders)
        if (const auto split = splitOf(name))
            if (std::string& folder = folders[static_cast<std::size_t>(*split)]; folder.empty()) folder = name;
    return folders;
}

bool hasPicture(const std::string& folder) {
    bool found = false;
    const Result<void> read = forEachEntry(folder, [&found](const char* name, Kind kind) {
        found = kind == Kind::File && isPicture(name);
        return !found;
    });
    return read && found;
}

} // namespace

bool holdsPictureTree(const std::string& folder) {
    const Result<Listing> listing = listingOf(folder);
    if (!listing) return false;
    if (const std::string training = splitFolders(*listing)[0]; !training.empty()) {
        const Result<Listing> classes = listingOf(folder + "/" + training);
        if (classes && !classes->folders.empty()) return true;
    }
    return std::ranges::any_of(listing->folders, [&](const std::string& name) { return hasPicture(folder + "/" + name); });
}

Result<PictureTree> listPictureTree(const std::string& folder) {
    const Result<Listing> listing = listingOf(folder);
    if (!listing) return listing.error();
    PictureTree tree;
    TreeLister lister(folder, tree);
    const std::array<std::string, 3> folders = splitFolders(*listing);
    if (folders[0].empty()) {
        if (const Result<void> listed = lister.listSplit(Split::Training, ""); !listed) return listed.error();
    } else {
        for (const Split split : allSplits) {
            const std::string& name = folders[static_cast<std::size_t>(split)];
            if (name.empty()) continue;
            if (const Result<void> listed = lister.listSplit(split, name + "/"); !listed) return listed.error();
        }
        for (const std::string& name : listing->folders)
            if (std::ranges::find(folders, name) == folders.end()) lister.otherFolders().add(name);
        for (const std::string& file : listing->files) lister.passOver(file);
    }
    const Result<void> finished = lister.finish();
    return finished ? Result<PictureTree>(std::move(tree)) : finished.error();
}

} // namespace epochlab::core
