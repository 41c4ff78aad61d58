#pragma once

#include "bridge/run_listing.h"
#include "compare/gallery_runs.h"
#include "map/map_frame.h"
#include "params/param_set.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace epochlab::ui {

/// What the tab is asked to show: two runs by name, or by validation among the ticked runs of the store where there are two, else among
/// those on the form's data, else among all. Cheap to copy.
struct MistakesQuestion {
    std::shared_ptr<const RunListing> listing{};
    std::vector<core::RunId> ticked{}; ///< ascending
    std::string fingerprint{};         ///< of the form's data, as text; may be empty
    std::string best = "@best";        ///< or a run's id
    std::string worst = "@worst";
    std::optional<core::Split> split{};

    /// The same choice, though the store may have changed since.
    bool asksAgain(const MistakesQuestion& other) const;
    /// The runs of the listing to choose among; they live as long as it. Any thread.
    std::vector<const core::RunSummary*> candidates() const;
};

/// Two runs and what they answered. Immutable once shared.
struct Mistakes {
    core::GalleryRuns runs;
    core::PredictionPair pair;
    core::ParamSet bestConfig;
    core::ParamSet worstConfig;
};
using MistakesPointer = std::shared_ptr<const Mistakes>;

/// What a row is called: of a picture the file's name without its folders.
QString itemName(const core::PredictionPair& pair, std::size_t row, bool picture);
/// "✓ Finland 0.93"
QString answerWords(const core::PredictionPair& pair, std::size_t row, bool best);
/// The same for a screen reader, of both models.
QString itemSentence(const core::PredictionPair& pair, std::size_t row, bool picture);

/// The models' decision maps, where the data have two features; not valid where none can be drawn.
struct MistakesMap {
    MapFrame best;
    MapFrame worst;
};

} // namespace epochlab::ui
