#pragma once

#include "base/result.h"
#include "run/branch.h"
#include "run/live_run.h"
#include "store/epoch_rows.h"
#include "store/prediction_rows.h"
#include "store/rerun.h"
#include "store/run_filter.h"
#include "store/store_file.h"
#include "store/stored_run.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// Opens DIRECTORY/project.db, and makes it where there is none, with the runs of the earlier kind of folder in it.
Result<StoreFile> openRunStore(const std::string& directory, const StoreFileOptions& options = {});
/// The same to add to it: IoWrite where it is read-only.
Result<StoreFile> openRunStoreToWrite(const std::string& directory, const StoreFileOptions& options = {});

/// Goes on with a claimed run. One that was interrupted while it was trained further, before its first checkpoint since, has the settings
/// of the longer run already.
RunRequest requestToResume(const ResumableRun& run);

/// Where runs are kept: DIR/project.db says all of every run; DIR/runs/ID holds its checkpoints while it can be gone on with, and at its
/// end run.toml and model.safetensors, which can be copied to another machine. Any number of processes may use it at once. Nothing is
/// touched before it is needed, and reading makes no files. One thread at a time; a StoreWriter fills it.
class RunStore {
public:
    explicit RunStore(std::string directory, StoreFileOptions options = {});
    ~RunStore();
    RunStore(RunStore&&) noexcept;
    /// $XDG_DATA_HOME/epochlab, else ~/.local/share/epochlab.
    static std::string defaultDirectory();

    const std::string& directory() const;
    /// What a person should know of this store: it is read-only, or lies on a network.
    std::vector<std::string> notices() const;

    /// Another number whenever anyone else, in this process or another, has changed the store since; 0 where there is none. Cheap.
    Result<std::int64_t> changeNumber();
    /// Oldest first, without deleted ones. Runs whose process has died are interrupted from now on.
    Result<std::vector<RunSummary>> list(const RunFilter& filter = {});
    /// Its id, a unique prefix of it, its name, or @last, @best, @worst (by validation accuracy, else training accuracy). RunNotFound, or
    /// Usage where it names several.
    Result<RunSummary> find(const std::string& run);
    Result<ParamSet> loadConfigOf(const RunId& run);
    /// Those of all runs that are not deleted and have any that can be read.
    Result<std::map<RunId, ParamSet>> loadConfigs();
    /// only: of the metrics these series alone, and no gradients; empty: all.
    Result<StoredCurves> loadCurvesOf(const RunId& run, const std::vector<std::string>& only = {});
    /// What the best epoch answered for each validation and test row; no splits where the run ended before, or was kept without. only: of
    /// this split alone.
    Result<StoredPredictions> loadPredictionsOf(const RunId& run, std::optional<Split> only = std::nullopt);
    /// The splits that loadPredictionsOf() would give of a run (its whole id), without decoding them; empty where there is no such run.
    Result<std::vector<Split>> predictedSplitsOf(const RunId& run);
    /// Of the last epoch up to `epoch` of which anything is kept. RunNotFound where there is none.
    Result<StoredEpoch> loadEpochOf(const RunId& run, std::int64_t epoch);
    /// What repeats a run: "epochlab-cli train …", or "epochlab-cli branch …", rate changes included. RunNotFound where nothing does: it
    /// was imported from a log, or the run that it is a branch of is not here.
    Result<std::string> commandOf(const RunId& run);
    /// Named as in find(), or a path of a run folder or model file.
    Result<Model> loadModelOf(const std::string& run);

    /// A new id that no other process can take, for a run of this process. `makeId` is asked again while the id exists.
    Result<RunId> claimRunId(const std::function<RunId()>& makeId = makeRunId);
    /// The same for a run that waits in a queue: other processes can see what it will train.
    Result<RunId> claimRunId(const ParamSet& config);
    /// Makes a stopped or interrupted run (named as in find()) this process's, so that no other goes on with it as well, and gives its
    /// newest sound checkpoint. RunNotFound where it finished or is still trained.
    Result<ResumableRun> claimResume(const std::string& run);
    /// The same to train a run for so many epochs more, a finished one too; its config is that of the longer run. RunNotFound where no
    /// checkpoint is kept of it, ConfigRange.
    Result<ResumableRun> claimExtension(const std::string& run, std::int64_t epochs);

    /// A run (named as in find()) trained anew: its settings, and its rate changes at their steps. Without an id. RunNotFound where it is
    /// still trained, was imported and has no settings, or is a branch, which these alone do not make.
    Result<RunRequest> requestToRerun(const std::string& run);
    /// The same as a new run of this process; a branch begins again with the checkpoint that it began with. RunNotFound where that is no
    /// longer kept.
    Result<ResumableRun> claimRerun(const std::string& run);
    /// What a branch of the run can begin with, oldest first.
    Result<std::vector<KeptCheckpoint>> checkpointsOf(const RunId& run);
    /// A new run of this process that goes on from a kept checkpoint of a run (named as in find()): `at` is "last", "best" or a step,
    /// `config` the run's settings with changes. Its curves begin with a copy of the original's, and a note says where it comes from.
    /// `rateChanges` are those still to come. RunNotFound where no such checkpoint is kept, what branchedCheckpoint says, IoWrite.
    Result<ResumableRun> claimBranch(const std::string& run, const std::string& at, const ParamSet& config,
                                     std::vector<RateChange> rateChanges = {});
    /// Compares a rerun that has ended with its original, and keeps the verdict as a note of the rerun.
    Result<RerunVerdict> judgeRerun(const RunId& original, const RunId& rerun);

    Result<void> setName(const RunId& run, const std::string& name);
    Result<void> setTags(const RunId& run, const std::string& tags);
    Result<void> setNote(const RunId& run, const std::string& note);
    /// Out of the lists, or back into them.
    Result<void> setDeleted(const RunId& run, bool deleted);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace epochlab::core
