#pragma once

#include "report/figure.h"
#include "run/live_run.h"
#include "run/recipe.h"
#include "store/run_store.h"
#include "vision/picture_writer.h"

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epochlab::core {

/// What figures get from outside; each part may be left empty, and what needs it is then left out and named in the reading.
struct FigureServices {
    RunServices run = {};                                      ///< maps: loadData and findTrainer; galleries of pictures: loadData
    std::function<Result<PictureWriterPointer>()> writer = {}; ///< galleries of pictures
    std::string data = {}; ///< text of the field `data`: of recipes that train nothing; empty: the newest run's
};

/// The ended runs of a store by what they train, read once for any number of plans. A plain value.
class FinishedRuns {
public:
    /// IoRead.
    static Result<FinishedRuns> of(RunStore& store);
    /// Ids of those that answer to the planned ones (newest where several), one each; nothing at a place: it is missing. A diverged one
    /// counts where none has finished: training it again would give the same.
    std::vector<std::optional<RunId>> answering(const std::vector<PlannedRun>& planned) const;

private:
    std::map<std::string, RunId> m_byKey; ///< by core::trainingKey
};

/// The recipe's figures of what there is, in its order. Missing runs are left out and named in the reading; a figure of which there is
/// nothing at all has no content but says so in its reading. `runs` as FinishedRuns gives them. Takes seconds (maps are computed): not
/// on the window's thread. IoRead.
Result<std::vector<Figure>> recipeFigures(RunStore& store, const Recipe& recipe, const std::vector<PlannedRun>& planned,
                                          std::span<const std::optional<RunId>> runs, const FigureServices& services = {});

/// Figures of chosen runs without a recipe: curves of loss and accuracy, gradients of the one run, a table, the settings, maps or a gallery
/// where they apply. Ids as in RunStore::list(). IoRead, RunNotFound.
Result<std::vector<Figure>> runFigures(RunStore& store, std::span<const RunId> runs, const FigureServices& services = {});

} // namespace epochlab::core
