#pragma once

#include "params/param_set.h"
#include "store/run_store.h"
#include "verbs/arguments.h"

#include <string>
#include <vector>

namespace epochlab::app {

/// Each verb prints its answer and returns the exit code.
int runTrain(const Arguments& arguments);
int runResume(const Arguments& arguments);
int runExtend(const Arguments& arguments);
int runRerun(const Arguments& arguments);
int runBranch(const Arguments& arguments);
int runLuck(const Arguments& arguments);
int runLrFind(const Arguments& arguments);
int runRecipe(const Arguments& arguments);
int runSweep(const Arguments& arguments);
int runParams(const Arguments& arguments);
int runData(const Arguments& arguments);
int runPredict(const Arguments& arguments);
int runEvaluate(const Arguments& arguments);
int runRuns(const Arguments& arguments);
int runTable(const Arguments& arguments);
int runConfusion(const Arguments& arguments);
int runGallery(const Arguments& arguments);
int runModel(const Arguments& arguments);
int runCalibration(const Arguments& arguments);
int runRoc(const Arguments& arguments);
int runImportance(const Arguments& arguments);
int runNeurons(const Arguments& arguments);
int runSketch(const Arguments& arguments);
int runMap(const Arguments& arguments);
int runWeights(const Arguments& arguments);
int runPreset(const Arguments& arguments);
int runHandIn(const Arguments& arguments);
int runVerify(const Arguments& arguments);
int runDoctor(const Arguments& arguments);

/// Defaults, then --config, then the flags in their order; single-field errors only.
core::Result<core::ParamSet> configurationOf(const Arguments& arguments);
/// Of --rate-change and --schedule-change, in their order; `config` says what a schedule leaves unsaid.
core::Result<std::vector<core::RateChange>> rateChangesOf(const Arguments& arguments, const core::ParamSet& config);
core::RunStore storeOf(const Arguments& arguments);
/// Says on stderr what a person should know of the store.
void printNotices(const core::RunStore& store);
/// The model that --run names.
core::Result<core::Model> modelOf(const Arguments& arguments);

} // namespace epochlab::app
