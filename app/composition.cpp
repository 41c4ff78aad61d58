#include "composition.h"

#include "data/load.h"
#include "mlp/fused.h"

#include <dlfcn.h>
#include <filesystem>
#include <mutex>
#include <vector>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

std::vector<std::string> torchLibraryPlaces() {
    const std::string folder = programFolder();
    return {folder + "/../lib/libepochlab_torch.so", folder + "/../lib/epochlab/libepochlab_torch.so",
            folder + "/../" EPOCHLAB_LIBDIR "/epochlab/libepochlab_torch.so", folder + "/libepochlab_torch.so"};
}

Error missing(const std::string& what, const std::string& where) {
    return {ErrorCode::EngineMissing, what, where, "install LibTorch as the README says, then run epochlab-cli doctor"};
}

std::string loaderProblem() {
    const char* text = ::dlerror();
    return text ? text : "unknown reason";
}

/// The opened library; it stays open to the end of the process, since trainers and their threads live in it.
class TorchLibrary {
public:
    Result<void*> symbol(const char* name) {
        const std::lock_guard lock(m_mutex);
        if (!m_handle) {
            const Result<void> opened = open();
            if (!opened) return opened.error();
        }
        void* address = ::dlsym(m_handle, name);
        if (!address) return missing("the LibTorch trainers do not fit this program: " + loaderProblem(), m_path);
        return address;
    }

private:
    Result<void> open() {
        for (const std::string& path : torchLibraryPlaces()) {
            std::error_code ignored;
            if (!std::filesystem::exists(path, ignored)) continue;
            m_path = path;
            m_handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
            if (!m_handle) return missing("the LibTorch trainers cannot be opened: " + loaderProblem(), path);
            return {};
        }
        return missing("the LibTorch trainers (libepochlab_torch.so) are not there", torchLibraryPlaces().front());
    }

    std::mutex m_mutex;
    void* m_handle = nullptr;
    std::string m_path;
};

TorchLibrary& torchLibrary() {
    static TorchLibrary library;
    return library;
}

} // namespace

std::string programFolder() {
    std::error_code problem;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", problem);
    return problem ? std::string(".") : program.parent_path().string();
}

std::string recipeFolder() { return programFolder() + "/../" EPOCHLAB_DATADIR "/epochlab/recipes"; }

Result<std::shared_ptr<core::Trainer>> torchTrainer() {
    static std::mutex mutex;
    static std::shared_ptr<core::Trainer> trainer;
    const std::lock_guard lock(mutex);
    if (trainer) return trainer;
    const Result<void*> address = torchLibrary().symbol("epochlab_make_torch_trainer");
    if (!address) return address.error();
    trainer.reset(reinterpret_cast<core::Trainer* (*)()>(*address)());
    if (!trainer) return missing("the LibTorch trainers could not start", "");
    return trainer;
}

Result<std::string> torchFacts() {
    const Result<void*> address = torchLibrary().symbol("epochlab_torch_facts");
    if (!address) return address.error();
    const char* text = reinterpret_cast<const char* (*)()>(*address)();
    return std::string(text ? text : "{}");
}

Result<std::shared_ptr<core::Trainer>> findTrainer(const core::ParamSet& config) {
    static const std::shared_ptr<core::Trainer> fused = core::makeFusedTrainer();
    const std::string& engine = config.text("engine");
    const bool onGpu = config.text("device") == "cuda";
    if (engine == "libtorch" || (engine == "auto" && onGpu)) return torchTrainer();
    return fused;
}

core::RunServices makeRunServices() {
    return {core::loadDataset, findTrainer, std::make_shared<core::SpeedMemory>(core::SpeedMemory::defaultFile())};
}

} // namespace epochlab::app
