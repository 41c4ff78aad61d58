#pragma once

#include "base/result.h"
#include "data/picture_options.h"
#include "run/live_run.h"
#include "run/recipe.h"
#include "vision/picture_writer.h"

#include <functional>
#include <memory>
#include <string>

namespace epochlab::app {

/// At the start of a program, before it has threads: bounds and habits that libraries take from the environment.
void limitLibraries();

/// What both programs give to their runs: the data loader and the trainers. The LibTorch library is opened at the first run. `progress` is
/// told of data sets that take long to load, as LoadServices says.
core::RunServices makeRunServices(std::function<void(std::int64_t done, std::int64_t total)> progress = {});

/// core::loadDatasetWith() and a decoder of pictures.
core::Result<core::DatasetPointer> loadDataset(const core::ParamSet& config,
                                               std::function<void(std::int64_t done, std::int64_t total)> progress = {});

/// The decoder of picture files, made once; any thread. Its library is opened at the first call. EngineMissing.
core::Result<core::PictureDecoderPointer> pictureDecoder();

/// What writes PNG files, from the same library; any thread. EngineMissing.
core::Result<core::PictureWriterPointer> pictureWriter();

/// The engine for a configuration: for networks the fused one on the CPU, and LibTorch for a GPU or where it is asked for; for trees
/// XGBoost, whose library is opened when a run prepares, and LibTorch's beside it where they grow on the features of a frozen network.
core::Result<std::shared_ptr<core::Trainer>> findTrainer(const core::ParamSet& config);

/// The LibTorch trainers, opened once per process and shared. May take a second. EngineMissing where the library cannot be opened.
core::Result<std::shared_ptr<core::Trainer>> torchTrainer();

/// Facts about LibTorch (version, devices) as a JSON text; opens the library. EngineMissing.
core::Result<std::string> torchFacts();

/// The version of XGBoost; opens the library. EngineMissing.
core::Result<std::string> xgboostVersion();

/// The folder of the running program, without a final slash.
std::string programFolder();

/// Where recipes stand: the user's own, and those that come with the program.
core::RecipeFolders recipeFolders();

} // namespace epochlab::app
