#include "composition.h"

#include "base/user_folders.h"
#include "data/load.h"
#include "mlp/fused.h"
#include "opened_library.h"
#include "params/model_fields.h"
#include "trees/tree_trainer.h"

#include <cstdlib>
#include <filesystem>
#include <string>

namespace epochlab::app {
namespace {

using core::Error;
using core::ErrorCode;
using core::Result;

OpenedLibrary& torchLibrary() {
    static OpenedLibrary library("libepochlab_torch.so", "the LibTorch trainers",
                                 "install LibTorch as the README says, then run epochlab-cli doctor");
    return library;
}

OpenedLibrary& xgboostLibrary() {
    static OpenedLibrary library("libepochlab_xgboost.so", "the trainer of boosted trees",
                                 "install XGBoost as the README says, then run epochlab-cli doctor");
    return library;
}

core::TreeLibraries treeLibraries() {
    static MadeOnce<core::Trainer> xgboost(xgboostLibrary(), "epochlab_make_xgboost_trainer");
    static MadeOnce<core::FrozenNetworks> networks(torchLibrary(), "epochlab_make_frozen_networks");
    return {[] { return xgboost.get(); }, [] { return networks.get(); }};
}

OpenedLibrary& visionLibrary() {
    static OpenedLibrary library("libepochlab_vision.so", "the readers of pictures",
                                 "install OpenCV as the README says, then run epochlab-cli doctor");
    return library;
}

} // namespace

std::string programFolder() {
    std::error_code problem;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", problem);
    return problem ? std::string(".") : program.parent_path().string();
}

core::RecipeFolders recipeFolders() {
    return {.own = core::userRecipeFolder(), .program = programFolder() + "/../" EPOCHLAB_DATADIR "/epochlab/recipes"};
}

Result<std::shared_ptr<core::Trainer>> torchTrainer() {
    static MadeOnce<core::Trainer> trainer(torchLibrary(), "epochlab_make_torch_trainer");
    return trainer.get();
}

Result<std::string> torchFacts() {
    const Result<void*> address = torchLibrary().symbol("epochlab_torch_facts");
    if (!address) return address.error();
    const char* text = reinterpret_cast<const char* (*)()>(*address)();
    return std::string(text ? text : "{}");
}

Result<std::string> xgboostVersion() {
    const Result<void*> address = xgboostLibrary().symbol("epochlab_xgboost_version");
    if (!address) return address.error();
    return std::string(reinterpret_cast<const char* (*)()>(*address)());
}

Result<std::shared_ptr<core::Trainer>> findTrainer(const core::ParamSet& config) {
    static const std::shared_ptr<core::Trainer> fused = core::makeFusedTrainer();
    static const std::shared_ptr<core::Trainer> trees = core::makeTreeTrainer(treeLibraries());
    if (core::isTreeModel(config)) return trees;
    if (core::isPictureModel(config)) return torchTrainer();
    const std::string& engine = config.text("engine");
    const bool onGpu = config.text("device") == "cuda";
    if (engine == "libtorch" || (engine == "auto" && onGpu)) return torchTrainer();
    return fused;
}

void limitLibraries() {
    // Without this the matrix products of a GPU may differ from run to run.
    ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
    // LibTorch's large tensors come and go with each step, and the kernel would hand them out in pages of 4 kB.
    ::setenv("THP_MEM_ALLOC_ENABLE", "1", 0);
    // Behind our own limit, which is read from the header: OpenCV looks at it when it is opened.
    ::setenv("OPENCV_IO_MAX_IMAGE_PIXELS", std::to_string(core::largestMaximumPixels).c_str(), 0);
}

Result<core::PictureDecoderPointer> pictureDecoder() {
    static MadeOnce<const core::PictureDecoder> decoder(visionLibrary(), "epochlab_make_picture_decoder");
    return decoder.get();
}

Result<core::PictureWriterPointer> pictureWriter() {
    static MadeOnce<const core::PictureWriter> writer(visionLibrary(), "epochlab_make_picture_writer");
    return writer.get();
}

Result<core::DatasetPointer> loadDataset(const core::ParamSet& config, std::function<void(std::int64_t, std::int64_t)> progress) {
    return core::loadDatasetWith(config, {.decoder = pictureDecoder, .progress = std::move(progress)});
}

core::RunServices makeRunServices(std::function<void(std::int64_t, std::int64_t)> progress) {
    const auto loading = std::make_shared<core::LoadProgress>();
    const auto tell = [loading, progress = std::move(progress)](std::int64_t done, std::int64_t total) {
        loading->report(done, total);
        if (progress) progress(done, total);
    };
    const auto load = [tell](const core::ParamSet& config) { return loadDataset(config, tell); };
    return {load, findTrainer, std::make_shared<core::SpeedMemory>(core::SpeedMemory::defaultFile()), loading};
}

} // namespace epochlab::app
